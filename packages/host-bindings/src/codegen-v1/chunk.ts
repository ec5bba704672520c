import { EncodeError } from './errors.js';

/**
 * How many items a stream's chunk has: a typed array, an array, or the number of items that carry nothing.
 * @throws EncodeError when it is none of these.
 */
export function chunkLength(chunk: unknown): number {
  if (Array.isArray(chunk)) return chunk.length;
  if (ArrayBuffer.isView(chunk) && !(chunk instanceof DataView)) {
    return (chunk as Uint8Array).length;
  }
  if (typeof chunk === 'number' && Number.isSafeInteger(chunk) && chunk >= 0) return chunk;
  throw new EncodeError(
    `"${describe(chunk)}" is not a chunk of a stream; yield arrays of items, typed arrays for numbers`,
  );
}

/** The items of a chunk from one index to another. */
export function chunkPart(chunk: unknown, from: number, to: number): unknown {
  if (typeof chunk === 'number') return to - from;
  return Array.isArray(chunk) ? chunk.slice(from, to) : (chunk as Uint8Array).subarray(from, to);
}

function describe(chunk: unknown): string {
  return typeof chunk === 'object' && chunk !== null ? 'object' : String(chunk).slice(0, 80);
}
