/** Reads a wasm binary. The bytes come from wasm-tools, so a fault in them is a fault of this program. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  /** Whether everything is read. */
  get done(): boolean {
    return this.#at >= this.#end;
  }

  /** One byte. */
  byte(): number {
    if (this.done) throw new Error('component type ends early; report this as a bug');
    const value = this.#bytes[this.#at]!;
    this.#at += 1;
    return value;
  }

  /** The next byte, left where it is. */
  peek(): number {
    return this.#bytes[this.#at] ?? -1;
  }

  /** An unsigned LEB128 number. */
  u32(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  /** A string. */
  name(): string {
    const length = this.u32();
    const start = this.#at;
    this.#at += length;
    return this.#decoder.decode(this.#bytes.subarray(start, this.#at));
  }

  /** As many values as the number before them says. */
  list<T>(read: () => T): T[] {
    const count = this.u32();
    return Array.from({ length: count }, read);
  }

  /** A value where the byte before it is 1. */
  optional<T>(read: () => T): T | undefined {
    return this.byte() === 1 ? read() : undefined;
  }

  /** All bytes that are left. */
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at, this.#end);
  }

  /** A reader of the next `length` bytes, which this one skips. */
  slice(length: number): ByteReader {
    const start = this.#at;
    this.#at += length;
    return new ByteReader(this.#bytes, start, this.#at);
  }
}
