import { ByteReader } from '../binary/byte-reader.js';
import { LinkError } from '../link-error.js';
import { refuseFeature } from './refuse-feature.js';
import type { Slice } from './module.js';

/**
 * Called for each instruction that names something by index, and for `loop`. `start` and `end`
 * bound the instruction in its module's bytes; what is not reported is position-independent.
 */
export interface CodeVisitor {
  func(opcode: number, index: number, start: number, end: number): void;
  indirect(opcode: number, type: number, table: number, start: number, end: number): void;
  global(opcode: number, index: number, start: number, end: number): void;
  /** table.get, table.set, and the 0xfc forms that name one table. */
  table(opcode: number, sub: number, index: number, start: number, end: number): void;
  tableCopy(target: number, source: number, start: number, end: number): void;
  tableInit(element: number, table: number, start: number, end: number): void;
  data(index: number, start: number, end: number): void;
  /** memory.size (0x3f) and memory.grow (0x40). */
  pages(opcode: number, start: number, end: number): void;
  /** A block whose type is an index; `opcode` is 0x02, 0x03 or 0x04. */
  block(opcode: number, type: number, start: number, end: number): void;
  /** Right behind the opening of a loop. */
  loop(end: number): void;
  /** An instruction that stores one value at an address and a constant offset; `sub` is that of 0xfd. */
  store(opcode: number, sub: number, offset: number, start: number, end: number): void;
  /** memory.init (8), memory.copy (10) and memory.fill (11). */
  bulk(sub: number, start: number, end: number): void;
}

/** Moves past the local declarations of a body and answers where the code starts. */
export function skipLocals(body: Slice): number {
  const reader = new ByteReader(body.bytes, body.start, body.end);
  for (let groups = reader.u32(); groups > 0; groups--) {
    reader.u32();
    reader.u8();
  }
  return reader.position;
}

/**
 * Walks over every instruction of a function body.
 *
 * @throws {LinkError} `unsupported`, naming the feature, for an instruction it does not know.
 */
export function walkCode(body: Slice, visitor: CodeVisitor): void {
  const reader = new ByteReader(body.bytes, skipLocals(body), body.end);
  while (reader.position < reader.end) {
    const start = reader.position;
    const opcode = reader.u8();
    if (opcode >= 0x45 && opcode <= 0xc4) continue;
    if (opcode >= 0x28 && opcode <= 0x3e) {
      const offset = readMemarg(reader);
      if (opcode >= 0x36) visitor.store(opcode, -1, offset, start, reader.position);
      continue;
    }
    switch (opcode) {
      case 0x00: // unreachable
      case 0x01: // nop
      case 0x05: // else
      case 0x0b: // end
      case 0x0f: // return
      case 0x1a: // drop
      case 0x1b: // select
      case 0xd1: // ref.is_null
        break;
      case 0x02: // block
      case 0x03: // loop
      case 0x04: {
        // if
        const type = reader.s33();
        if (type >= 0) visitor.block(opcode, type, start, reader.position);
        if (opcode === 0x03) visitor.loop(reader.position);
        break;
      }
      case 0x0c: // br
      case 0x0d: // br_if
      case 0x20: // local.get
      case 0x21: // local.set
      case 0x22: // local.tee
      case 0x41: // i32.const
      case 0x42: // i64.const
      case 0xd0: // ref.null
        reader.skipLeb();
        break;
      case 0x0e: // br_table
        for (let count = reader.u32(); count >= 0; count--) reader.skipLeb();
        break;
      case 0x10: // call
      case 0x12: // return_call
      case 0xd2: // ref.func
        visitor.func(opcode, reader.u32(), start, reader.position);
        break;
      case 0x11: // call_indirect
      case 0x13: {
        // return_call_indirect
        const type = reader.u32();
        visitor.indirect(opcode, type, reader.u32(), start, reader.position);
        break;
      }
      case 0x1c: // select with types
        for (let count = reader.u32(); count > 0; count--) reader.skipLeb();
        break;
      case 0x23: // global.get
      case 0x24: // global.set
        visitor.global(opcode, reader.u32(), start, reader.position);
        break;
      case 0x25: // table.get
      case 0x26: // table.set
        visitor.table(opcode, -1, reader.u32(), start, reader.position);
        break;
      case 0x3f: // memory.size
      case 0x40: // memory.grow
        requireMemoryZero(reader);
        visitor.pages(opcode, start, reader.position);
        break;
      case 0x43: // f32.const
        reader.skip(4);
        break;
      case 0x44: // f64.const
        reader.skip(8);
        break;
      case 0xfc:
        walkBulk(reader, visitor, start);
        break;
      case 0xfd:
        walkVector(reader, visitor, start);
        break;
      default:
        throw refuseOpcode(opcode);
    }
  }
}

function walkBulk(reader: ByteReader, visitor: CodeVisitor, start: number): void {
  const sub = reader.u32();
  if (sub <= 7) return; // saturating truncation
  if (sub === 8) {
    // memory.init
    const index = reader.u32();
    requireMemoryZero(reader);
    visitor.data(index, start, reader.position);
    visitor.bulk(sub, start, reader.position);
  } else if (sub === 9 || sub === 13) throw refuseFeature('dropped segments');
  else if (sub === 10) {
    // memory.copy
    requireMemoryZero(reader);
    requireMemoryZero(reader);
    visitor.bulk(sub, start, reader.position);
  } else if (sub === 11) {
    requireMemoryZero(reader);
    visitor.bulk(sub, start, reader.position);
  } else if (sub === 12) {
    const element = reader.u32();
    visitor.tableInit(element, reader.u32(), start, reader.position);
  } else if (sub === 14) {
    const target = reader.u32();
    visitor.tableCopy(target, reader.u32(), start, reader.position);
  } else if (sub <= 17) visitor.table(0xfc, sub, reader.u32(), start, reader.position);
  else throw new LinkError('unsupported', `instruction 0xfc ${sub} is unknown`);
}

/** Immediates of the 128-bit vector instructions; none of them names an index. */
function walkVector(reader: ByteReader, visitor: CodeVisitor, start: number): void {
  const sub = reader.u32();
  if (sub <= 11 || sub === 92 || sub === 93) {
    const offset = readMemarg(reader);
    if (sub === 11) visitor.store(0xfd, sub, offset, start, reader.position);
  } else if (sub === 12 || sub === 13) reader.skip(16);
  else if (sub >= 21 && sub <= 34) reader.u8();
  else if (sub >= 84 && sub <= 91) {
    const offset = readMemarg(reader);
    reader.u8();
    if (sub >= 88) visitor.store(0xfd, sub, offset, start, reader.position);
  }
}

/** The constant offset of a memory instruction. */
function readMemarg(reader: ByteReader): number {
  if (reader.u32() >= 64) throw refuseFeature('several memories');
  return reader.u32();
}

function requireMemoryZero(reader: ByteReader): void {
  if (reader.u32() !== 0) throw refuseFeature('several memories');
}

function refuseOpcode(opcode: number): LinkError {
  if ((opcode >= 0x06 && opcode <= 0x0a) || [0x18, 0x19, 0x1f].includes(opcode))
    return refuseFeature('exception handling');
  if (opcode === 0xfe) return refuseFeature('threads');
  if (opcode === 0xfb) return refuseFeature('garbage-collected objects');
  if (opcode === 0x14 || opcode === 0x15) return refuseFeature('typed function references');
  return new LinkError('unsupported', `instruction 0x${opcode.toString(16)} is unknown`);
}
