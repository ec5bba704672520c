import { ByteWriter } from '../binary/byte-writer.js';
import { linkedExports, planSection, type Plan, type PlanImport } from '../plan.js';
import { LinkError } from '../link-error.js';
import { type CodeOrigins, OriginNotes } from './code-origins.js';
import { evaluateGlobal, evaluateOffset } from './constants.js';
import { type DataRun, layOutData } from './data-image.js';
import type { IndexSpaces } from './index-spaces.js';
import { growBody } from './memory-break.js';
import type { CoreKind, ElementSegment, FunctionType, MemoryType } from './module.js';
import { type Defined, functionType, type Program, type Unit } from './program.js';
import type { Reached } from './reach.js';
import { noteBody, noteType } from './note-store.js';
import { rewriteBody, writeConstant } from './rewrite-body.js';

/** Everything that {@link emitModule} puts together. */
export interface ModuleParts {
  readonly program: Program;
  readonly reached: Reached;
  readonly spaces: IndexSpaces;
  readonly imports: readonly { readonly plan: PlanImport; readonly type: FunctionType }[];
  readonly memory: MemoryType;
  /** Units that share the memory. */
  readonly units: readonly Unit[];
  /** Functions to export by name. */
  readonly functionExports: ReadonlyMap<string, number>;
  /** The stack pointer, where its lowest value is to be recorded. */
  readonly stack: Defined | undefined;
  /** Functions that the start export calls, in order. */
  readonly starts: readonly number[];
  readonly plan: Plan;
  /** The unit that it is wanted of where its code has gone to; undefined for none. */
  readonly originsOf: Unit | undefined;
}

/** A written module. */
export interface EmittedModule {
  readonly module: Uint8Array;
  /** Where its code comes from, where that was asked for. */
  readonly origins: CodeOrigins | undefined;
}

const growType: FunctionType = { params: [0x7f], results: [0x7f] };
const startType: FunctionType = { params: [], results: [] };
/** Entries of all tables together: ten times what the largest guests have. */
const maxTableEntries = 200_000;
/** The most pages that a 32-bit memory has. */
const maxPages = 65_536;

/** Writes the one module that a component comes down to. */
export function emitModule(parts: ModuleParts): EmittedModule {
  const { program, reached, spaces, imports, memory, plan } = parts;
  const guestGlobals = spaces.globals.length;
  const pagesGlobal = guestGlobals;
  const limitGlobal = guestGlobals + 1;
  const fuelGlobal = guestGlobals + 2;
  const lowGlobal = guestGlobals + (plan.fuel ? 3 : 2);
  const stackPointer = parts.stack === undefined ? undefined : spaces.global(parts.stack);
  const growFunction = imports.length + reached.functions.length;
  const startFunction = growFunction + 1;
  const noteFunction = startFunction + (plan.start ? 1 : 0);
  assertTableRoom(parts);
  const elements = elementSegments(parts);
  const passive = reached.data;
  const runs = dropBelow(layOutData(program, parts.units, memory.minimum), idleStackTop(parts));

  const notes = new OriginNotes();
  const code = new ByteWriter(1 << 20);
  code.u32(reached.functions.length + 1 + (plan.start ? 1 : 0) + (plan.tracksWrites ? 1 : 0));
  for (const func of reached.functions) {
    rewriteBody(
      program,
      spaces,
      func,
      {
        growFunction,
        pagesGlobal,
        fuel: plan.fuel ? { global: fuelGlobal, exhausted: imports.length - 1 } : undefined,
        stack:
          typeof stackPointer === 'number' ? { pointer: stackPointer, low: lowGlobal } : undefined,
        noteFunction: plan.tracksWrites ? noteFunction : undefined,
        elementIndex: (unit, index) =>
          elements.indexed.findIndex((item) => item.unit === unit && item.index === index),
        dataIndex: (unit, index) =>
          passive.findIndex((item) => item.unit === unit && item.index === index),
        origins: parts.originsOf === undefined ? undefined : { notes, unit: parts.originsOf },
      },
      code,
    );
  }
  notes.begin(code.length, 0, 0);
  writeBody(code, growBody(pagesGlobal, limitGlobal));
  if (plan.start) writeBody(code, startBody(parts.starts));
  if (plan.tracksWrites) writeBody(code, noteBody());

  // Types are complete only now: rewriting bodies adds those that calls name.
  const functionTypes = reached.functions.map(({ defined }) => spaces.type(functionType(defined)));
  functionTypes.push(spaces.type(growType));
  if (plan.start) functionTypes.push(spaces.type(startType));
  if (plan.tracksWrites) functionTypes.push(spaces.type(noteType));
  const importTypes = imports.map(({ type }) => spaces.type(type));

  const out = new ByteWriter(code.length + (1 << 19));
  out.raw(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
  out.section(1, (w) => w.vector(spaces.types, writeType));
  out.section(2, (w) =>
    w.vector(imports, ({ plan: item }, section) => {
      section
        .name(item.module)
        .name(item.name)
        .u8(0)
        .u32(importTypes[imports.findIndex((other) => other.plan === item)]!);
    }),
  );
  out.section(3, (w) => w.vector(functionTypes, (type, section) => section.u32(type)));
  out.section(4, (w) =>
    w.vector(reached.tables, (table, section) => {
      const { type, minimum, maximum } = table.unit.module.tables[table.index]!;
      section
        .u8(type)
        .u8(maximum === undefined ? 0 : 1)
        .u32(minimum);
      if (maximum !== undefined) section.u32(maximum);
    }),
  );
  out.section(5, (w) => w.u32(1).u8(0).u32(memory.minimum));
  out.section(6, (w) => {
    w.u32(guestGlobals + 2 + (plan.fuel ? 1 : 0) + (plan.stackPointer !== undefined ? 1 : 0));
    for (const global of spaces.globals) writeGlobal(program, global, w);
    writeCounter(w, memory.minimum);
    writeCounter(w, memory.maximum ?? maxPages);
    if (plan.fuel) writeCounter(w, 0x7fff_ffff);
    if (plan.stackPointer !== undefined) writeCounter(w, -1);
  });
  out.section(7, (w) =>
    writeExports(parts, { pagesGlobal, limitGlobal, fuelGlobal, lowGlobal, startFunction }, w),
  );
  out.section(9, (w) => elements.write(w));
  if (passive.length > 0) out.section(12, (w) => w.u32(passive.length + runs.length));
  out.u8(10).u32(code.length);
  const codeStart = out.length;
  out.raw(code.view());
  out.section(11, (w) => {
    w.u32(passive.length + runs.length);
    for (const { unit, index } of passive) {
      // An active segment that is named by index is dropped once applied: an empty one behaves alike.
      const segment = unit.module.data[index]!;
      const bytes = segment.offset === undefined ? segment.bytes : new Uint8Array(0);
      w.u8(1).u32(bytes.length).raw(bytes);
    }
    for (const run of runs)
      w.u8(0)
        .u8(0x41)
        .signed(run.offset | 0)
        .u8(0x0b)
        .u32(run.bytes.length)
        .raw(run.bytes);
  });
  out.section(0, (w) => w.name(planSection).raw(new TextEncoder().encode(JSON.stringify(plan))));
  return {
    module: out.finish(),
    origins: parts.originsOf === undefined ? undefined : notes.finish(codeStart),
  };
}

/** Where an idle guest's stack begins: what a snapshot left below it means nothing. */
function idleStackTop({ program, stack }: ModuleParts): number {
  if (stack === undefined) return 0;
  const top = evaluateGlobal(program, stack);
  return top.kind === 'i32' ? top.value >>> 0 : 0;
}

/** Tables lie outside of the memory limit, so their room is bounded here. */
function assertTableRoom({ reached }: ModuleParts): void {
  const entries = reached.tables.reduce(
    (sum, { unit, index }) => sum + unit.module.tables[index]!.minimum,
    0,
  );
  if (entries > maxTableEntries) {
    throw new LinkError(
      'unsupported',
      `the component's tables have ${entries} entries, over the ${maxTableEntries} that are linked`,
    );
  }
}

function dropBelow(runs: readonly DataRun[], limit: number): DataRun[] {
  return runs.flatMap(({ offset, bytes }) => {
    if (offset + bytes.length <= limit) return [];
    const skipped = Math.max(0, limit - offset);
    return [{ offset: offset + skipped, bytes: bytes.subarray(skipped) }];
  });
}

function writeType(type: FunctionType, w: ByteWriter): void {
  w.u8(0x60);
  w.vector(type.params, (param, section) => section.u8(param));
  w.vector(type.results, (result, section) => section.u8(result));
}

function writeGlobal(program: Program, global: Defined, w: ByteWriter): void {
  const { type, mutable } = global.unit.module.globals[global.index]!;
  w.u8(type).u8(mutable ? 1 : 0);
  writeConstant(evaluateGlobal(program, global), w);
  w.u8(0x0b);
}

/** A mutable i32 global of the linker's own. */
function writeCounter(w: ByteWriter, value: number): void {
  w.u8(0x7f)
    .u8(1)
    .u8(0x41)
    .signed(value | 0)
    .u8(0x0b);
}

function writeBody(w: ByteWriter, body: Uint8Array): void {
  w.u32(body.length).raw(body);
}

function startBody(starts: readonly number[]): Uint8Array {
  const w = new ByteWriter();
  w.u8(0);
  for (const start of starts) w.u8(0x10).u32(start);
  return w.u8(0x0b).finish();
}

function writeExports(
  parts: ModuleParts,
  at: {
    pagesGlobal: number;
    limitGlobal: number;
    fuelGlobal: number;
    lowGlobal: number;
    startFunction: number;
  },
  w: ByteWriter,
): void {
  const entries: [name: string, kind: CoreKind, index: number][] = [
    [linkedExports.memory, 'memory', 0],
    [linkedExports.pages, 'global', at.pagesGlobal],
    [linkedExports.limit, 'global', at.limitGlobal],
  ];
  if (parts.plan.fuel) entries.push([linkedExports.fuel, 'global', at.fuelGlobal]);
  if (parts.plan.stackPointer !== undefined)
    entries.push([linkedExports.stackLow, 'global', at.lowGlobal]);
  if (parts.plan.start) entries.push([linkedExports.start, 'func', at.startFunction]);
  let mutable = 0;
  for (const [index, global] of parts.spaces.globals.entries()) {
    if (global.unit.module.globals[global.index]!.mutable)
      entries.push([globalName(mutable++), 'global', index]);
  }
  for (const [name, index] of parts.functionExports) entries.push([name, 'func', index]);
  const kinds: readonly CoreKind[] = ['func', 'table', 'memory', 'global'];
  w.vector(entries, ([name, kind, index], section) =>
    section.name(name).u8(kinds.indexOf(kind)).u32(index),
  );
}

/** Export name of the nth mutable global of the guest. */
export function globalName(index: number): string {
  return `global-${index}`;
}

/** The element segments of the linked module: indexed ones first, so that their indices are known. */
function elementSegments({ program, reached, spaces }: ModuleParts): {
  readonly indexed: readonly { readonly unit: Unit; readonly index: number }[];
  write(w: ByteWriter): void;
} {
  const indexed = reached.elements;
  const active = program.units.flatMap((unit) =>
    unit.module.elements.flatMap((segment) => {
      if (segment.mode !== 'active' || segment.functions.length === 0) return [];
      const table = program.resolveDefined(unit, 'table', segment.table);
      return spaces.hasTable(table) ? [{ unit, segment, table: spaces.table(table) }] : [];
    }),
  );
  const referenced = new Set<number>();
  for (const { defined, patches } of reached.functions) {
    for (const patch of patches) {
      if (patch.kind === 'func' && patch.opcode === 0xd2)
        referenced.add(spaces.func(program.resolve(defined.unit, 'func', patch.index)));
    }
  }
  const count = indexed.length + active.length + (referenced.size > 0 ? 1 : 0);
  return {
    indexed,
    write(w) {
      if (count === 0) return;
      w.u32(count);
      for (const { unit, index } of indexed) {
        const segment = unit.module.elements[index]!;
        // As with data: an active or declared segment that is named by index is empty by then.
        const functions = segment.mode === 'passive' ? segment.functions : [];
        w.u8(5).u8(0x70);
        writeReferences(program, spaces, unit, functions, w);
      }
      for (const { unit, segment, table } of active)
        writeActive(program, spaces, unit, segment, table, w);
      if (referenced.size > 0)
        w.u8(3)
          .u8(0)
          .vector([...referenced], (index, section) => section.u32(index));
    },
  };
}

function writeActive(
  program: Program,
  spaces: IndexSpaces,
  unit: Unit,
  segment: ElementSegment,
  table: number,
  w: ByteWriter,
): void {
  const offset = evaluateOffset(program, unit, segment.offset!);
  w.u8(6)
    .u32(table)
    .u8(0x41)
    .signed(offset | 0)
    .u8(0x0b)
    .u8(0x70);
  writeReferences(program, spaces, unit, segment.functions, w);
}

function writeReferences(
  program: Program,
  spaces: IndexSpaces,
  unit: Unit,
  functions: readonly number[],
  w: ByteWriter,
): void {
  w.vector(functions, (func, section) => {
    if (func < 0) section.u8(0xd0).u8(0x70).u8(0x0b);
    else
      section
        .u8(0xd2)
        .u32(spaces.func(program.resolve(unit, 'func', func)))
        .u8(0x0b);
  });
}
