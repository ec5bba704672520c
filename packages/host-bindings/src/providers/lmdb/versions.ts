import { randomFillSync } from 'node:crypto';

const pool = new Uint32Array(256);
let used = pool.length;

/**
 * A new version: a random whole number from 1 to 2^52. Random, so that processes which share a
 * store need not agree on a counter, and an entry that was removed and made again differs too.
 */
export function createVersion(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const high = pool[used++]! & 0xfffff;
  return high * 0x1_0000_0000 + pool[used++]! + 1;
}

/** The text that stands for a version in the contract. */
export function renderVersion(version: number): string {
  return String(version);
}

/** The version that a text stands for; undefined where this store never gave it out. */
export function parseVersion(text: string): number | undefined {
  const version = Number(text);
  return Number.isSafeInteger(version) && version > 0 && renderVersion(version) === text
    ? version
    : undefined;
}
