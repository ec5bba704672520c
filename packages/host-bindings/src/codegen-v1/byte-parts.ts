import { Trap } from './errors.js';

/** Bytes in one piece, or in several that follow each other. */
export type Bytes = Uint8Array | ByteParts;

/**
 * Bytes in several pieces, which are put together only where they are stored: in a guest's memory.
 * Nobody may change the pieces until then.
 */
export class ByteParts {
  /** How many bytes there are. */
  readonly length: number;
  /** The pieces. */
  readonly parts: readonly Uint8Array[];

  constructor(parts: readonly Uint8Array[]) {
    this.parts = parts;
    let length = 0;
    for (const part of parts) length += part.length;
    this.length = length;
  }

  /** The bytes from `start` to `end`, without a copy. */
  subarray(start: number, end: number): ByteParts {
    const within: Uint8Array[] = [];
    let at = 0;
    for (const part of this.parts) {
      const from = Math.max(start - at, 0);
      const to = Math.min(end - at, part.length);
      if (from < to) within.push(part.subarray(from, to));
      at += part.length;
    }
    return new ByteParts(within);
  }

  /**
   * Copies all of them.
   *
   * @throws {Trap} where a piece was taken away meanwhile.
   */
  copyTo(target: Uint8Array, start: number): void {
    let at = start;
    for (const part of this.parts) {
      target.set(part, at);
      at += part.length;
    }
    if (at !== start + this.length) throw new Trap('bytes on their way to a guest were taken away');
  }
}

/** Bytes as emitted code passes them on: `GuestMemory.storeList` takes either kind for a list of u8. */
export function asList(bytes: Bytes): Uint8Array {
  return bytes as Uint8Array;
}
