import { ByteParts } from './byte-parts.js';
import { carry } from './carried-bytes.js';
import { checkLength } from './check-length.js';
import { DecodeError, DecodeLimitError, EncodeError, Trap } from './errors.js';
import { DEFAULT_LIFT_LIMITS } from './limits.js';
import type { LiftLimits } from './limits.js';
import { joinUnits } from './short-text.js';
import { decodeUtf8, encodeUtf8, loneSurrogate, utf8Length } from './utf8.js';

/** How a component keeps its strings. */
export type StringEncoding = 'utf8' | 'utf16';

/** What a GuestMemory is made of. */
export interface GuestMemoryOptions {
  /** The instance's memory, or what holds it once the instance exists. */
  readonly memory: { readonly buffer: ArrayBufferLike };
  /** The instance's `cabi_realloc`. */
  readonly realloc: (oldPointer: number, oldSize: number, align: number, size: number) => number;
  /** UTF-8 unless the component says otherwise. */
  readonly encoding?: StringEncoding;
  /** What one call may lift. */
  readonly limits?: LiftLimits;
  /** Told of each block that is about to be written to; of some that are only read too. */
  readonly onWrite?: ((memory: Uint8Array, at: number, size: number) => void) | undefined;
}

/** The typed arrays that lists of numbers become. */
export type NumericList =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

type NumericListOf = new (buffer: ArrayBufferLike) => NumericList;

const utf16 = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true });

/** Up to this many bytes a loop beats `set`. */
const SHORT_LIST = 12;

/** Up to this many code units a loop beats TextDecoder. */
const SHORT_UTF16 = 32;

/**
 * The linear memory of one instance, checked. `area` and `elements` check pointers; loads and stores
 * inside an area that they answered need no check of their own. Every block is little-endian.
 */
export class GuestMemory {
  readonly #memory: { readonly buffer: ArrayBufferLike };
  readonly #realloc: GuestMemoryOptions['realloc'];
  readonly #utf16: boolean;
  readonly #limits: LiftLimits;
  readonly #onWrite: GuestMemoryOptions['onWrite'];
  /** Whether a memory that has grown leaves nothing to its former views: shared ones leave them all. */
  readonly #detaches: boolean;
  #byteBudget: number;
  #elementBudget: number;

  /** All of the memory. Valid until the guest runs; `begin` and `allocate` renew it. */
  view: DataView;
  /** All of the memory, as bytes. Valid as long as `view`. */
  bytes: Uint8Array;
  /** Length that belongs to the pointer which `storeString` or `storeList` answered last. */
  length = 0;

  constructor(options: GuestMemoryOptions) {
    this.#memory = options.memory;
    this.#realloc = options.realloc;
    this.#utf16 = options.encoding === 'utf16';
    this.#limits = options.limits ?? DEFAULT_LIFT_LIMITS;
    this.#onWrite = options.onWrite;
    this.#byteBudget = this.#limits.bytes;
    this.#elementBudget = this.#limits.elements;
    const { buffer } = options.memory;
    this.#detaches = options.memory instanceof WebAssembly.Memory && buffer instanceof ArrayBuffer;
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
  }

  /** Starts a lift or lower: looks at the memory anew and gives it the whole budget. */
  begin(): this {
    this.#byteBudget = this.#limits.bytes;
    this.#elementBudget = this.#limits.elements;
    this.refresh();
    return this;
  }

  /** Bytes of strings and lists that were lifted since `begin`. */
  get lifted(): number {
    return this.#limits.bytes - this.#byteBudget;
  }

  /** Looks at the memory anew, as is needed after the guest ran. */
  refresh(): void {
    if (this.#detaches && this.bytes.length > 0) return;
    const { buffer } = this.#memory;
    if (this.view.buffer !== buffer) {
      this.view = new DataView(buffer);
      this.bytes = new Uint8Array(buffer);
    }
  }

  /**
   * The unsigned address of `size` bytes at a pointer from the guest.
   * @throws DecodeError when it is not aligned or not all inside the memory.
   */
  area(pointer: number, align: number, size: number): number {
    const at = this.#check(pointer, align, size);
    this.#onWrite?.(this.bytes, at, size);
    return at;
  }

  #check(pointer: number, align: number, size: number): number {
    const at = pointer >>> 0;
    if ((at & (align - 1)) !== 0) {
      throw new DecodeError(`pointer "${at}" is not aligned to ${align}; pass an aligned one`);
    }
    if (at + size > this.bytes.length) {
      throw new DecodeError(
        `block of ${size} bytes at "${at}" ends outside the memory of ${this.bytes.length} bytes`,
      );
    }
    return at;
  }

  /**
   * The unsigned address of a list's elements, counted against the limits.
   * @throws DecodeError when they are not aligned or not all inside the memory.
   */
  elements(pointer: number, length: number, align: number, size: number): number {
    const count = this.count(length >>> 0);
    return this.#block(pointer, count * size, align);
  }

  /** The number of a list's elements, counted against the limit of elements. */
  count(length: number): number {
    this.#elementBudget -= length;
    if (this.#elementBudget < 0) {
      const { elements } = this.#limits;
      throw new DecodeLimitError('lift-elements', elements - this.#elementBudget, elements);
    }
    return length;
  }

  /**
   * Memory from the guest's allocator.
   * @throws Trap when the allocator answers a block that is not aligned or not in the memory.
   */
  allocate(size: number, align: number): number {
    const pointer = this.#realloc(0, 0, align, size) >>> 0;
    this.refresh();
    if ((pointer & (align - 1)) !== 0 || pointer + size > this.bytes.length) {
      throw new Trap(`cabi_realloc answered "${pointer}" for ${size} bytes aligned to ${align}`);
    }
    this.#onWrite?.(this.bytes, pointer, size);
    return pointer;
  }

  /**
   * The string of a pointer and a length in code units.
   * @throws DecodeError when it is outside the memory or ill-formed.
   */
  loadString(pointer: number, length: number): string {
    const units = length >>> 0;
    if (this.#utf16) return this.#loadUtf16(this.#block(pointer, units * 2, 2), units);
    const at = this.#block(pointer, units, 1);
    return decodeUtf8(this.bytes, at, at + units);
  }

  /**
   * Puts a string into new memory and answers its pointer; `length` is its length in code units.
   * @throws EncodeError when it has a lone surrogate.
   */
  storeString(text: string): number {
    if (typeof text !== 'string') throw new EncodeError(`"${String(text)}" is not a string`);
    return this.#utf16 ? this.#storeUtf16(text) : this.#storeUtf8(text);
  }

  #storeUtf8(text: string): number {
    const length = utf8Length(text);
    const pointer = this.allocate(length, 1);
    encodeUtf8(text, length, this.bytes, pointer);
    this.length = length;
    return pointer;
  }

  #storeUtf16(text: string): number {
    const { length } = text;
    const pointer = this.allocate(length * 2, 2);
    const { view } = this;
    for (let at = 0; at < length; at += 1) {
      const unit = text.charCodeAt(at);
      view.setUint16(pointer + at * 2, unit, true);
      if (unit < 0xd800 || unit > 0xdfff) continue;
      const next = unit < 0xdc00 && at + 1 < length ? text.charCodeAt(at + 1) : 0;
      if (next < 0xdc00 || next > 0xdfff) throw loneSurrogate(at);
      view.setUint16(pointer + at * 2 + 2, next, true);
      at += 1;
    }
    this.length = length;
    return pointer;
  }

  /** A copy of a list of u8. */
  loadBytes(pointer: number, length: number): Uint8Array {
    const size = length >>> 0;
    const at = this.#block(pointer, size, 1);
    return carry(this.bytes.slice(at, at + size));
  }

  /** A copy of a list of numbers as the typed array of the given class. */
  loadList<T extends NumericList>(
    list: (new (buffer: ArrayBufferLike) => T) & { readonly BYTES_PER_ELEMENT: number },
    pointer: number,
    length: number,
  ): T {
    const size = list.BYTES_PER_ELEMENT;
    const bytes = (length >>> 0) * size;
    const at = this.#block(pointer, bytes, size);
    return new (list as NumericListOf)(this.bytes.slice(at, at + bytes).buffer) as T;
  }

  /**
   * Puts a list of numbers into new memory and answers its pointer; `length` is its length. A list of
   * u8 may be in parts (`asList`).
   * @throws EncodeError when it is not of the given class.
   */
  storeList(type: new (length: number) => NumericList, list: NumericList): number {
    if ((list as unknown) instanceof ByteParts && type === Uint8Array) {
      return this.#storeParts(list as unknown as ByteParts);
    }
    const pointer = this.allocate(checkList(type, list).byteLength, list.BYTES_PER_ELEMENT);
    this.#copy(list, pointer);
    this.length = list.length;
    return pointer;
  }

  #storeParts(list: ByteParts): number {
    const pointer = this.allocate(list.length, 1);
    list.copyTo(this.bytes, pointer);
    this.length = list.length;
    return pointer;
  }

  /**
   * Stores a list of numbers of a fixed length.
   * @throws EncodeError when it is not of the given class and length.
   */
  setList(
    type: new (length: number) => NumericList,
    at: number,
    list: NumericList,
    length: number,
  ): void {
    this.#copy(checkLength(checkList(type, list), length), at);
  }

  #copy(list: NumericList, pointer: number): void {
    const { bytes } = this;
    if (!(list instanceof Uint8Array)) {
      bytes.set(new Uint8Array(list.buffer, list.byteOffset, list.byteLength), pointer);
    } else if (list.length > SHORT_LIST) {
      bytes.set(list, pointer);
    } else {
      for (let at = 0; at < list.length; at += 1) bytes[pointer + at] = list[at]!;
    }
  }

  /** Loads a u8. */
  u8(at: number): number {
    return this.bytes[at]!;
  }

  /** Loads an s8. */
  s8(at: number): number {
    return this.view.getInt8(at);
  }

  /** Loads a u16. */
  u16(at: number): number {
    return this.view.getUint16(at, true);
  }

  /** Loads an s16. */
  s16(at: number): number {
    return this.view.getInt16(at, true);
  }

  /** Loads a u32. */
  u32(at: number): number {
    return this.view.getUint32(at, true);
  }

  /** Loads an s32. */
  s32(at: number): number {
    return this.view.getInt32(at, true);
  }

  /** Loads a u64. */
  u64(at: number): bigint {
    return this.view.getBigUint64(at, true);
  }

  /** Loads an s64. */
  s64(at: number): bigint {
    return this.view.getBigInt64(at, true);
  }

  /** Loads an f32. */
  f32(at: number): number {
    return this.view.getFloat32(at, true);
  }

  /** Loads an f64. */
  f64(at: number): number {
    return this.view.getFloat64(at, true);
  }

  /** Stores the low byte of a number. */
  set8(at: number, value: number): void {
    this.bytes[at] = value;
  }

  /** Stores the low two bytes of a number. */
  set16(at: number, value: number): void {
    this.view.setUint16(at, value, true);
  }

  /** Stores the low four bytes of a number. */
  set32(at: number, value: number): void {
    this.view.setUint32(at, value, true);
  }

  /** Stores the low eight bytes of a number. */
  set64(at: number, value: bigint): void {
    this.view.setBigUint64(at, value, true);
  }

  /** Stores a pointer that `storeString` or the like has just answered, and the length beside it. */
  setSlice(at: number, pointer: number): void {
    this.set32(at, pointer);
    this.set32(at + 4, this.length);
  }

  /** Stores an f32. */
  setF32(at: number, value: number): void {
    this.view.setFloat32(at, value, true);
  }

  /** Stores an f64. */
  setF64(at: number, value: number): void {
    this.view.setFloat64(at, value, true);
  }

  #block(pointer: number, size: number, align: number): number {
    this.#byteBudget -= size;
    if (this.#byteBudget < 0) {
      const { bytes } = this.#limits;
      throw new DecodeLimitError('lift-bytes', bytes - this.#byteBudget, bytes);
    }
    return this.#check(pointer, align, size);
  }

  #loadUtf16(at: number, units: number): string {
    if (units <= SHORT_UTF16) {
      const text = joinUnits(this.view, at, units);
      if (text !== undefined) return text;
    }
    try {
      return utf16.decode(this.bytes.subarray(at, at + units * 2));
    } catch (cause) {
      throw new DecodeError('string is not valid UTF-16; pair its surrogates', { cause });
    }
  }
}

function checkList(type: new (length: number) => NumericList, list: NumericList): NumericList {
  if (list instanceof type) return list;
  throw new EncodeError(`"${String(list)}" is not a ${type.name}; return one`);
}
