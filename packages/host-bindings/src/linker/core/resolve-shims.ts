import { ByteReader } from '../binary/byte-reader.js';
import { evaluateOffset } from './constants.js';
import { functionType, type Program, type Resolved, type Unit } from './program.js';
import { skipLocals } from './walk-code.js';

/**
 * Finds the functions that only forward through a slot of a table that is filled once, and what
 * the slot holds. wit-component makes such a module to break the cycle between a guest and the
 * canonical functions that need its memory; a linked module has no such cycle.
 */
export function resolveShims(program: Program): Map<Unit, (Resolved | undefined)[]> {
  const shims = new Map<Unit, (Resolved | undefined)[]>();
  for (const unit of program.units) {
    const slots = forwardingSlots(unit);
    if (slots === undefined) continue;
    const contents = tableContents(program, unit);
    shims.set(
      unit,
      slots.map((slot) => contents.get(slot)),
    );
  }
  return shims;
}

/** The slot that each function of the module forwards to; undefined unless all do. */
function forwardingSlots(unit: Unit): number[] | undefined {
  const { code, tables, imports, data, elements } = unit.module;
  if (
    tables.length !== 1 ||
    imports.length > 0 ||
    data.length > 0 ||
    elements.length > 0 ||
    code.length === 0
  )
    return undefined;
  const slots: number[] = [];
  for (const [index, body] of code.entries()) {
    const reader = new ByteReader(body.bytes, skipLocals(body), body.end);
    const { params } = functionType({ unit, index });
    for (let param = 0; param < params.length; param++) {
      if (reader.u8() !== 0x20 || reader.u32() !== param) return undefined;
    }
    if (reader.u8() !== 0x41) return undefined;
    slots.push(reader.s33());
    if (reader.u8() !== 0x11) return undefined;
    reader.u32();
    if (reader.u32() !== 0 || reader.u8() !== 0x0b || !reader.done) return undefined;
  }
  return slots;
}

/** What the active element segments of all units put into the table of `owner`. */
function tableContents(program: Program, owner: Unit): Map<number, Resolved> {
  const contents = new Map<number, Resolved>();
  for (const unit of program.units) {
    for (const segment of unit.module.elements) {
      if (segment.mode !== 'active') continue;
      const table = program.resolve(unit, 'table', segment.table);
      if (table.kind !== 'defined' || table.unit !== owner) continue;
      const offset = evaluateOffset(program, unit, segment.offset!);
      for (const [index, func] of segment.functions.entries()) {
        if (func >= 0) contents.set(offset + index, program.resolve(unit, 'func', func));
      }
    }
  }
  return contents;
}
