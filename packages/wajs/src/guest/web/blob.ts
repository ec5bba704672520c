import { bytesOf, isBufferSource, type BufferSource } from './buffer-source.js';
import { ReadableStream } from './streams/readable-stream.js';
import { textCodec } from './utf8.js';

/** What a `Blob` can be made of. */
export type BlobPart = BufferSource | Blob | string;

/** Options of a `Blob`. */
export interface BlobPropertyBag {
  /** Media type. */
  type?: string;
}

/** Bytes with a media type. */
export class Blob {
  #bytes: Uint8Array<ArrayBuffer>;
  #type: string;

  constructor(parts: Iterable<BlobPart> = [], options: BlobPropertyBag = {}) {
    this.#bytes = concatenate(Array.from(parts, partBytes));
    const type = `${options.type ?? ''}`;
    this.#type = /[^ -~]/.test(type) ? '' : type.toLowerCase();
  }

  /** Number of bytes. */
  get size(): number {
    return this.#bytes.length;
  }

  /** Media type; empty where there is none. */
  get type(): string {
    return this.#type;
  }

  /** A part of it. */
  slice(start?: number, end?: number, type?: string): Blob {
    return new Blob([this.#bytes.slice(start, end)], { type: type ?? '' });
  }

  /** The bytes, copied. */
  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#bytes.slice().buffer;
  }

  /** The bytes, copied. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#bytes.slice();
  }

  /** The bytes as UTF-8. */
  async text(): Promise<string> {
    return textCodec.decodeUtf8(this.#bytes);
  }

  /** The bytes as a stream. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const bytes = this.#bytes;
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        if (bytes.length > 0) controller.enqueue(bytes.slice());
        controller.close();
      },
    });
  }

  get [Symbol.toStringTag](): string {
    return 'Blob';
  }

  /**
   * The bytes themselves, not a copy.
   *
   * @internal
   */
  static view(blob: Blob): Uint8Array<ArrayBuffer> {
    return blob.#bytes;
  }
}

/** Options of a `File`. */
export interface FilePropertyBag extends BlobPropertyBag {
  /** Milliseconds since 1970; now without it. */
  lastModified?: number;
}

/** A `Blob` with a name. */
export class File extends Blob {
  readonly #name: string;
  readonly #lastModified: number;

  constructor(parts: Iterable<BlobPart>, name: string, options: FilePropertyBag = {}) {
    super(parts, options);
    this.#name = `${name}`;
    this.#lastModified = options.lastModified ?? Date.now();
  }

  /** Name of the file. */
  get name(): string {
    return this.#name;
  }

  /** Milliseconds since 1970. */
  get lastModified(): number {
    return this.#lastModified;
  }

  override get [Symbol.toStringTag](): string {
    return 'File';
  }
}

/** All chunks in one. */
export function concatenate(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const chunk of chunks) length += chunk.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
}

function partBytes(part: BlobPart): Uint8Array {
  if (part instanceof Blob) return Blob.view(part);
  return isBufferSource(part) ? bytesOf(part) : textCodec.encodeUtf8(`${part}`);
}
