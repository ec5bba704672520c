import { ByteReader } from '../binary/byte-reader.js';
import { LinkError } from '../link-error.js';
import { parseCanon } from './parse-canon.js';
import { parseType } from './parse-type.js';
import type { Argument, Component, Definition, Sort } from './component.js';

const sorts: Record<number, Sort> = {
  0x01: 'func',
  0x02: 'value',
  0x03: 'type',
  0x04: 'component',
  0x05: 'instance',
};
const coreSorts: Record<number, Sort> = {
  0x00: 'core func',
  0x01: 'core table',
  0x02: 'core memory',
  0x03: 'core global',
  0x10: 'core type',
  0x11: 'core module',
  0x12: 'core instance',
};
const externSorts: Record<number, Sort> = {
  0x00: 'core module',
  0x01: 'func',
  0x02: 'value',
  0x03: 'type',
  0x04: 'component',
  0x05: 'instance',
};

/** Components inside components deeper than this are refused. */
const maxDepth = 16;

/**
 * Parses a component's binary. Of types it keeps where they make resources: the linker needs no more.
 *
 * @throws {LinkError} `malformed` or `unsupported`.
 */
export function parseComponent(bytes: Uint8Array): Component {
  const reader = new ByteReader(bytes);
  if (bytes.length >= 8 && bytes[0] === 0 && bytes[4] === 1 && bytes[6] === 0) {
    throw new LinkError('unsupported', 'this is a core WebAssembly module, not a component', {
      hint: 'wrap it with "wasm-tools component new" first',
    });
  }
  return parseBody(reader, 0);
}

function parseBody(reader: ByteReader, depth: number): Component {
  if (depth > maxDepth) throw new LinkError('unsupported', 'components nested too deeply');
  const header = reader.view(8);
  const expected = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
  if (expected.some((byte, index) => header[index] !== byte)) {
    throw new LinkError('malformed', 'the bytes do not start as a WebAssembly component', {
      hint: 'give a component or an artifact made by "wajs build"',
    });
  }
  const definitions: Definition[] = [];
  while (!reader.done) {
    const id = reader.u8();
    parseSection(id, reader.section(reader.u32()), definitions, depth);
  }
  return { definitions };
}

function parseSection(id: number, reader: ByteReader, out: Definition[], depth: number): void {
  switch (id) {
    case 0: // custom
      return;
    case 1:
      out.push({ kind: 'core module', bytes: reader.bytes.subarray(reader.position, reader.end) });
      return;
    case 3:
      out.push({ kind: 'core types', count: parseCount(reader) });
      return;
    case 4:
      out.push({ kind: 'component', component: parseBody(reader, depth + 1) });
      return;
    case 7:
      out.push({ kind: 'types', types: reader.vector(() => parseType(reader, 0)) });
      return;
    case 9:
      throw new LinkError('unsupported', 'the component has a start function');
    case 12:
      throw new LinkError('unsupported', 'the component defines values');
  }
  const parse = {
    2: parseCoreInstance,
    5: parseInstance,
    6: parseAlias,
    8: parseCanon,
    10: parseImport,
    11: parseExport,
  }[id];
  if (parse === undefined) throw new LinkError('unsupported', `component section ${id} is unknown`);
  out.push(...reader.vector(() => parse(reader)));
}

/** The length of a vector whose items nobody reads. */
function parseCount(reader: ByteReader): number {
  const count = reader.u32();
  if (count > reader.end - reader.position) reader.fail('vector longer than its section');
  return count;
}

function parseSort(reader: ByteReader): Sort {
  const byte = reader.u8();
  const sort = byte === 0x00 ? coreSorts[reader.u8()] : sorts[byte];
  return sort ?? reader.fail('unknown sort');
}

function parseCoreSort(reader: ByteReader): Sort {
  return coreSorts[reader.u8()] ?? reader.fail('unknown core sort');
}

function parseArgument(reader: ByteReader, sort: (reader: ByteReader) => Sort): Argument {
  const name = reader.name();
  return { name, sort: sort(reader), index: reader.u32() };
}

function parseCoreInstance(reader: ByteReader): Definition {
  if (reader.u8() === 0x00) {
    const module = reader.u32();
    return {
      kind: 'core instantiate',
      module,
      args: reader.vector(() => parseArgument(reader, parseCoreSort)),
    };
  }
  return {
    kind: 'core bundle',
    exports: reader.vector(() => parseArgument(reader, parseCoreSort)),
  };
}

function parseInstance(reader: ByteReader): Definition {
  if (reader.u8() === 0x00) {
    const component = reader.u32();
    return {
      kind: 'instantiate',
      component,
      args: reader.vector(() => parseArgument(reader, parseSort)),
    };
  }
  return {
    kind: 'bundle',
    exports: reader.vector(() => {
      const name = parseExternName(reader);
      return { name, sort: parseSort(reader), index: reader.u32() };
    }),
  };
}

function parseAlias(reader: ByteReader): Definition {
  const sort = parseSort(reader);
  const target = reader.u8();
  if (target === 0x00)
    return { kind: 'alias export', sort, instance: reader.u32(), name: reader.name() };
  if (target === 0x01)
    return { kind: 'alias core export', sort, instance: reader.u32(), name: reader.name() };
  if (target === 0x02)
    return { kind: 'alias outer', sort, depth: reader.u32(), index: reader.u32() };
  return reader.fail('unknown alias');
}

function parseExternName(reader: ByteReader): string {
  const form = reader.u8();
  if (form > 0x02)
    throw new LinkError('unsupported', 'an import or export name of an unknown form');
  const name = reader.name();
  // What the name stands for, such as the interface that a renamed one implements: each a kind and a text.
  if (form === 0x02) {
    reader.vector(() => {
      reader.u8();
      reader.name();
    });
  }
  return name;
}

function parseExternDescription(reader: ByteReader): Sort {
  const sort = externSorts[reader.u8()] ?? reader.fail('unknown extern kind');
  if (sort === 'core module') reader.u8();
  // A type is bound by `eq` to an index, or is a fresh resource.
  if (sort === 'type' && reader.u8() === 0x01) return sort;
  reader.u32();
  return sort;
}

function parseImport(reader: ByteReader): Definition {
  return { kind: 'import', name: parseExternName(reader), sort: parseExternDescription(reader) };
}

function parseExport(reader: ByteReader): Definition {
  const name = parseExternName(reader);
  const sort = parseSort(reader);
  const index = reader.u32();
  if (reader.u8() === 0x01) parseExternDescription(reader);
  return { kind: 'export', name, sort, index };
}
