import type { ByteReader } from '../binary/byte-reader.js';
import { LinkError } from '../link-error.js';
import type { TypeDefinition } from './component.js';

/** Types inside types deeper than this are refused. */
const maxDepth = 100;

const other: TypeDefinition = { kind: 'other' };

/**
 * Parses one definition of a type section, and keeps whether it makes a resource (component-model
 * Binary.md, section "Type Definitions").
 */
export function parseType(reader: ByteReader, depth: number): TypeDefinition {
  if (depth > maxDepth) throw new LinkError('unsupported', 'types nested too deeply');
  const opcode = reader.u8();
  if (opcode === 0x3f) {
    if (reader.u8() !== 0x7f) reader.fail('a resource that is not represented by an i32');
    return reader.u8() === 0x00
      ? { kind: 'resource' }
      : { kind: 'resource', destructor: reader.u32() };
  }
  if (opcode === 0x3e)
    throw new LinkError('unsupported', 'a resource with an asynchronous destructor');
  if (opcode >= 0x73 || opcode === 0x64) return other; // a primitive
  switch (opcode) {
    case 0x72: // record
      reader.vector(() => skipNamed(reader));
      return other;
    case 0x71: // variant
      reader.vector(() => {
        reader.name();
        skipOptional(reader);
        reader.u8(); // what was `refines` once
      });
      return other;
    case 0x70: // list
    case 0x6b: // option
      reader.s33();
      return other;
    case 0x6f: // tuple
      reader.vector(() => reader.s33());
      return other;
    case 0x6e: // flags
    case 0x6d: // enum
      reader.vector(() => reader.name());
      return other;
    case 0x6a: // result
      skipOptional(reader);
      skipOptional(reader);
      return other;
    case 0x69: // own
    case 0x68: // borrow
      reader.u32();
      return other;
    case 0x67: // list of fixed length
      reader.s33();
      reader.u32();
      return other;
    case 0x66: // stream
    case 0x65: // future
      skipOptional(reader);
      return other;
    case 0x63: // map
      reader.s33();
      reader.s33();
      return other;
    case 0x40: // func
    case 0x43: // async func
      reader.vector(() => skipNamed(reader));
      skipResult(reader);
      return other;
    case 0x41: // component
    case 0x42: // instance
      reader.vector(() => skipDeclaration(reader, depth));
      return other;
    default:
      throw new LinkError('unsupported', `component type 0x${opcode.toString(16)} is unknown`);
  }
}

function skipNamed(reader: ByteReader): void {
  reader.name();
  reader.s33();
}

function skipOptional(reader: ByteReader): void {
  if (reader.u8() !== 0x00) reader.s33();
}

function skipResult(reader: ByteReader): void {
  if (reader.u8() === 0x00) reader.s33();
  else reader.u8();
}

function skipDeclaration(reader: ByteReader, depth: number): void {
  const kind = reader.u8();
  if (kind === 0x00)
    throw new LinkError('unsupported', 'a component type that declares core types');
  if (kind === 0x01) {
    parseType(reader, depth + 1);
  } else if (kind === 0x02) {
    skipAlias(reader);
  } else if (kind === 0x03 || kind === 0x04) {
    skipExternName(reader);
    skipExtern(reader);
  } else {
    reader.fail('unknown declaration in a component type');
  }
}

function skipAlias(reader: ByteReader): void {
  if (reader.u8() === 0x00) reader.u8(); // a core sort
  const target = reader.u8();
  reader.u32();
  if (target === 0x02) reader.u32();
  else reader.name();
}

function skipExternName(reader: ByteReader): void {
  const form = reader.u8();
  reader.name();
  if (form === 0x02) {
    reader.vector(() => {
      reader.u8();
      reader.name();
    });
  }
}

function skipExtern(reader: ByteReader): void {
  const sort = reader.u8();
  if (sort === 0x00) reader.u8(); // a core module
  // A type is bound by `eq` to an index, or is a fresh resource.
  if (sort === 0x03 && reader.u8() === 0x01) return;
  reader.u32();
}
