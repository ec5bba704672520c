import { ByteWriter } from '../binary/byte-writer.js';
import { LinkError } from '../link-error.js';
import type { Constant } from './constants.js';
import type { OriginNotes } from './code-origins.js';
import type { IndexSpaces } from './index-spaces.js';
import type { Patch } from './patches.js';
import { StoreNotes, writeNoteOfAll } from './note-store.js';
import { functionType, type Program, type Unit } from './program.js';
import type { ReachedFunction } from './reach.js';

/** Where the linker's own functions, globals and segments stand. */
export interface Placement {
  /** Function that answers `memory.grow` within the virtual break. */
  readonly growFunction: number;
  /** Global with the pages below the virtual break. */
  readonly pagesGlobal: number;
  /** Global that counts fuel down, and the host function for when it is used up. */
  readonly fuel: { readonly global: number; readonly exhausted: number } | undefined;
  /** Stack pointer, and the global that records its lowest value. */
  readonly stack: { readonly pointer: number; readonly low: number } | undefined;
  /** Function that notes a block of memory as written to; undefined where stores are not noted. */
  readonly noteFunction: number | undefined;
  readonly elementIndex: (unit: Unit, index: number) => number;
  readonly dataIndex: (unit: Unit, index: number) => number;
  /** Told where code comes from; undefined where nobody asks. */
  readonly origins: { readonly notes: OriginNotes; readonly unit: Unit } | undefined;
}

/** Copies a body with every index in it written anew. */
export function rewriteBody(
  program: Program,
  spaces: IndexSpaces,
  func: ReachedFunction,
  placement: Placement,
  out: ByteWriter,
): void {
  const { unit, index } = func.defined;
  const body = unit.module.code[index]!;
  const content = new ByteWriter(body.end - body.start + func.patches.length * 2);
  /** Offsets in what is written and in the original, in turn, after each patch. */
  const moves: number[] = [];
  let position = body.start;
  let noting: StoreNotes | undefined;
  if (func.patches.some(({ kind }) => kind === 'store' || kind === 'bulk')) {
    noting = new StoreNotes(body, functionType(func.defined).params.length);
    position = noting.writeLocals(content);
  }
  for (const patch of func.patches) {
    content.copy(body.bytes, position, patch.start);
    position = patch.end;
    if (patch.kind === 'store') noting!.writeStore(body.bytes, patch, content);
    else if (patch.kind === 'bulk') noting!.writeBulk(patch, placement.noteFunction!, content);
    else writePatch(program, spaces, unit, patch, placement, content);
    if (placement.origins !== undefined) moves.push(content.length, position);
  }
  content.copy(body.bytes, position, body.end);
  out.u32(content.length);
  noteOrigins(placement.origins, { unit, start: body.start, end: body.end, at: out.length, moves });
  out.raw(content.view());
}

/** A body that was written. */
interface WrittenBody {
  readonly unit: Unit;
  readonly start: number;
  readonly end: number;
  readonly at: number;
  readonly moves: readonly number[];
}

function noteOrigins(
  origins: Placement['origins'],
  { unit, start, end, at, moves }: WrittenBody,
): void {
  if (origins === undefined) return;
  origins.notes.begin(at, start, unit === origins.unit ? end : 0);
  for (let index = 0; index < moves.length; index += 2)
    origins.notes.add(moves[index]!, moves[index + 1]!);
}

function writePatch(
  program: Program,
  spaces: IndexSpaces,
  unit: Unit,
  patch: Exclude<Patch, { kind: 'store' | 'bulk' }>,
  placement: Placement,
  out: ByteWriter,
): void {
  switch (patch.kind) {
    case 'func':
      out.u8(patch.opcode).u32(spaces.func(program.resolve(unit, 'func', patch.index)));
      return;
    case 'indirect':
      out.u8(patch.opcode).u32(spaces.type(typeAt(unit, patch.type)));
      out.u32(spaces.table(program.resolveDefined(unit, 'table', patch.table)));
      return;
    case 'global': {
      const target = spaces.global(program.resolveDefined(unit, 'global', patch.index));
      if (typeof target !== 'number') writeConstant(target, out);
      else {
        out.u8(patch.opcode).u32(target);
        if (patch.opcode === 0x24 && target === placement.stack?.pointer)
          writeStackCheck(placement.stack, out);
      }
      return;
    }
    case 'table': {
      out.u8(patch.opcode);
      if (patch.opcode === 0xfc) out.u32(patch.sub);
      if (patch.element >= 0) out.u32(placement.elementIndex(unit, patch.element));
      for (const table of patch.tables)
        out.u32(spaces.table(program.resolveDefined(unit, 'table', table)));
      return;
    }
    case 'data':
      out.u8(0xfc).u32(8).u32(placement.dataIndex(unit, patch.index)).u8(0);
      if (placement.noteFunction !== undefined) writeNoteOfAll(out);
      return;
    case 'pages':
      if (patch.opcode === 0x3f) out.u8(0x23).u32(placement.pagesGlobal);
      else out.u8(0x10).u32(placement.growFunction);
      return;
    case 'block':
      out.u8(patch.opcode).signed(spaces.type(typeAt(unit, patch.type)));
      return;
    case 'loop':
      if (placement.fuel !== undefined) writeFuelCheck(placement.fuel, out);
  }
}

function typeAt(unit: Unit, index: number): Unit['module']['types'][number] {
  const type = unit.module.types[index];
  if (type === undefined) throw new LinkError('malformed', 'a type index out of range');
  return type;
}

/** Writes an integer constant as the instruction that makes it. */
export function writeConstant(constant: Constant, out: ByteWriter): void {
  if (constant.kind === 'i32') out.u8(0x41).signed(constant.value);
  else if (constant.kind === 'i64') {
    out.u8(0x42);
    writeSigned64(constant.value, out);
  } else out.copy(constant.bytes.bytes, constant.bytes.start, constant.bytes.end - 1);
}

function writeSigned64(value: bigint, out: ByteWriter): void {
  for (let rest = value; ;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const last = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40);
    out.u8(last ? low : low | 0x80);
    if (last) return;
  }
}

/** fuel -= 1; if it reaches 0, ask the host for more; the host traps to stop the guest. */
function writeFuelCheck(fuel: { global: number; exhausted: number }, out: ByteWriter): void {
  out.u8(0x23).u32(fuel.global);
  out.u8(0x41).u8(1).u8(0x6b); // i32.const 1, i32.sub
  out.u8(0x24).u32(fuel.global);
  out.u8(0x23).u32(fuel.global);
  out.u8(0x45).u8(0x04).u8(0x40); // i32.eqz, if
  out.u8(0x10).u32(fuel.exhausted);
  out.u8(0x24).u32(fuel.global);
  out.u8(0x0b);
}

/** if (pointer < low) low = pointer */
function writeStackCheck(stack: { pointer: number; low: number }, out: ByteWriter): void {
  out.u8(0x23).u32(stack.pointer).u8(0x23).u32(stack.low);
  out.u8(0x49).u8(0x04).u8(0x40); // i32.lt_u, if
  out.u8(0x23).u32(stack.pointer).u8(0x24).u32(stack.low);
  out.u8(0x0b);
}
