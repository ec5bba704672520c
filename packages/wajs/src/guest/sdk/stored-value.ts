import { Blob } from '../web/blob.js';
import { bytesOf, isBufferSource } from '../web/buffer-source.js';
import { chunksOf } from '../web/body.js';
import { concatenate } from '../web/blob.js';
import { ReadableStream } from '../web/streams/readable-stream.js';
import { textCodec } from '../web/utf8.js';

/** How a stored value is read. */
export type ValueType = 'json' | 'text' | 'bytes' | 'stream';

/**
 * Calls `use` with the bytes of a value: text as UTF-8, bytes and streams as they are, all else as
 * JSON. At once where the value is there, so that calls of one turn leave in one crossing. Rejects
 * with TypeError where the value cannot be written as JSON.
 */
export function withBytes<T>(value: unknown, use: (bytes: Uint8Array) => Promise<T>): Promise<T> {
  try {
    const bytes = encodeValue(value);
    return bytes instanceof Uint8Array ? use(bytes) : bytes.then(use);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** The bytes of a value; of a stream, when it has been read. */
export function encodeValue(value: unknown): Uint8Array | Promise<Uint8Array> {
  if (typeof value === 'string') return textCodec.encodeUtf8(value);
  if (isBufferSource(value)) return bytesOf(value);
  if (value instanceof ReadableStream) return collect(value);
  if (value instanceof Blob) return Blob.view(value);
  return encodeJson(value);
}

/** The UTF-8 bytes of a value's JSON. */
export function encodeJson(value: unknown): Uint8Array {
  const text = JSON.stringify(value);
  if (text === undefined) {
    throw new TypeError(
      `a value of type "${typeof value}" cannot be stored; store text, bytes or JSON`,
    );
  }
  return textCodec.encodeUtf8(text);
}

/** A stored value in the form that is asked for. */
export function decodeValue(bytes: Uint8Array, type: ValueType | undefined): unknown {
  switch (type) {
    case undefined:
    case 'bytes':
      return bytes;
    case 'text':
      return textCodec.decodeUtf8(bytes);
    case 'json':
      return decodeJson(bytes);
    case 'stream':
      return new Blob([bytes]).stream();
    default:
      throw new TypeError(
        `"${String(type)}" is no type of a value; use json, text, bytes or stream`,
      );
  }
}

/** The value of some bytes of JSON. */
export function decodeJson(bytes: Uint8Array): unknown {
  return JSON.parse(textCodec.decodeUtf8(bytes));
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const source = chunksOf(stream);
  const chunks: Uint8Array[] = [];
  for (let chunk = await source.read(); chunk !== undefined; chunk = await source.read()) {
    chunks.push(chunk);
  }
  return concatenate(chunks);
}
