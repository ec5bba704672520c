const utf8 = new TextEncoder();

/** Growing buffer for WebAssembly binary data. */
export class ByteWriter {
  #bytes: Uint8Array;
  length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
  }

  #reserve(extra: number): void {
    const needed = this.length + extra;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
  }

  u8(value: number): this {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
    return this;
  }

  /** Unsigned LEB128. */
  u32(value: number): this {
    this.#reserve(5);
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.#bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.length++] = rest;
    return this;
  }

  /** Signed LEB128 of an integer within 53 bits. */
  signed(value: number): this {
    this.#reserve(8);
    let rest = value;
    for (;;) {
      const low = ((rest % 128) + 128) % 128;
      rest = (rest - low) / 128;
      const last = (rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40);
      this.#bytes[this.length++] = last ? low : low | 0x80;
      if (last) return this;
    }
  }

  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  /** Copies `source[start, end)`. Short runs are copied by hand: cheaper than a view. */
  copy(source: Uint8Array, start: number, end: number): this {
    const count = end - start;
    this.#reserve(count);
    if (count < 24) {
      for (let index = start; index < end; index++) this.#bytes[this.length++] = source[index]!;
      return this;
    }
    this.#bytes.set(source.subarray(start, end), this.length);
    this.length += count;
    return this;
  }

  name(text: string): this {
    const encoded = utf8.encode(text);
    return this.u32(encoded.length).raw(encoded);
  }

  /** Length-prefixed vector. */
  vector<T>(items: readonly T[], write: (item: T, writer: this) => void): this {
    this.u32(items.length);
    for (const item of items) write(item, this);
    return this;
  }

  /** Section with its id and size; an empty one is left out. */
  section(id: number, write: (content: ByteWriter) => void): this {
    const content = new ByteWriter(1024);
    write(content);
    if (content.length === 0) return this;
    return this.u8(id).u32(content.length).raw(content.view());
  }

  /** The bytes so far, without a copy; valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  /** The bytes so far, copied. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }
}
