import { carriedPart } from './carried-bytes.js';
import { DecodeError, DecodeLimitError } from './errors.js';
import { copyText } from './short-text.js';
import { disposeAll } from './dispose-all.js';
import type { GuestResourceType } from './guest-resources.js';
import type { HandleTable, ResourceType } from './handle-table.js';
import { DEFAULT_LIFT_LIMITS } from './limits.js';
import type { LiftLimits } from './limits.js';
import { charOf, decodeUtf8 } from './utf8.js';

/**
 * Reads values in the component model's value encoding. Each method reads one value and moves on.
 * Every method throws DecodeError when the bytes hold no such value, DecodeLimitError over a limit.
 */
export class ValueReader {
  readonly #bytes: Uint8Array;
  #view: DataView | undefined;
  readonly #handles: HandleTable;
  readonly #limits: LiftLimits;
  readonly #text: string | undefined;
  #at = 0;
  #textAt = 0;
  #elements = 0;
  /** Objects that were read as owned, until all has been read. */
  #owned: object[] | undefined;

  /**
   * Reads `bytes`, which must not change meanwhile; handles are those of `handles`. With `text`, as
   * on the ring, the contents of strings are taken from there and not from the bytes, which are a copy
   * of the guest's that nobody else reads.
   */
  constructor(
    bytes: Uint8Array,
    handles: HandleTable,
    limits: LiftLimits = DEFAULT_LIFT_LIMITS,
    text?: string,
  ) {
    if (bytes.length > limits.bytes) {
      throw new DecodeLimitError('lift-bytes', bytes.length, limits.bytes);
    }
    this.#bytes = bytes;
    this.#handles = handles;
    this.#limits = limits;
    this.#text = text;
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  /** Checks that nothing is left: what was read is the reader's, with the objects that it now owns. */
  end(): void {
    if (this.#at !== this.#bytes.length) {
      throw new DecodeError(`${this.remaining} bytes are left after the last value; send none`);
    }
    if (this.#text !== undefined && this.#textAt !== this.#text.length) {
      throw new DecodeError('text is left after the last string; send none');
    }
    this.#owned = undefined;
  }

  /**
   * Disposes of the objects that were read as owned, where what follows them is malformed: nobody else
   * has them. Answers what they throw. No effect after {@link end}.
   */
  discard(): unknown[] {
    const owned = this.#owned;
    this.#owned = undefined;
    return owned === undefined ? [] : disposeAll(owned);
  }

  /** A copy of what is left, as a reader of its own, and about how many bytes it holds. */
  takeRest(): { readonly reader: ValueReader; readonly bytes: number } {
    const bytes = this.#bytes.slice(this.#at);
    const text = this.#text === undefined ? undefined : copyText(this.#text.slice(this.#textAt));
    this.#at = this.#bytes.length;
    this.#textAt = this.#text?.length ?? 0;
    return {
      reader: new ValueReader(bytes, this.#handles, this.#limits, text),
      bytes: bytes.length + (text?.length ?? 0) * 2,
    };
  }

  /** A bool. */
  bool(): boolean {
    const byte = this.u8();
    if (byte > 1) throw new DecodeError(`"${byte}" is not a bool; send 0 or 1`);
    return byte === 1;
  }

  /** A u8. */
  u8(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw truncated();
    this.#at += 1;
    return byte;
  }

  /** An s8. */
  s8(): number {
    return (this.u8() << 24) >> 24;
  }

  /** A u16. */
  u16(): number {
    const value = this.u32();
    if (value > 0xffff) throw overflow('u16');
    return value;
  }

  /** An s16. */
  s16(): number {
    const value = this.s32();
    if (value !== (value << 16) >> 16) throw overflow('s16');
    return value;
  }

  /** A u32. */
  u32(): number {
    const first = this.u8();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let shift = 7; ; shift += 7) {
      const byte = this.u8();
      if (shift === 28 && byte > 0x0f) throw overflow('u32');
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte === 0) throw overlong('u32');
        return value >>> 0;
      }
    }
  }

  /** An s32. */
  s32(): number {
    let value = 0;
    let before = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.u8();
      if (shift === 28 && byte > 0x07 && (byte < 0x78 || byte > 0x7f)) throw overflow('s32');
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (shift > 0 && isPadding(byte, before)) throw overlong('s32');
        return shift < 28 ? (value << (25 - shift)) >> (25 - shift) : value;
      }
      before = byte;
    }
  }

  /** A u64. */
  u64(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.u8();
      if (shift === 63n && byte > 1) throw overflow('u64');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte === 0 && shift > 0n) throw overlong('u64');
        return value;
      }
    }
  }

  /** An s64. */
  s64(): bigint {
    let value = 0n;
    let before = 0;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.u8();
      if (shift === 63n && byte !== 0 && byte !== 0x7f) throw overflow('s64');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (shift > 0n && isPadding(byte, before)) throw overlong('s64');
        return BigInt.asIntN(Number(shift) + 7, value);
      }
      before = byte;
    }
  }

  /** An f32. */
  f32(): number {
    const at = this.#skip(4);
    return this.#floats().getFloat32(at, true);
  }

  /** An f64. */
  f64(): number {
    const at = this.#skip(8);
    return this.#floats().getFloat64(at, true);
  }

  /** A char, as a string of one Unicode scalar value. */
  char(): string {
    const first = this.u8();
    if (first < 0x80) return String.fromCharCode(first);
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4) throw new DecodeError('char is not valid UTF-8');
    let code = first & (0x3f >> more);
    for (let index = 0; index < more; index += 1) {
      const byte = this.u8();
      if (byte >>> 6 !== 2) throw new DecodeError('char is not valid UTF-8');
      code = (code << 6) | (byte & 0x3f);
    }
    if (code < (more === 1 ? 0x80 : more === 2 ? 0x800 : 0x10000)) {
      throw new DecodeError('char is not valid UTF-8');
    }
    return charOf(code);
  }

  /** A string. */
  string(): string {
    if (this.#text !== undefined) {
      const from = this.#textAt;
      this.#textAt += this.u32();
      if (this.#textAt > this.#text.length) throw truncated();
      // The text is well-formed as a whole; a length that lies could part a pair of surrogates.
      if (splitsPair(this.#text, from) || splitsPair(this.#text, this.#textAt)) {
        throw new DecodeError('string ends inside a character; send whole characters');
      }
      return this.#text.substring(from, this.#textAt);
    }
    const start = this.#skip(this.u32());
    return decodeUtf8(this.#bytes, start, this.#at);
  }

  /** A case index of a variant or enum with `cases` cases. */
  discriminant(cases: number): number {
    const index = this.u32();
    if (index >= cases) {
      throw new DecodeError(`"${index}" is not a case; send one below "${cases}"`);
    }
    return index;
  }

  /** Flags with `labels` labels, 32 at most, as bits. */
  flags(labels: number): number {
    let bits = 0;
    for (let shift = 0; shift < labels; shift += 8) bits |= this.u8() << shift;
    bits >>>= 0;
    if (labels < 32 && bits >>> labels !== 0) {
      throw new DecodeError(`flags "${bits}" has a bit without a label; send "${labels}" bits`);
    }
    return bits;
  }

  /** The length of a list, counted against the limit of elements. */
  count(): number {
    return this.fixed(this.u32());
  }

  /** The length of a list of a fixed length, counted against the limit of elements. */
  fixed(count: number): number {
    this.#elements += count;
    if (this.#elements > this.#limits.elements) {
      throw new DecodeLimitError('lift-elements', this.#elements, this.#limits.elements);
    }
    return count;
  }

  /** An owned handle: its object, which the host owns from now on. */
  own<T extends object>(type: ResourceType<T>): T {
    return this.#own(this.#handles.take(type, this.u32()));
  }

  /** An owned handle, which ends: its object is disposed of. */
  drop(type: ResourceType): void {
    this.#handles.drop(type, this.u32());
  }

  /** A borrowed handle: its object, for this call. */
  borrow<T extends object>(type: ResourceType<T>): T {
    return this.#handles.get(type, this.u32());
  }

  /** An owned handle of a resource that the guest exports: its object, which is the host's now. */
  exportedOwn<T extends object>(type: GuestResourceType<T>): T {
    return this.#own(this.#handles.resources.adoptHandle(type, this.u32()));
  }

  #own<T extends object>(object: T): T {
    (this.#owned ??= []).push(object);
    return object;
  }

  /**
   * A list of u8, as a copy; on the ring, where the bytes are one already, a long list can be a view of
   * them. This list and the others can be of a fixed length.
   */
  bytes(length?: number): Uint8Array {
    const start = this.#skip(length ?? this.u32());
    if (this.#text === undefined) return this.#bytes.slice(start, this.#at);
    return carriedPart(this.#bytes, start, this.#at);
  }

  /** A list of s8. */
  s8s(length?: number): Int8Array {
    const start = this.#skip(length ?? this.u32());
    return new Int8Array(this.#bytes.slice(start, this.#at).buffer);
  }

  /** A list of u16. */
  u16s(length?: number): Uint16Array {
    const list = new Uint16Array(this.#room(1, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.u16();
    return list;
  }

  /** A list of s16. */
  s16s(length?: number): Int16Array {
    const list = new Int16Array(this.#room(1, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.s16();
    return list;
  }

  /** A list of u32. */
  u32s(length?: number): Uint32Array {
    const list = new Uint32Array(this.#room(1, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.u32();
    return list;
  }

  /** A list of s32. */
  s32s(length?: number): Int32Array {
    const list = new Int32Array(this.#room(1, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.s32();
    return list;
  }

  /** A list of u64. */
  u64s(length?: number): BigUint64Array {
    const list = new BigUint64Array(this.#room(1, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.u64();
    return list;
  }

  /** A list of s64. */
  s64s(length?: number): BigInt64Array {
    const list = new BigInt64Array(this.#room(1, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.s64();
    return list;
  }

  /** A list of f32. */
  f32s(length?: number): Float32Array {
    const list = new Float32Array(this.#room(4, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.f32();
    return list;
  }

  /** A list of f64. */
  f64s(length?: number): Float64Array {
    const list = new Float64Array(this.#room(8, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.f64();
    return list;
  }

  #floats(): DataView {
    const { buffer, byteOffset, byteLength } = this.#bytes;
    return (this.#view ??= new DataView(buffer, byteOffset, byteLength));
  }

  /** The length of a list whose elements take at least `size` bytes each. */
  #room(size: number, length?: number): number {
    const count = length === undefined ? this.count() : this.fixed(length);
    if (count * size > this.remaining) throw truncated();
    return count;
  }

  /** Moves over `length` bytes and answers where they begin. */
  #skip(length: number): number {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw truncated();
    this.#at = start + length;
    return start;
  }
}

function isPadding(last: number, before: number): boolean {
  return (last === 0 && (before & 0x40) === 0) || (last === 0x7f && (before & 0x40) !== 0);
}

/** Whether a place in a text is inside a pair of surrogates, where the text goes on before or after it. */
function splitsPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return (after >= 0xdc00 && after <= 0xdfff) || (before >= 0xd800 && before <= 0xdbff);
}

function truncated(): DecodeError {
  return new DecodeError('payload ends inside a value; send all of it');
}

function overflow(type: string): DecodeError {
  return new DecodeError(`number does not fit ${type}; send one in its range`);
}

function overlong(type: string): DecodeError {
  return new DecodeError(`number of type ${type} is padded; send its shortest LEB128 form`);
}
