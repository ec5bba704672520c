import { ByteReader } from '../binary/byte-reader.js';
import { LinkError } from '../link-error.js';
import { refuseFeature } from './refuse-feature.js';
import type {
  CoreKind,
  DataSegment,
  ElementSegment,
  FunctionType,
  Global,
  GlobalType,
  MemoryType,
  Module,
  ModuleExport,
  ModuleImport,
  Slice,
  TableType,
} from './module.js';

const kinds: readonly CoreKind[] = ['func', 'table', 'memory', 'global'];

/**
 * Parses a core module.
 *
 * @throws {LinkError} `malformed`, or `unsupported` naming the feature.
 */
export function parseModule(bytes: Uint8Array): Module {
  const reader = new ByteReader(bytes);
  const header = reader.view(8);
  if (header[1] !== 0x61 || header[4] !== 1 || header[6] !== 0) {
    throw new LinkError('malformed', 'a nested core module does not start as one');
  }
  let types: FunctionType[] = [];
  let imports: ModuleImport[] = [];
  let functions: number[] = [];
  let tables: TableType[] = [];
  let memories: MemoryType[] = [];
  let globals: Global[] = [];
  const exports = new Map<string, ModuleExport>();
  let start: number | undefined;
  let elements: ElementSegment[] = [];
  let hasDataCount = false;
  let data: DataSegment[] = [];
  let code: Slice[] = [];

  while (!reader.done) {
    const id = reader.u8();
    const section = reader.section(reader.u32());
    if (id === 0) continue;
    if (id === 1) types = section.vector(() => parseFunctionType(section));
    else if (id === 2) imports = section.vector(() => parseImport(section));
    else if (id === 3) functions = section.vector(() => section.u32());
    else if (id === 4) tables = section.vector(() => parseTableType(section));
    else if (id === 5) memories = section.vector(() => parseMemoryType(section));
    else if (id === 6)
      globals = section.vector(() => ({
        ...parseGlobalType(section),
        init: parseConstant(section),
      }));
    else if (id === 7) {
      section.vector(() =>
        exports.set(section.name(), { kind: parseKind(section), index: section.u32() }),
      );
    } else if (id === 8) start = section.u32();
    else if (id === 9) elements = section.vector(() => parseElementSegment(section));
    else if (id === 10) code = section.vector(() => parseSlice(section));
    else if (id === 11) data = section.vector(() => parseDataSegment(section));
    else if (id === 12) hasDataCount = true;
    else if (id === 13) throw refuseFeature('exception handling');
    else throw new LinkError('unsupported', `core module section ${id} is unknown`);
  }
  return {
    types,
    imports,
    functions,
    tables,
    memories,
    globals,
    exports,
    start,
    elements,
    hasDataCount,
    data,
    code,
  };
}

function parseFunctionType(reader: ByteReader): FunctionType {
  if (reader.u8() !== 0x60) {
    throw refuseFeature('garbage-collected objects');
  }
  return { params: reader.vector(() => reader.u8()), results: reader.vector(() => reader.u8()) };
}

function parseKind(reader: ByteReader): CoreKind {
  const byte = reader.u8();
  if (byte === 4) throw refuseFeature('exception handling');
  return kinds[byte] ?? reader.fail('unknown import or export kind');
}

function parseImport(reader: ByteReader): ModuleImport {
  const module = reader.name();
  const name = reader.name();
  const kind = parseKind(reader);
  if (kind === 'func') return { module, name, kind, type: reader.u32() };
  if (kind === 'global') return { module, name, kind, type: 0, global: parseGlobalType(reader) };
  if (kind === 'table') parseTableType(reader);
  else parseMemoryType(reader);
  return { module, name, kind, type: 0 };
}

function parseGlobalType(reader: ByteReader): GlobalType {
  return { type: reader.u8(), mutable: reader.u8() === 1 };
}

function parseTableType(reader: ByteReader): TableType {
  const type = reader.u8();
  if (type !== 0x70 && type !== 0x6f)
    throw new LinkError('unsupported', 'a table of an unknown type');
  const flags = reader.u8();
  if (flags > 1) throw refuseFeature('a 64-bit or shared table');
  const minimum = reader.u32();
  return { type, minimum, maximum: flags & 1 ? reader.u32() : undefined };
}

function parseMemoryType(reader: ByteReader): MemoryType {
  const flags = reader.u8();
  if (flags > 1) throw refuseFeature('a 64-bit or shared memory');
  const minimum = reader.u32();
  return { minimum, maximum: flags & 1 ? reader.u32() : undefined };
}

/** A constant expression with its `end`. */
function parseConstant(reader: ByteReader): Slice {
  const start = reader.position;
  for (;;) {
    const opcode = reader.u8();
    if (opcode === 0x0b) return { bytes: reader.bytes, start, end: reader.position };
    if (opcode === 0x41 || opcode === 0x42 || opcode === 0x23 || opcode === 0xd2 || opcode === 0xd0)
      reader.skipLeb();
    else if (opcode === 0x43) reader.skip(4);
    else if (opcode === 0x44) reader.skip(8);
    else if (opcode === 0xfd && reader.u32() === 12) reader.skip(16);
    else if (![0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e].includes(opcode)) {
      throw new LinkError(
        'unsupported',
        `constant expression with opcode 0x${opcode.toString(16)}`,
      );
    }
  }
}

function parseElementSegment(reader: ByteReader): ElementSegment {
  const flags = reader.u32();
  if (flags > 7) return reader.fail('unknown element segment');
  const active = (flags & 1) === 0;
  const table = active && flags & 2 ? reader.u32() : 0;
  const offset = active ? parseConstant(reader) : undefined;
  if (flags & 3) reader.u8(); // element kind or reference type
  const functions =
    flags & 4
      ? reader.vector(() => parseFunctionReference(reader))
      : reader.vector(() => reader.u32());
  return { mode: active ? 'active' : flags & 2 ? 'declared' : 'passive', table, offset, functions };
}

function parseFunctionReference(reader: ByteReader): number {
  const opcode = reader.u8();
  const index = opcode === 0xd2 ? reader.u32() : -1;
  if (opcode === 0xd0) reader.u8();
  else if (opcode !== 0xd2)
    throw new LinkError('unsupported', 'an element that is no function reference');
  if (reader.u8() !== 0x0b) throw new LinkError('unsupported', 'an element that is computed');
  return index;
}

function parseSlice(reader: ByteReader): Slice {
  const length = reader.u32();
  const start = reader.position;
  reader.skip(length);
  return { bytes: reader.bytes, start, end: start + length };
}

function parseDataSegment(reader: ByteReader): DataSegment {
  const flags = reader.u32();
  if (flags > 2) return reader.fail('unknown data segment');
  if (flags === 2 && reader.u32() !== 0) throw refuseFeature('several memories');
  const offset = flags === 1 ? undefined : parseConstant(reader);
  return { offset, bytes: reader.view(reader.u32()) };
}
