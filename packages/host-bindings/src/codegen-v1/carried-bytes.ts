/** Lists shorter than this are copied: that is cheaper than to keep account of them. */
const LONG_LIST = 1024;

/** Lists of u8 that came out of a guest's memory as a copy. */
const carried = new WeakSet<Uint8Array>();

/** Marks a copy out of a guest's memory, or a part of one that nobody else reads. */
export function carry(bytes: Uint8Array): Uint8Array {
  if (bytes.length >= LONG_LIST) carried.add(bytes);
  return bytes;
}

/**
 * Whether a list came out of a guest's memory, so that it may go into another one as it is. Who owned
 * it, the guest, cannot change the copy; what a provider makes itself is copied at once, since it may
 * use its buffer again.
 */
export function isCarried(bytes: Uint8Array): boolean {
  return bytes.length >= LONG_LIST && carried.has(bytes);
}

/**
 * A list inside bytes that were copied out of a guest's memory: a view where it is most of them, else a
 * copy, so that a short list never keeps a long batch alive.
 */
export function carriedPart(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const isMost = end - start >= LONG_LIST && (end - start) * 2 >= bytes.buffer.byteLength;
  return isMost ? carry(bytes.subarray(start, end)) : carry(bytes.slice(start, end));
}
