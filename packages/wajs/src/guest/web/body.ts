import { Blob, concatenate } from './blob.js';
import { bytesOf, isBufferSource, type BufferSource } from './buffer-source.js';
import { FormData } from './form-data.js';
import type { Headers } from './headers.js';
import { parseMultipart, renderMultipart } from './multipart.js';
import { platform } from './platform.js';
import type { UnderlyingSource } from './streams/readable-core.js';
import { ReadableStream, type ReadableStreamDefaultController } from './streams/readable-stream.js';
import { URLSearchParams } from './url/url-search-params.js';
import { textCodec } from './utf8.js';

/** What the content of a message can be made of. */
export type BodyInit =
  | string
  | BufferSource
  | Blob
  | FormData
  | URLSearchParams
  | ReadableStream<Uint8Array>;

/** Chunks that are fetched when somebody wants them. */
export interface ChunkSource {
  /** The next chunk; undefined at the end. */
  read(): Promise<Uint8Array | undefined>;
  /** Says that nobody wants the rest. */
  cancel(reason?: unknown): void;
}

/** Content in the form in which it came, until somebody reads it. */
export type Content = string | Uint8Array | ChunkSource | ReadableStream<Uint8Array> | null;

/** The key of the method that `DeferredContent` has. */
export const LOAD: unique symbol = Symbol('load');

/** Content that is not even looked at until somebody asks for it. */
export interface DeferredContent {
  /** The content. Called once. */
  [LOAD](): Content;
}

/** Content, and the media type that it brings along. */
export interface ExtractedBody {
  /** The content. */
  readonly content: Content;
  /** Its media type; null where it says nothing. */
  readonly type: string | null;
}

/** Media type of a text. */
export const TEXT_TYPE = 'text/plain;charset=UTF-8';

/** Content and media type of what a message is made of: https://fetch.spec.whatwg.org/#concept-bodyinit-extract */
export function extractBody(init: BodyInit): ExtractedBody {
  if (typeof init === 'string') return { content: init, type: TEXT_TYPE };
  if (init instanceof ReadableStream) {
    if (init.locked || ReadableStream.isDisturbed(init)) {
      throw new TypeError('the stream is locked, or has been read from already');
    }
    return { content: init, type: null };
  }
  if (isBufferSource(init)) return { content: bytesOf(init).slice(), type: null };
  if (init instanceof Blob) return { content: Blob.view(init), type: init.type || null };
  if (init instanceof URLSearchParams) {
    const type = 'application/x-www-form-urlencoded;charset=UTF-8';
    return { content: init.toString(), type };
  }
  if (init instanceof FormData) {
    const boundary = `----wajs${Array.from(platform().entropy(16), hexOf).join('')}`;
    const content = renderMultipart(init, boundary);
    return { content, type: `multipart/form-data; boundary=${boundary}` };
  }
  return { content: `${init as string}`, type: TEXT_TYPE };
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** What `Request` and `Response` have in common: content that can be read once. */
export abstract class Body {
  #given: Content | DeferredContent;
  #used = false;

  /** @internal */
  constructor(content: Content | DeferredContent) {
    this.#given = content;
  }

  get #content(): Content {
    const content = this.#given;
    if (typeof content !== 'object' || content === null || !(LOAD in content)) return content;
    return (this.#given = content[LOAD]());
  }

  set #content(content: Content) {
    this.#given = content;
  }

  /** The header fields. */
  abstract get headers(): Headers;

  /** The content as a stream; null where there is none. */
  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    if (this.#content === null) return null;
    if (!(this.#content instanceof ReadableStream)) {
      const stream = streamOf(this.#content);
      if (this.#used) void stream.cancel();
      this.#content = stream;
    }
    return this.#content as ReadableStream<Uint8Array<ArrayBuffer>>;
  }

  /** Whether the content has been read. */
  get bodyUsed(): boolean {
    const content = this.#content;
    if (content === null) return false;
    return this.#used || (content instanceof ReadableStream && ReadableStream.isDisturbed(content));
  }

  /** The content as UTF-8 text. */
  async text(): Promise<string> {
    const content = this.#take();
    const text =
      typeof content === 'string'
        ? content.toWellFormed()
        : textCodec.decodeUtf8(content instanceof Uint8Array ? content : await readAll(content));
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  /** The content, parsed as JSON. */
  async json(): Promise<any> {
    return JSON.parse(await this.text());
  }

  /** The content as bytes. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const content = this.#take();
    const bytes = content instanceof Uint8Array ? content.slice() : await readAll(content);
    return bytes as Uint8Array<ArrayBuffer>;
  }

  /** The content as bytes. */
  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer;
  }

  /** The content with its media type. */
  async blob(): Promise<Blob> {
    const type = this.headers.get('content-type') ?? '';
    return new Blob([await this.bytes()], { type });
  }

  /** The fields of a form, in either of the two encodings that forms have. */
  async formData(): Promise<FormData> {
    const type = this.headers.get('content-type') ?? '';
    if (/^multipart\/form-data\s*;/i.test(type)) {
      const match = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
      if (!match) throw new TypeError(`the content type "${type}" has no boundary`);
      return parseMultipart(await this.bytes(), match[1] ?? match[2]!);
    }
    if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) {
      throw new TypeError(`a body of type "${type}" is no form`);
    }
    const form = new FormData();
    for (const [name, value] of new URLSearchParams(`?${await this.text()}`)) {
      form.append(name, value);
    }
    return form;
  }

  /**
   * Takes the content away, as reading it does.
   *
   * @internal
   */
  static take(body: Body): Content {
    return body.#take();
  }

  /**
   * Takes content away that is all there; undefined where it is not, or has been read.
   *
   * @internal
   */
  static takeWhole(body: Body): string | Uint8Array | null | undefined {
    const content = body.#given;
    if (content === null) return null;
    if (body.#used || (typeof content !== 'string' && !(content instanceof Uint8Array))) {
      return undefined;
    }
    body.#used = true;
    return content;
  }

  /**
   * The content for a second message of the same.
   *
   * @internal
   */
  static share(body: Body): Content {
    if (body.bodyUsed || body.#isLocked()) throw alreadyUsed();
    const content = body.#content;
    if (content === null || typeof content === 'string' || content instanceof Uint8Array) {
      return content;
    }
    const [first, second] = body.body!.tee();
    body.#content = first;
    return second;
  }

  #isLocked(): boolean {
    return this.#content instanceof ReadableStream && this.#content.locked;
  }

  #take(): Content {
    const content = this.#content;
    if (content === null) return null;
    if (this.bodyUsed || this.#isLocked()) throw alreadyUsed();
    this.#used = true;
    return content instanceof ReadableStream ? takeOrigin(content) : content;
  }
}

/** All of the content. */
async function readAll(content: Content): Promise<Uint8Array> {
  if (content === null) return new Uint8Array(0);
  if (typeof content === 'string') return textCodec.encodeUtf8(content);
  if (content instanceof Uint8Array) return content;
  const source = content instanceof ReadableStream ? chunksOf(content) : content;
  const chunks: Uint8Array[] = [];
  for (;;) {
    const chunk = await source.read();
    if (chunk === undefined) return chunks.length === 1 ? chunks[0]! : concatenate(chunks);
    chunks.push(chunk);
  }
}

/**
 * A stream's chunks. A read rejects with a TypeError where a chunk is not bytes.
 *
 * @internal
 */
export function chunksOf(stream: ReadableStream<Uint8Array>): ChunkSource {
  const reader = stream.getReader();
  return {
    async read() {
      const next = await reader.read();
      if (next.done) return undefined;
      if (next.value instanceof Uint8Array) return next.value;
      const error = new TypeError('a chunk of a body must be a Uint8Array');
      await reader.cancel(error);
      throw error;
    },
    cancel(reason) {
      reader.cancel(reason).catch(() => {});
    },
  };
}

/**
 * What the streams were made of that `body` has answered. `new Response(other.body, other)` is what
 * every middleware does: as long as nobody has read from such a stream, its origin can be sent.
 */
const origins = new WeakMap<ReadableStream, string | Uint8Array | ChunkSource>();

function takeOrigin(stream: ReadableStream<Uint8Array>): Content {
  const origin = origins.get(stream);
  if (origin === undefined) return stream;
  ReadableStream.useUp(stream);
  return origin;
}

function streamOf(content: string | Uint8Array | ChunkSource): ReadableStream<Uint8Array> {
  const isWhole = typeof content === 'string' || content instanceof Uint8Array;
  const source: UnderlyingSource<ReadableStreamDefaultController<Uint8Array>> = isWhole
    ? {
        pull(controller) {
          const bytes = typeof content === 'string' ? textCodec.encodeUtf8(content) : content;
          if (bytes.length > 0) controller.enqueue(bytes);
          controller.close();
        },
      }
    : {
        async pull(controller) {
          const chunk = await content.read();
          if (chunk === undefined) controller.close();
          else controller.enqueue(chunk);
        },
        cancel(reason) {
          content.cancel(reason);
        },
      };
  const stream = new ReadableStream<Uint8Array>(source, { highWaterMark: 0 });
  origins.set(stream, content);
  return stream;
}

function alreadyUsed(): TypeError {
  return new TypeError('the body has been read already, or is being read; use clone() before');
}
