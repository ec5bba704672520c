import { LinkError } from '../link-error.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Cursor over WebAssembly binary data. Every read is bounds-checked; malformed input throws a
 * {@link LinkError} with the code `malformed` and the offset.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    // A Buffer's slice shares its memory: read through a plain view, whose slice copies.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.position = start;
    this.end = end;
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  fail(reason: string): never {
    throw new LinkError('malformed', `${reason} at byte ${this.position}`, {
      hint: 'the file is damaged or is not a WebAssembly component of a supported version',
    });
  }

  u8(): number {
    if (this.position >= this.end) this.fail('unexpected end of data');
    return this.bytes[this.position++]!;
  }

  /** Unsigned LEB128 of at most 32 bits. */
  u32(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return result >>> 0;
    }
    return this.fail('over-long integer');
  }

  /** Signed LEB128 of at most 33 bits, as block types and value types use it. */
  s33(): number {
    let result = 0;
    let factor = 1;
    for (let count = 0; count < 5; count++) {
      const byte = this.u8();
      result += (byte & 0x7f) * factor;
      factor *= 128;
      if (byte < 0x80) return byte & 0x40 ? result - factor : result;
    }
    return this.fail('over-long integer');
  }

  /** Moves past a LEB128 of any width. */
  skipLeb(): void {
    while (this.u8() >= 0x80) {
      // Each byte with its top bit set is followed by another.
    }
  }

  skip(length: number): void {
    if (length > this.end - this.position) this.fail('unexpected end of data');
    this.position += length;
  }

  view(length: number): Uint8Array {
    const start = this.position;
    this.skip(length);
    return this.bytes.subarray(start, start + length);
  }

  name(): string {
    const content = this.view(this.u32());
    try {
      return utf8.decode(content);
    } catch {
      return this.fail('a name that is not UTF-8');
    }
  }

  /** Reads a length-prefixed vector. */
  vector<T>(read: () => T): T[] {
    const count = this.u32();
    if (count > this.end - this.position) this.fail('vector longer than its section');
    const items: T[] = [];
    for (let index = 0; index < count; index++) items.push(read());
    return items;
  }

  /** A reader over the next `length` bytes, which this one moves past. */
  section(length: number): ByteReader {
    const start = this.position;
    this.skip(length);
    return new ByteReader(this.bytes, start, start + length);
  }
}
