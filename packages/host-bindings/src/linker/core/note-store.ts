import { ByteReader } from '../binary/byte-reader.js';
import { ByteWriter } from '../binary/byte-writer.js';
import { writeMap } from '../write-map.js';
import type { FunctionType, Slice } from './module.js';
import type { Patch } from './patches.js';

const i32 = 0x7f;
/** Types of the locals that a body with noted stores gets: address, length, and a value of each type. */
const added = [i32, i32, i32, 0x7e, 0x7d, 0x7c] as const;
const vector = 0x7b;
const [addressAt, lengthAt, i32At, i64At, f32At, f64At, vectorAt] = [0, 1, 2, 3, 4, 5, 6] as const;

/** Type of the function that notes a block: `(address: i32, length: i32)`. */
export const noteType: FunctionType = { params: [i32, i32], results: [] };

/**
 * The stores of one function body, each followed by its note. The operands of a store are on the stack,
 * so they go through locals that the body gets beside its own.
 */
export class StoreNotes {
  readonly #body: Slice;
  readonly #groups: number;
  /** Where the body's own declarations of locals begin and end, without their number. */
  readonly #declared: { readonly start: number; readonly end: number };
  /** Index of the first local that is added. */
  readonly #first: number;

  constructor(body: Slice, params: number) {
    this.#body = body;
    const reader = new ByteReader(body.bytes, body.start, body.end);
    this.#groups = reader.u32();
    const start = reader.position;
    let locals = params;
    for (let group = 0; group < this.#groups; group++) {
      locals += reader.u32();
      reader.u8();
    }
    this.#declared = { start, end: reader.position };
    this.#first = locals;
  }

  /** Writes the body's declarations and its own. Answers where the code begins in the body. */
  writeLocals(out: ByteWriter): number {
    const { start, end } = this.#declared;
    out.u32(this.#groups + added.length + 1).copy(this.#body.bytes, start, end);
    for (const type of [...added, vector]) out.u32(1).u8(type);
    return end;
  }

  /** Writes a store as it stands in the module's bytes, and the note of its page. */
  writeStore(bytes: Uint8Array, patch: Extract<Patch, { kind: 'store' }>, out: ByteWriter): void {
    const value = this.#first + valueLocal(patch.opcode);
    const address = this.#first + addressAt;
    out.u8(0x21).u32(value).u8(0x22).u32(address).u8(0x20).u32(value);
    out.copy(bytes, patch.start, patch.end);
    out.u8(0x20).u32(address);
    if (patch.offset >= writeMap.nearOffset)
      out
        .u8(0x41)
        .signed(patch.offset | 0)
        .u8(0x6a);
    writeNote(out);
  }

  /**
   * Writes memory.copy or memory.fill behind the note of what it writes to: the note is a call, which
   * fails where the stack is full, and nothing may be written without one. Whether the map itself was
   * written to is noted afterwards, in place.
   */
  writeBulk({ sub }: Extract<Patch, { kind: 'bulk' }>, note: number, out: ByteWriter): void {
    const address = this.#first + addressAt;
    const length = this.#first + lengthAt;
    const value = this.#first + i32At;
    out.u8(0x21).u32(length).u8(0x21).u32(value).u8(0x21).u32(address);
    out.u8(0x20).u32(address).u8(0x20).u32(length).u8(0x10).u32(note);
    out.u8(0x20).u32(address).u8(0x20).u32(value).u8(0x20).u32(length);
    out.u8(0xfc).u32(sub).u8(0);
    if (sub === 10) out.u8(0);
    // if address < bytes of the map: note all
    out.u8(0x20).u32(address).u8(0x41).signed(writeMap.bytes).u8(0x49).u8(0x04).u8(0x40);
    writeNoteOfAll(out);
    out.u8(0x0b);
  }
}

function valueLocal(opcode: number): number {
  switch (opcode) {
    case 0x37: // i64.store
    case 0x3c: // i64.store8
    case 0x3d: // i64.store16
    case 0x3e: // i64.store32
      return i64At;
    case 0x38: // f32.store
      return f32At;
    case 0x39: // f64.store
      return f64At;
    case 0xfd:
      return vectorAt;
    default:
      return i32At;
  }
}

/** The address is on the stack: map[(address >> 12) & mask] = 1. */
function writeNote(out: ByteWriter): void {
  out.u8(0x41).signed(writeMap.pageShift).u8(0x76);
  out
    .u8(0x41)
    .signed(writeMap.bytes - 1)
    .u8(0x71);
  out.u8(0x41).u8(1).u8(0x3a).u8(0).u8(0);
}

/** Notes that all of the memory may have been written to. */
export function writeNoteOfAll(out: ByteWriter): void {
  out.u8(0x41).u8(0).u8(0x41).u8(1).u8(0x3a).u8(0).u8(0);
}

/** Body of the function of {@link noteType}, which is called before the block is written to. */
export function noteBody(): Uint8Array {
  const [address, length, last] = [0, 1, 2] as const;
  const w = new ByteWriter();
  w.u8(1).u8(1).u8(i32);
  // if length == 0: return
  w.u8(0x20).u8(length).u8(0x45).u8(0x04).u8(0x40).u8(0x0f).u8(0x0b);
  // last = the page of address + length - 1; address = its page
  w.u8(0x20).u8(address).u8(0x20).u8(length).u8(0x6a).u8(0x41).u8(1).u8(0x6b);
  w.u8(0x41).signed(writeMap.pageShift).u8(0x76).u8(0x21).u8(last);
  w.u8(0x20).u8(address).u8(0x41).signed(writeMap.pageShift).u8(0x76).u8(0x21).u8(address);
  // do map[address & mask] = 1 while address++ < last
  w.u8(0x03).u8(0x40);
  w.u8(0x20)
    .u8(address)
    .u8(0x41)
    .signed(writeMap.bytes - 1)
    .u8(0x71);
  w.u8(0x41).u8(1).u8(0x3a).u8(0).u8(0);
  w.u8(0x20).u8(address).u8(0x20).u8(last).u8(0x49);
  w.u8(0x20).u8(address).u8(0x41).u8(1).u8(0x6a).u8(0x21).u8(address);
  w.u8(0x0d).u8(0).u8(0x0b).u8(0x0b);
  return w.finish();
}
