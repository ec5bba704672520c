import { DecodeError } from './errors.js';
import type { ExportedResource } from './exported-resource.js';
import { type Disposer, forgetHandle, type Resource, type ResourceClass } from './resource.js';
import { decodeUtf8 } from './utf8.js';

// The state of the reader that is at work. In QuickJS a private field costs several times what a
// variable of the module does, and reading a request is little else than looking at these. A reader has
// fields only once another one goes to work before it has come to its end.
let active: ValueReader | undefined;
let bytes: Uint8Array;
let at: number;
let end: number;
let text: string | undefined;
let textAt: number;

/** What a reader that is not at work goes on with. */
interface Saved {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly end: number;
  readonly text: string | undefined;
  readonly textAt: number;
}

/**
 * Reads values in the component model's value encoding. Each method reads one value and moves on.
 * Every method throws DecodeError when the bytes hold no such value.
 */
export class ValueReader {
  /** @internal */
  declare saved: Saved | undefined;
  /** @internal */
  declare ownedObjects: Disposer[] | undefined;
  /** @internal */
  declare borrowedObjects: Resource[] | undefined;

  /**
   * Reads the bytes from `start` to `end`. With `text`, as on the ring, the contents of strings are
   * taken from there, from `textAt` on, and not from the bytes.
   */
  constructor(given: Uint8Array, start = 0, stop = given.length, texts?: string, textsAt = 0) {
    if (active !== undefined) save(active);
    // oxlint-disable-next-line typescript/no-this-alias -- the codec at work is one at a time
    active = this;
    bytes = given;
    at = start;
    end = stop;
    text = texts;
    textAt = textsAt;
  }

  /** The call is over that this was read for: what the host lent for it is of no more use. */
  endLoans(): void {
    if (this.borrowedObjects) for (const resource of this.borrowedObjects) forgetHandle(resource);
  }

  /** What was read so far that lives in the host. */
  get owned(): readonly Disposer[] {
    return this.ownedObjects ?? [];
  }

  /** Checks that nothing is left. */
  end(): void {
    if (active !== this) activate(this);
    const left = end - at;
    if (left !== 0) throw new DecodeError(`${left} bytes are left after the last value; send none`);
    active = undefined;
  }

  /** A bool. */
  bool(): boolean {
    if (active !== this) activate(this);
    if (at >= end) throw truncated();
    const byte = bytes[at++]!;
    if (byte > 1) throw new DecodeError(`"${byte}" is not a bool; send 0 or 1`);
    return byte === 1;
  }

  /** A u8. */
  u8(): number {
    if (active !== this) activate(this);
    if (at >= end) throw truncated();
    return bytes[at++]!;
  }

  /** An s8. */
  s8(): number {
    return (this.u8() << 24) >> 24;
  }

  /** A u16. */
  u16(): number {
    const value = this.u32();
    if (value > 0xffff) throw misfit('u16');
    return value;
  }

  /** An s16. */
  s16(): number {
    const value = this.s32();
    if (value !== (value << 16) >> 16) throw misfit('s16');
    return value;
  }

  /** A u32. */
  u32(): number {
    if (active !== this) activate(this);
    if (at >= end) throw truncated();
    const first = bytes[at++]!;
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let shift = 7; ; shift += 7) {
      const byte = this.u8();
      if (shift === 28 && byte > 0x0f) throw misfit('u32');
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte === 0) throw misfit('u32');
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
      if (shift === 28 && byte > 0x07 && (byte < 0x78 || byte > 0x7f)) throw misfit('s32');
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (shift > 0 && isPadding(byte, before)) throw misfit('s32');
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
      if (shift === 63n && byte > 1) throw misfit('u64');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte === 0 && shift > 0n) throw misfit('u64');
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
      if (shift === 63n && byte !== 0 && byte !== 0x7f) throw misfit('s64');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (shift > 0n && isPadding(byte, before)) throw misfit('s64');
        return BigInt.asIntN(Number(shift) + 7, value);
      }
      before = byte;
    }
  }

  /** An f32. */
  f32(): number {
    const start = skip(this, 4);
    return floats().getFloat32(start, true);
  }

  /** An f64. */
  f64(): number {
    const start = skip(this, 8);
    return floats().getFloat64(start, true);
  }

  /** A char, as a string of one Unicode scalar value. */
  char(): string {
    if (active !== this) activate(this);
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const start = skip(this, length);
    return decodeUtf8(bytes, start, at);
  }

  /** A string. */
  string(): string {
    if (active !== this) activate(this);
    if (at >= end) throw truncated();
    const first = bytes[at]!;
    let length = first;
    if (first < 0x80) at += 1;
    else length = this.u32();
    if (text === undefined) {
      const start = skip(this, length);
      return decodeUtf8(bytes, start, at);
    }
    const from = textAt;
    if (length > text.length - from) throw truncated();
    textAt = from + length;
    return text.substring(from, textAt);
  }

  /** A case index of a variant or enum with `cases` cases. */
  discriminant(cases: number): number {
    if (active !== this) activate(this);
    const index = at < end && bytes[at]! < 0x80 ? bytes[at++]! : this.u32();
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

  /** The length of a list. */
  count(): number {
    return this.u32();
  }

  /** The length of a list of a fixed length. */
  fixed(count: number): number {
    return count;
  }

  /** An owned handle, as an object of its class. */
  own<T extends Resource>(type: ResourceClass<T>): T {
    const resource = new type(this.u32());
    (this.ownedObjects ??= []).push(resource);
    return resource;
  }

  /** Counts an object that lives in the host among `owned`. */
  adopt(object: Disposer): void {
    (this.ownedObjects ??= []).push(object);
  }

  /** A borrowed handle, as an object of its class. */
  borrow<T extends Resource>(type: ResourceClass<T>): T {
    const resource = new type(this.u32());
    (this.borrowedObjects ??= []).push(resource);
    return resource;
  }

  /** The object of this guest's that the host gives away: it is the guest's own again. */
  exportedOwn<T extends object>(type: ExportedResource<T>): T {
    return type.take(this.u32());
  }

  /** The object of this guest's that the host names in a call. */
  exportedBorrow<T extends object>(type: ExportedResource<T>): T {
    return type.get(this.u32());
  }

  /** A list of u8, as a copy. This list and the others can be of a fixed length. */
  bytes(length?: number): Uint8Array {
    const start = skip(this, length ?? this.u32());
    return bytes.slice(start, at);
  }

  /** A list of s8. */
  s8s(length?: number): Int8Array {
    return new Int8Array(this.bytes(length).buffer);
  }

  /** A list of u16. */
  u16s(length?: number): Uint16Array {
    const list = new Uint16Array(roomFor(this, 1, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.u16();
    return list;
  }

  /** A list of s16. */
  s16s(length?: number): Int16Array {
    const list = new Int16Array(roomFor(this, 1, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.s16();
    return list;
  }

  /** A list of u32. */
  u32s(length?: number): Uint32Array {
    const list = new Uint32Array(roomFor(this, 1, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.u32();
    return list;
  }

  /** A list of s32. */
  s32s(length?: number): Int32Array {
    const list = new Int32Array(roomFor(this, 1, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.s32();
    return list;
  }

  /** A list of u64. */
  u64s(length?: number): BigUint64Array {
    const list = new BigUint64Array(roomFor(this, 1, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.u64();
    return list;
  }

  /** A list of s64. */
  s64s(length?: number): BigInt64Array {
    const list = new BigInt64Array(roomFor(this, 1, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.s64();
    return list;
  }

  /** A list of f32. */
  f32s(length?: number): Float32Array {
    const list = new Float32Array(roomFor(this, 4, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.f32();
    return list;
  }

  /** A list of f64. */
  f64s(length?: number): Float64Array {
    const list = new Float64Array(roomFor(this, 8, length));
    for (let index = 0; index < list.length; index += 1) list[index] = this.f64();
    return list;
  }
}

/** Keeps the state of the reader that was at work. */
function save(reader: ValueReader): void {
  reader.saved = { bytes, at, end, text, textAt };
}

/** Makes a reader the one at work. Every method does so first. */
function activate(reader: ValueReader): void {
  const { saved } = reader;
  // One that has come to its end has nothing left.
  if (saved === undefined) throw truncated();
  if (active !== undefined) save(active);
  active = reader;
  reader.saved = undefined;
  ({ bytes, at, end, text, textAt } = saved);
}

function roomFor(reader: ValueReader, size: number, length?: number): number {
  if (active !== reader) activate(reader);
  const count = length ?? reader.u32();
  if (count * size > end - at) throw truncated();
  return count;
}

function skip(reader: ValueReader, length: number): number {
  if (active !== reader) activate(reader);
  const start = at;
  if (length > end - start) throw truncated();
  at = start + length;
  return start;
}

function floats(): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function isPadding(last: number, before: number): boolean {
  return (last === 0 && (before & 0x40) === 0) || (last === 0x7f && (before & 0x40) !== 0);
}

function truncated(): DecodeError {
  return new DecodeError('payload ends inside a value; send all of it');
}

function misfit(type: string): DecodeError {
  return new DecodeError(`number is no ${type} in its shortest LEB128 form; send one that is`);
}
