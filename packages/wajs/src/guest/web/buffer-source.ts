/** Bytes as the Web's interfaces take them. */
export type BufferSource = ArrayBufferView | ArrayBufferLike;

/** Whether a value is an `ArrayBuffer` or a view of one. */
export function isBufferSource(value: unknown): value is BufferSource {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer || isShared(value);
}

function isShared(value: unknown): value is SharedArrayBuffer {
  return typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer;
}

/**
 * The bytes themselves, not a copy.
 *
 * @throws TypeError where the value holds no bytes
 */
export function bytesOf(source: BufferSource): Uint8Array {
  if (source instanceof Uint8Array) return source;
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  }
  if (!isBufferSource(source)) {
    throw new TypeError('expected an ArrayBuffer or a view of one');
  }
  return new Uint8Array(source);
}
