import { checkLength } from './check-length.js';
import { EncodeError } from './errors.js';
import type { ExportedResource } from './exported-resource.js';
import { handleOf, releaseHandle, type Resource } from './resource.js';
import { encodeUtf8, utf8Length } from './utf8.js';

// One buffer serves one writer after the other; a writer that finds it taken makes its own.
let spare: Uint8Array | undefined;
const MOST_SPARE = 64 * 1024;

// The state of the writer that is at work: see the reader for why it is not in fields.
let active: ValueWriter | undefined;
let bytes: Uint8Array;
let at: number;
let text: string | undefined;
/** The buffer as words, for the heads of entries. */
let words: Uint32Array | undefined;

/** Bytes of an entry's head on the ring: four u32, little-endian. */
export const ENTRY_HEAD = 16;

/** What a writer that is not at work goes on with. */
interface Saved {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly text: string | undefined;
}

/**
 * Writes values in the component model's value encoding, one after the other.
 * Every method throws EncodeError when the value does not fit its type.
 */
export class ValueWriter {
  /** @internal */
  declare saved: Saved | undefined;
  /** @internal */
  declare starts: (() => void)[] | undefined;

  /**
   * With `head`, as for the ring, that many bytes are left free in front, and the contents of strings
   * go to `text` and not into the bytes.
   */
  constructor(head?: number) {
    if (active !== undefined) save(active);
    // oxlint-disable-next-line typescript/no-this-alias -- the codec at work is one at a time
    active = this;
    bytes = spare ?? new Uint8Array(512);
    spare = undefined;
    if (head === undefined) {
      at = 0;
      text = undefined;
    } else {
      at = head;
      text = '';
    }
  }

  /** Contents of the strings that are beside the bytes. */
  get text(): string {
    if (active !== this) activate(this);
    return text ?? '';
  }

  /** A copy of everything written so far. The writer must not be used after it. */
  finish(): Uint8Array {
    if (active !== this) activate(this);
    if (bytes.length <= MOST_SPARE) spare = bytes;
    const finished = bytes.slice(0, at);
    if (this.starts !== undefined) start(this);
    return finished;
  }

  /**
   * As `finish`, for an entry of the ring: fills in its head, and pads it to four bytes. The writer
   * must have been made with a head of `ENTRY_HEAD` bytes, and its text must have been taken before.
   */
  finishEntry(event: number, provider: number): Uint8Array {
    if (active !== this) activate(this);
    if (words === undefined || words.buffer !== bytes.buffer) {
      words = new Uint32Array(bytes.buffer, 0, 4);
    }
    words[0] = event;
    words[1] = provider;
    words[2] = at - ENTRY_HEAD;
    words[3] = text!.length;
    if (bytes.length <= MOST_SPARE) spare = bytes;
    const finished = bytes.slice(0, (at + 3) & ~3);
    // Nothing of it is needed any more, so nothing is kept when the next one goes to work.
    active = undefined;
    if (this.starts !== undefined) start(this);
    return finished;
  }

  /** Calls back once everything is written: what is given away may begin then. */
  onFinish(start: () => void): void {
    (this.starts ??= []).push(start);
  }

  /** A bool. */
  bool(value: boolean): void {
    if (active !== this) activate(this);
    if (at === bytes.length) grow(1);
    bytes[at++] = value ? 1 : 0;
  }

  /** A u8. */
  u8(value: number): void {
    if (active !== this) activate(this);
    if ((value & 0xff) !== value) throw misfit(value, 'u8');
    byte(value);
  }

  /** An s8. */
  s8(value: number): void {
    if (active !== this) activate(this);
    if ((value << 24) >> 24 !== value) throw misfit(value, 's8');
    byte(value & 0xff);
  }

  /** A u16. */
  u16(value: number): void {
    if (active !== this) activate(this);
    if ((value & 0xffff) !== value) throw misfit(value, 'u16');
    unsigned(value);
  }

  /** An s16. */
  s16(value: number): void {
    if (active !== this) activate(this);
    if ((value << 16) >> 16 !== value) throw misfit(value, 's16');
    signed(value);
  }

  /** A u32. */
  u32(value: number): void {
    if (active !== this) activate(this);
    if (value >>> 0 !== value) throw misfit(value, 'u32');
    if (value < 0x80 && at < bytes.length) bytes[at++] = value;
    else unsigned(value);
  }

  /** An s32. */
  s32(value: number): void {
    if (active !== this) activate(this);
    if ((value | 0) !== value) throw misfit(value, 's32');
    signed(value);
  }

  /** A u64. */
  u64(value: bigint): void {
    if (active !== this) activate(this);
    if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value)
      throw misfit(value, 'u64');
    let rest = value;
    while (rest > 0x7fn) {
      byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    byte(Number(rest));
  }

  /** An s64. */
  s64(value: bigint): void {
    if (active !== this) activate(this);
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw misfit(value, 's64');
    let rest = value;
    while (rest < -64n || rest > 63n) {
      byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    byte(Number(rest & 0x7fn));
  }

  /** An f32. */
  f32(value: number): void {
    if (active !== this) activate(this);
    if (typeof value !== 'number') throw misfit(value, 'f32');
    const start = advance(4);
    new DataView(bytes.buffer).setFloat32(start, value, true);
  }

  /** An f64. */
  f64(value: number): void {
    if (active !== this) activate(this);
    if (typeof value !== 'number') throw misfit(value, 'f64');
    const start = advance(8);
    new DataView(bytes.buffer).setFloat64(start, value, true);
  }

  /** A char: a string of one Unicode scalar value. */
  char(value: string): void {
    if (active !== this) activate(this);
    const length = utf8Length(value);
    const code = value.codePointAt(0);
    if (code === undefined || value.length !== (code > 0xffff ? 2 : 1)) {
      throw new EncodeError(`${JSON.stringify(value)} is not one character; pass exactly one`);
    }
    const start = advance(length);
    encodeUtf8(value, bytes, start);
  }

  /** A string. */
  string(value: string): void {
    if (typeof value !== 'string') throw misfit(value, 'string');
    if (active !== this) activate(this);
    if (text === undefined) {
      const length = utf8Length(value);
      unsigned(length);
      const start = advance(length);
      encodeUtf8(value, bytes, start);
      return;
    }
    if (!value.isWellFormed()) {
      throw new EncodeError('string has a lone surrogate; pass well-formed text');
    }
    const { length } = value;
    if (length < 0x80 && at < bytes.length) bytes[at++] = length;
    else unsigned(length);
    text += value;
  }

  /** A case index. */
  discriminant(index: number): void {
    if (active !== this) activate(this);
    if (index < 0x80 && at < bytes.length) bytes[at++] = index;
    else unsigned(index);
  }

  /** Flags with `labels` labels, 32 at most, from bits. */
  flags(bits: number, labels: number): void {
    if (active !== this) activate(this);
    for (let shift = 0; shift < labels; shift += 8) byte((bits >>> shift) & 0xff);
  }

  /** The length of a list, before its elements. */
  count(length: number): void {
    this.u32(length);
  }

  /** An owned handle, which goes to the host: the object cannot be used any more. */
  own(_type: unknown, resource: Resource): void {
    this.u32(releaseHandle(resource));
  }

  /** A borrowed handle, for this call. */
  borrow(_type: unknown, resource: Resource): void {
    this.u32(handleOf(resource));
  }

  /** An object of this guest's, which is the host's from now on. */
  exportedOwn<T extends object>(type: ExportedResource<T>, object: T): void {
    this.u32(type.add(object));
  }

  /** A list of u8. This list and the others can be of a fixed length. */
  bytes(list: Uint8Array, length?: number): void {
    if (!(list instanceof Uint8Array)) throw misfit(list, 'Uint8Array');
    writeCount(this, list, length);
    const start = advance(list.length);
    bytes.set(list, start);
  }

  /** A list of s8. */
  s8s(list: Int8Array, length?: number): void {
    if (!(list instanceof Int8Array)) throw misfit(list, 'Int8Array');
    this.bytes(new Uint8Array(list.buffer, list.byteOffset, list.length), length);
  }

  /** A list of u16. */
  u16s(list: Uint16Array, length?: number): void {
    writeCount(this, list, length);
    for (const value of list) unsigned(value);
  }

  /** A list of s16. */
  s16s(list: Int16Array, length?: number): void {
    writeCount(this, list, length);
    for (const value of list) signed(value);
  }

  /** A list of u32. */
  u32s(list: Uint32Array, length?: number): void {
    writeCount(this, list, length);
    for (const value of list) unsigned(value);
  }

  /** A list of s32. */
  s32s(list: Int32Array, length?: number): void {
    writeCount(this, list, length);
    for (const value of list) signed(value);
  }

  /** A list of u64. */
  u64s(list: BigUint64Array, length?: number): void {
    writeCount(this, list, length);
    for (const value of list) this.u64(value);
  }

  /** A list of s64. */
  s64s(list: BigInt64Array, length?: number): void {
    writeCount(this, list, length);
    for (const value of list) this.s64(value);
  }

  /** A list of f32. */
  f32s(list: Float32Array, length?: number): void {
    writeCount(this, list, length);
    for (const value of list) this.f32(value);
  }

  /** A list of f64. */
  f64s(list: Float64Array, length?: number): void {
    writeCount(this, list, length);
    for (const value of list) this.f64(value);
  }
}

/** Keeps the state of the writer that was at work. */
function save(writer: ValueWriter): void {
  writer.saved = { bytes, at, text };
}

/** Makes a writer the one at work. Every method does so first. */
function activate(writer: ValueWriter): void {
  const { saved } = writer;
  if (saved === undefined) throw new EncodeError('the writer is finished; make another');
  if (active !== undefined) save(active);
  active = writer;
  writer.saved = undefined;
  ({ bytes, at, text } = saved);
}

/** Begins what was to begin once everything is written. */
function start(writer: ValueWriter): void {
  const starts = writer.starts!;
  writer.starts = undefined;
  for (const begin of starts) begin();
}

/** The length of a list, where it is not fixed. */
function writeCount(
  writer: ValueWriter,
  list: { readonly length: number },
  length: number | undefined,
): void {
  if (active !== writer) activate(writer);
  if (length === undefined) unsigned(list.length);
  else checkLength(list, length);
}

// What follows writes with the writer at work.

function unsigned(value: number): void {
  let rest = value;
  while (rest > 0x7f) {
    byte((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  byte(rest);
}

function signed(value: number): void {
  let rest = value;
  while (rest < -64 || rest > 63) {
    byte((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  byte(rest & 0x7f);
}

function byte(value: number): void {
  if (at === bytes.length) grow(1);
  bytes[at++] = value;
}

/** Makes room for `length` bytes, moves over them and answers where they begin. */
function advance(length: number): number {
  const from = at;
  if (from + length > bytes.length) grow(length);
  at = from + length;
  return from;
}

/** Makes room for `length` more bytes. */
function grow(length: number): void {
  // A multiple of four, so that an entry can be padded within it.
  const grown = new Uint8Array((Math.max(bytes.length * 2, at + length) + 3) & ~3);
  grown.set(bytes.subarray(0, at));
  bytes = grown;
}

function misfit(value: unknown, type: string): EncodeError {
  return new EncodeError(
    `"${String(value)}" is not a ${type}; pass a value that fits the contract`,
  );
}
