import { ByteParts, type Bytes } from './byte-parts.js';
import { isCarried } from './carried-bytes.js';
import { checkLength } from './check-length.js';
import { EncodeError } from './errors.js';
import type { GuestResourceType } from './guest-resources.js';
import type { HandleTable, ResourceType } from './handle-table.js';
import { codePointOf, encodeUtf8, utf8Length } from './utf8.js';

// One buffer serves one writer after the other; a writer that finds it taken makes its own.
let spare: Uint8Array | undefined;
const SMALLEST = 4 * 1024;
const MOST_SPARE = 64 * 1024;

/**
 * Writes values in the component model's value encoding, one after the other.
 * Every method throws EncodeError when the value does not fit its type.
 */
export class ValueWriter {
  readonly #handles: HandleTable;
  /** Handles of objects that were lent for the call that this writes. */
  readonly lent: number[] = [];
  #text: string | undefined;
  #bytes: Uint8Array;
  #view: DataView | undefined;
  #at = 0;
  /** Lists that belong between the bytes, each with its place; they are not copied. */
  #between: { readonly at: number; readonly list: Uint8Array }[] | undefined;

  /**
   * Handles are put into `handles`; `size` is a guess of the bytes that will be needed. With
   * `isTextBeside`, as on the ring, the contents of strings go to `text` and not into the bytes.
   */
  constructor(handles: HandleTable, size = 128, isTextBeside = false) {
    this.#handles = handles;
    this.#text = isTextBeside ? '' : undefined;
    if (spare !== undefined && spare.length >= size) {
      this.#bytes = spare;
      spare = undefined;
    } else {
      this.#bytes = new Uint8Array(Math.max(size, SMALLEST));
    }
  }

  /** Contents of the strings that are beside the bytes. */
  get text(): string {
    return this.#text ?? '';
  }

  /** A copy of everything written so far. The writer must not be used after it. */
  finish(): Uint8Array {
    const bytes = this.finishParts();
    if (!(bytes instanceof ByteParts)) return bytes;
    const joined = new Uint8Array(bytes.length);
    bytes.copyTo(joined, 0);
    return joined;
  }

  /**
   * Everything written so far; lists that came out of a guest's memory are parts as they are. The writer
   * must not be used after it.
   */
  finishParts(): Bytes {
    const bytes = this.#bytes;
    if (bytes.length <= MOST_SPARE) spare = bytes;
    const own = bytes.slice(0, this.#at);
    if (this.#between === undefined) return own;
    const parts: Uint8Array[] = [];
    let from = 0;
    for (const { at, list } of this.#between) {
      parts.push(own.subarray(from, at), list);
      from = at;
    }
    parts.push(own.subarray(from));
    return new ByteParts(parts);
  }

  /** A bool. */
  bool(value: boolean): void {
    this.#byte(value ? 1 : 0);
  }

  /** A u8. */
  u8(value: number): void {
    if ((value & 0xff) !== value) throw misfit(value, 'u8');
    this.#byte(value);
  }

  /** An s8. */
  s8(value: number): void {
    if ((value << 24) >> 24 !== value) throw misfit(value, 's8');
    this.#byte(value & 0xff);
  }

  /** A u16. */
  u16(value: number): void {
    if ((value & 0xffff) !== value) throw misfit(value, 'u16');
    this.#unsigned(value);
  }

  /** An s16. */
  s16(value: number): void {
    if ((value << 16) >> 16 !== value) throw misfit(value, 's16');
    this.#signed(value);
  }

  /** A u32. */
  u32(value: number): void {
    if (value >>> 0 !== value) throw misfit(value, 'u32');
    this.#unsigned(value);
  }

  /** An s32. */
  s32(value: number): void {
    if ((value | 0) !== value) throw misfit(value, 's32');
    this.#signed(value);
  }

  /** A u64. */
  u64(value: bigint): void {
    if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value)
      throw misfit(value, 'u64');
    let rest = value;
    while (rest > 0x7fn) {
      this.#byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }

  /** An s64. */
  s64(value: bigint): void {
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw misfit(value, 's64');
    let rest = value;
    while (rest < -64n || rest > 63n) {
      this.#byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#byte(Number(rest & 0x7fn));
  }

  /** An f32. */
  f32(value: number): void {
    if (typeof value !== 'number') throw misfit(value, 'f32');
    const at = this.#grow(4);
    this.#floats().setFloat32(at, value, true);
  }

  /** An f64. */
  f64(value: number): void {
    if (typeof value !== 'number') throw misfit(value, 'f64');
    const at = this.#grow(8);
    this.#floats().setFloat64(at, value, true);
  }

  /** A char: a string of one Unicode scalar value. */
  char(value: string): void {
    codePointOf(value);
    const length = utf8Length(value);
    const at = this.#grow(length);
    encodeUtf8(value, length, this.#bytes, at);
  }

  /** A string. */
  string(value: string): void {
    if (typeof value !== 'string') throw misfit(value, 'string');
    if (this.#text !== undefined) {
      if (!isWellFormed(value)) {
        throw new EncodeError('string has a lone surrogate; pass well-formed text');
      }
      this.#unsigned(value.length);
      this.#text += value;
      return;
    }
    const length = utf8Length(value);
    this.#unsigned(length);
    const at = this.#grow(length);
    encodeUtf8(value, length, this.#bytes, at);
  }

  /** A case index. */
  discriminant(index: number): void {
    this.#unsigned(index);
  }

  /** Flags with `labels` labels, 32 at most, from bits. */
  flags(bits: number, labels: number): void {
    for (let shift = 0; shift < labels; shift += 8) this.#byte((bits >>> shift) & 0xff);
  }

  /** The length of a list, before its elements. */
  count(length: number): void {
    this.u32(length);
  }

  /** An owned handle of an object that the guest owns from now on. */
  own<T extends object>(type: ResourceType<T>, object: T): void {
    if (typeof object !== 'object' || object === null) throw misfit(object, type.name);
    this.#unsigned(this.#handles.add(type, object));
  }

  /** A borrowed handle of an object, for one call; {@link lent} has it. */
  borrow<T extends object>(type: ResourceType<T>, object: T): void {
    if (typeof object !== 'object' || object === null) throw misfit(object, type.name);
    const handle = this.#handles.lend(type, object);
    this.lent.push(handle);
    this.#unsigned(handle);
  }

  /** A handle of an object that the guest made, and that goes back to it. */
  exportedOwn<T extends object>(type: GuestResourceType<T>, object: T): void {
    this.#unsigned(this.#handles.resources.give(type, object));
  }

  /** A handle of an object that the guest made, for one call. */
  exportedBorrow<T extends object>(type: GuestResourceType<T>, object: T): void {
    this.#unsigned(this.#handles.resources.lend(type, object));
  }

  /** A list of u8. This list and the others can be of a fixed length. */
  bytes(list: Uint8Array, length?: number): void {
    if (!(list instanceof Uint8Array)) throw misfit(list, 'Uint8Array');
    this.#count(list, length);
    if (this.#text !== undefined && isCarried(list)) {
      (this.#between ??= []).push({ at: this.#at, list });
      return;
    }
    const at = this.#grow(list.length);
    this.#bytes.set(list, at);
  }

  /** A list of s8. */
  s8s(list: Int8Array, length?: number): void {
    if (!(list instanceof Int8Array)) throw misfit(list, 'Int8Array');
    this.bytes(new Uint8Array(list.buffer, list.byteOffset, list.length), length);
  }

  /** A list of u16. */
  u16s(list: Uint16Array, length?: number): void {
    this.#count(list, length);
    for (const value of list) this.u16(value);
  }

  /** A list of s16. */
  s16s(list: Int16Array, length?: number): void {
    this.#count(list, length);
    for (const value of list) this.s16(value);
  }

  /** A list of u32. */
  u32s(list: Uint32Array, length?: number): void {
    this.#count(list, length);
    for (const value of list) this.u32(value);
  }

  /** A list of s32. */
  s32s(list: Int32Array, length?: number): void {
    this.#count(list, length);
    for (const value of list) this.s32(value);
  }

  /** A list of u64. */
  u64s(list: BigUint64Array, length?: number): void {
    this.#count(list, length);
    for (const value of list) this.u64(value);
  }

  /** A list of s64. */
  s64s(list: BigInt64Array, length?: number): void {
    this.#count(list, length);
    for (const value of list) this.s64(value);
  }

  /** A list of f32. */
  f32s(list: Float32Array, length?: number): void {
    this.#count(list, length);
    for (const value of list) this.f32(value);
  }

  /** A list of f64. */
  f64s(list: Float64Array, length?: number): void {
    this.#count(list, length);
    for (const value of list) this.f64(value);
  }

  #floats(): DataView {
    return (this.#view ??= new DataView(this.#bytes.buffer));
  }

  /** The length of a list, where it is not fixed. */
  #count(list: { readonly length: number }, length: number | undefined): void {
    if (length === undefined) this.#unsigned(list.length);
    else checkLength(list, length);
  }

  #unsigned(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.#byte(rest);
  }

  #signed(value: number): void {
    let rest = value;
    while (rest < -64 || rest > 63) {
      this.#byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.#byte(rest & 0x7f);
  }

  #byte(value: number): void {
    if (this.#at === this.#bytes.length) this.#resize(1);
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  /** Makes room for `length` bytes, moves over them and answers where they begin. */
  #grow(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) this.#resize(length);
    this.#at = at + length;
    return at;
  }

  #resize(length: number): void {
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + length, 64));
    bytes.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = bytes;
    this.#view = undefined;
  }
}

function misfit(value: unknown, type: string): EncodeError {
  return new EncodeError(
    `"${String(value)}" is not a ${type}; return a value that fits the contract`,
  );
}

/** Node 20 has the method, the ES2023 types of TypeScript have not. */
function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
