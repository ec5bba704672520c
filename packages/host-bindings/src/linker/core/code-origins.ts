/** Numbers of an entry: offset in the linked module and in the original, start and end of the body. */
const width = 4;

/** A place in the core module that a linked module was made of. */
export interface CodeOrigin {
  /** Offset in the core module's bytes. */
  readonly offset: number;
  /** Where the body of its function begins there. */
  readonly start: number;
  /** Where that body ends. */
  readonly end: number;
}

/**
 * Which code of a component's core module the code of its linked module is: a stack has offsets in what
 * runs, a source map those in what was compiled.
 */
export class CodeOrigins {
  readonly #entries: Uint32Array;

  /** Takes entries of four numbers, ordered by the first. */
  constructor(entries: Uint32Array) {
    this.#entries = entries;
  }

  /** What an offset of the linked module was; undefined where the linker wrote the code itself. */
  find(linked: number): CodeOrigin | undefined {
    const entries = this.#entries;
    let low = 0;
    let high = entries.length / width;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (entries[middle * width]! <= linked) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return undefined;
    const at = (low - 1) * width;
    const [start, end] = [entries[at + 2]!, entries[at + 3]!];
    if (end === 0) return undefined;
    const offset = entries[at + 1]! + linked - entries[at]!;
    // What the linker puts in between belongs to what comes next.
    const next = entries[at + width + 1];
    const limit = next !== undefined && entries[at + width + 2] === start ? next : end;
    return { offset: Math.min(offset, limit), start, end };
  }
}

/** Notes, while a module is written, where its code comes from. */
export class OriginNotes {
  readonly #entries: number[] = [];
  #body = { at: 0, start: 0, end: 0 };

  /** The body that is written next begins here; `end` is 0 for code that is not of the core module. */
  begin(at: number, start: number, end: number): void {
    this.#body = { at, start, end };
    this.#entries.push(at, start, start, end);
  }

  /** From this offset of the body that is written, it goes on as at that one of the original. */
  add(written: number, original: number): void {
    const { at, start, end } = this.#body;
    const entries = this.#entries;
    const linked = at + written;
    const shift = entries.at(-width)! - entries.at(1 - width)!;
    if (linked - original !== shift) entries.push(linked, original, start, end);
  }

  /** What was noted, for code that begins at an offset of the module. */
  finish(codeStart: number): CodeOrigins {
    return new CodeOrigins(
      Uint32Array.from(this.#entries, (one, index) =>
        index % width === 0 ? one + codeStart : one,
      ),
    );
  }
}
