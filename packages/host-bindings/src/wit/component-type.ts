import type { PrimitiveName } from '../model/index.js';
import { ByteReader } from './byte-reader.js';

/** A reference to a type: a primitive, or an index in the space of types around it. */
export type TypeRef = PrimitiveName | 'error-context' | number;

/** A type as the binary defines it. Component-model spec, Binary.md, section "Type Definitions". */
export type TypeDefinition =
  | { readonly kind: 'value'; readonly ref: TypeRef }
  | { readonly kind: 'record'; readonly fields: { name: string; type: TypeRef }[] }
  | { readonly kind: 'variant'; readonly cases: { name: string; type: TypeRef | undefined }[] }
  | { readonly kind: 'list' | 'option'; readonly type: TypeRef }
  | { readonly kind: 'fixed-list'; readonly type: TypeRef; readonly length: number }
  | { readonly kind: 'map'; readonly key: TypeRef; readonly value: TypeRef }
  | { readonly kind: 'tuple'; readonly types: TypeRef[] }
  | { readonly kind: 'flags' | 'enum'; readonly names: string[] }
  | { readonly kind: 'result'; readonly ok: TypeRef | undefined; readonly err: TypeRef | undefined }
  | { readonly kind: 'own' | 'borrow'; readonly resource: number }
  | { readonly kind: 'stream' | 'future'; readonly type: TypeRef | undefined }
  | {
      readonly kind: 'func';
      readonly async: boolean;
      readonly parameters: { name: string; type: TypeRef }[];
      readonly result: TypeRef | undefined;
    }
  | { readonly kind: 'component' | 'instance'; readonly declarations: Declaration[] };

/** What an import or export is. */
export type Extern =
  | { readonly kind: 'func' | 'instance' | 'component'; readonly type: number }
  | { readonly kind: 'type-equal'; readonly type: number }
  | { readonly kind: 'resource' };

/** One declaration inside a component type or instance type. */
export type Declaration =
  | { readonly kind: 'type'; readonly definition: TypeDefinition }
  | { readonly kind: 'alias-export'; readonly instance: number; readonly name: string }
  | { readonly kind: 'alias-outer'; readonly levels: number; readonly type: number }
  | { readonly kind: 'import' | 'export'; readonly name: string; readonly extern: Extern };

const PREFIX_LENGTH = 8;
const TYPE_SECTION = 7;

/** The first type of a component binary: the encoded world. */
export function decodeComponentType(bytes: Uint8Array): TypeDefinition {
  const reader = new ByteReader(bytes, PREFIX_LENGTH);
  while (!reader.done) {
    const id = reader.byte();
    const section = reader.slice(reader.u32());
    if (id !== TYPE_SECTION) continue;
    section.u32();
    return readDefinition(section);
  }
  throw new Error('component type has no type section; report this as a bug');
}

/** The contents of a custom section of a wasm binary. */
export function findCustomSection(bytes: Uint8Array, name: string): Uint8Array {
  const reader = new ByteReader(bytes, PREFIX_LENGTH);
  while (!reader.done) {
    const id = reader.byte();
    const section = reader.slice(reader.u32());
    if (id === 0 && section.name() === name) return section.rest();
  }
  throw new Error(`module has no custom section "${name}"; report this as a bug`);
}

/** One type. */
export function readDefinition(reader: ByteReader): TypeDefinition {
  const opcode = reader.peek();
  if (isPrimitive(opcode)) return { kind: 'value', ref: readRef(reader) };
  reader.byte();
  const ref = (): TypeRef => readRef(reader);
  const field = () => ({ name: reader.name(), type: readRef(reader) });
  switch (opcode) {
    case 0x72:
      return { kind: 'record', fields: reader.list(field) };
    case 0x71:
      return { kind: 'variant', cases: reader.list(() => readCase(reader)) };
    case 0x70:
      return { kind: 'list', type: readRef(reader) };
    case 0x6f:
      return { kind: 'tuple', types: reader.list(ref) };
    case 0x6e:
      return { kind: 'flags', names: reader.list(() => reader.name()) };
    case 0x6d:
      return { kind: 'enum', names: reader.list(() => reader.name()) };
    case 0x6b:
      return { kind: 'option', type: readRef(reader) };
    case 0x6a:
      return { kind: 'result', ok: reader.optional(ref), err: reader.optional(ref) };
    case 0x69:
      return { kind: 'own', resource: reader.u32() };
    case 0x68:
      return { kind: 'borrow', resource: reader.u32() };
    case 0x67:
      return { kind: 'fixed-list', type: readRef(reader), length: reader.u32() };
    case 0x66:
      return { kind: 'stream', type: reader.optional(ref) };
    case 0x65:
      return { kind: 'future', type: reader.optional(ref) };
    case 0x63:
      return { kind: 'map', key: readRef(reader), value: readRef(reader) };
    case 0x40:
    case 0x43:
      return {
        kind: 'func',
        async: opcode === 0x43,
        parameters: reader.list(field),
        result: readResult(reader),
      };
    case 0x41:
    case 0x42:
      return {
        kind: opcode === 0x41 ? 'component' : 'instance',
        declarations: reader.list(() => readDeclaration(reader)),
      };
    default:
      throw unknown('type', opcode);
  }
}

function readCase(reader: ByteReader): { name: string; type: TypeRef | undefined } {
  const name = reader.name();
  const type = reader.optional(() => readRef(reader));
  // What was `refines` once; always absent.
  reader.byte();
  return { name, type };
}

function readResult(reader: ByteReader): TypeRef | undefined {
  if (reader.byte() === 0) return readRef(reader);
  reader.byte();
  return undefined;
}

function readRef(reader: ByteReader): TypeRef {
  const opcode = reader.peek();
  if (!isPrimitive(opcode)) return reader.u32();
  reader.byte();
  return opcode === 0x64 ? 'error-context' : PRIMITIVE_OF[opcode]!;
}

function readDeclaration(reader: ByteReader): Declaration {
  const opcode = reader.byte();
  switch (opcode) {
    case 0x01:
      return { kind: 'type', definition: readDefinition(reader) };
    case 0x02:
      return readAlias(reader);
    case 0x03:
      return { kind: 'import', name: readExternName(reader), extern: readExtern(reader) };
    case 0x04:
      return { kind: 'export', name: readExternName(reader), extern: readExtern(reader) };
    default:
      throw unknown('declaration', opcode);
  }
}

function readAlias(reader: ByteReader): Declaration {
  const sort = reader.byte();
  if (sort !== 0x03) throw unknown('alias sort', sort);
  const target = reader.byte();
  if (target === 0x00) {
    return { kind: 'alias-export', instance: reader.u32(), name: reader.name() };
  }
  if (target === 0x02) return { kind: 'alias-outer', levels: reader.u32(), type: reader.u32() };
  throw unknown('alias target', target);
}

/** Name of an import or export. */
export function readExternName(reader: ByteReader): string {
  const mark = reader.byte();
  if (mark > 0x02) throw unknown('name', mark);
  const name = reader.name();
  // Options of a name, like the interface that it implements: each is a kind and a string.
  if (mark === 0x02) reader.list(() => [reader.byte(), reader.name()]);
  return name;
}

/** What an import or export is. */
export function readExtern(reader: ByteReader): Extern {
  const sort = reader.byte();
  switch (sort) {
    case 0x01:
      return { kind: 'func', type: reader.u32() };
    case 0x03:
      return reader.byte() === 0
        ? { kind: 'type-equal', type: reader.u32() }
        : { kind: 'resource' };
    case 0x04:
      return { kind: 'component', type: reader.u32() };
    case 0x05:
      return { kind: 'instance', type: reader.u32() };
    default:
      throw unknown('extern', sort);
  }
}

const PRIMITIVE_OF: Readonly<Record<number, PrimitiveName>> = {
  0x7f: 'bool',
  0x7e: 's8',
  0x7d: 'u8',
  0x7c: 's16',
  0x7b: 'u16',
  0x7a: 's32',
  0x79: 'u32',
  0x78: 's64',
  0x77: 'u64',
  0x76: 'f32',
  0x75: 'f64',
  0x74: 'char',
  0x73: 'string',
};

function isPrimitive(opcode: number): boolean {
  return opcode === 0x64 || (opcode >= 0x73 && opcode <= 0x7f);
}

function unknown(what: string, opcode: number): Error {
  return new Error(
    `component type has the unknown ${what} "0x${opcode.toString(16)}"; use the wasm-tools that this package pins`,
  );
}
