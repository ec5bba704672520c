import { ByteReader } from '../binary/byte-reader.js';

/** A part of a file, with what it is made of. The bytes of the parts inside are among its own. */
export interface Part {
  /** What it is: `core module 0`, `code`, `custom "name"`. */
  readonly name: string;
  /** Its size, with what is inside. */
  readonly bytes: number;
  /** What is inside, in order. */
  readonly parts: readonly Part[];
}

const headerLength = 8;

/** Names of a component's sections, by id. Core modules and components are told apart. */
const componentSections: readonly string[] = [
  'custom',
  'core module',
  'core instances',
  'core types',
  'component',
  'instances',
  'aliases',
  'types',
  'canonical functions',
  'start',
  'imports',
  'exports',
  'values',
];

/** Names of a core module's sections, by id. */
const moduleSections: readonly string[] = [
  'custom',
  'types',
  'imports',
  'functions',
  'tables',
  'memories',
  'globals',
  'exports',
  'start',
  'elements',
  'code',
  'data',
  'data count',
  'tags',
];

/** Whether bytes start as WebAssembly does, a component or a core module. */
export function isWebAssembly(bytes: Uint8Array): boolean {
  return [0x00, 0x61, 0x73, 0x6d].every((byte, index) => bytes[index] === byte);
}

/** Whether bytes start as a component. */
export function isComponent(bytes: Uint8Array): boolean {
  return isWebAssembly(bytes) && bytes[4] === 0x0d && bytes[6] === 0x01;
}

/**
 * The parts of a component or a core module, in the order in which they first appear: sections of
 * one kind are one part, while each core module and each component inside is one of its own. Their
 * bytes add up to those of the file.
 *
 * @throws {LinkError} `malformed` where the file is truncated or damaged.
 */
export function measureParts(bytes: Uint8Array): Part[] {
  return measureBody(new ByteReader(bytes));
}

/**
 * The contents of a custom section of a core module; undefined where it has none of that name.
 *
 * @throws {LinkError} `malformed` where the module is truncated.
 */
export function findSection(bytes: Uint8Array, name: string): Uint8Array | undefined {
  const reader = new ByteReader(bytes);
  reader.skip(headerLength);
  while (!reader.done) {
    const id = reader.u8();
    const section = reader.section(reader.u32());
    if (id === 0 && section.name() === name) return section.view(section.end - section.position);
  }
  return undefined;
}

function measureBody(reader: ByteReader): Part[] {
  const start = reader.position;
  const names = isComponent(reader.bytes.subarray(start, reader.end))
    ? componentSections
    : moduleSections;
  reader.skip(headerLength);
  const found = new Map<string, Part>([['header', part('header', headerLength)]]);
  const counts = new Map<string, number>();
  while (!reader.done) {
    const before = reader.position;
    const id = reader.u8();
    const section = reader.section(reader.u32());
    const bytes = reader.position - before;
    const kind = names[id] ?? `section ${id}`;
    if (kind === 'core module' || kind === 'component') {
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      const name = `${kind} ${count}`;
      found.set(name, part(name, bytes, measureBody(section)));
      continue;
    }
    const name = id === 0 ? `custom "${section.name()}"` : kind;
    found.set(name, part(name, (found.get(name)?.bytes ?? 0) + bytes));
  }
  return [...found.values()];
}

function part(name: string, bytes: number, parts: readonly Part[] = []): Part {
  return { name, bytes, parts };
}
