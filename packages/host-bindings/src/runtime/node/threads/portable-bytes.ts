/** Bytes shorter than this are cloned: handing over a buffer has a price of its own. */
const transferredBytes = 4096;

/**
 * Bytes that may be sent to another thread: a copy in a buffer of its own, since a clone would take the
 * whole buffer behind a view along. A large one is handed over and not copied again.
 */
export function packBytes(bytes: Uint8Array, transfer: ArrayBuffer[]): Uint8Array {
  // Not `slice` of the view itself: a Node Buffer's shares memory.
  const copy = new Uint8Array(bytes);
  if (copy.length >= transferredBytes) transfer.push(copy.buffer as ArrayBuffer);
  return copy;
}

/** A value of records, lists and bytes with all bytes in it packed. */
export function packValue(value: unknown, transfer: ArrayBuffer[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return packBytes(value, transfer);
  if (Array.isArray(value)) return value.map((item) => packValue(item, transfer));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const packed: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    Object.defineProperty(packed, name, {
      value: packValue(item, transfer),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return packed;
}
