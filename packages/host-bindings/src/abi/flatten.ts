import { resolveType } from '../model/index.js';
import type { Func, PrimitiveName, Type } from '../model/index.js';
import { casesOf } from './layout.js';

/** Types of wasm's own values. */
export type CoreType = 'i32' | 'i64' | 'f32' | 'f64';

/** Most parameters that travel as core values; more travel as one pointer. Canonical ABI, "Flattening". */
export const MAX_FLAT_PARAMETERS = 16;

/** Most results that a core function returns; more are stored at a pointer. */
export const MAX_FLAT_RESULTS = 1;

const PRIMITIVE_CORE: Readonly<Record<PrimitiveName, readonly CoreType[]>> = {
  bool: ['i32'],
  u8: ['i32'],
  s8: ['i32'],
  u16: ['i32'],
  s16: ['i32'],
  u32: ['i32'],
  s32: ['i32'],
  u64: ['i64'],
  s64: ['i64'],
  f32: ['f32'],
  f64: ['f64'],
  char: ['i32'],
  string: ['i32', 'i32'],
};

/** The core values that a value of a type becomes when it does not go through memory. */
export function flatten(type: Type): readonly CoreType[] {
  const resolved = resolveType(type);
  switch (resolved.kind) {
    case 'primitive':
      return PRIMITIVE_CORE[resolved.name];
    case 'list':
      return ['i32', 'i32'];
    case 'own':
    case 'borrow':
      return ['i32'];
    case 'tuple':
      return resolved.items.flatMap((item) => flatten(item));
    case 'option':
    case 'result':
      return flattenCases(casesOf(resolved)!);
    case 'named': {
      const { body } = resolved.declaration;
      if (body.kind === 'record') return body.fields.flatMap((one) => flatten(one.type));
      if (body.kind === 'flags') return ['i32'];
      const cases = casesOf(resolved);
      if (cases !== undefined) return flattenCases(cases);
      throw new Error(`"${resolved.declaration.name}" does not flatten; report this as a bug`);
    }
    case 'unsupported':
      throw new Error(`${resolved.what} does not flatten yet; report this as a bug`);
  }
}

/** A case's number, then slots that each case's payload fits in. */
export function flattenCases(payloads: readonly (Type | undefined)[]): readonly CoreType[] {
  const slots: CoreType[] = [];
  for (const payload of payloads) {
    if (payload === undefined) continue;
    for (const [index, type] of flatten(payload).entries()) {
      const other = slots[index];
      slots[index] = other === undefined ? type : join(other, type);
    }
  }
  return ['i32', ...slots];
}

/** The core type that holds both. */
export function join(a: CoreType, b: CoreType): CoreType {
  if (a === b) return a;
  return (a === 'i32' && b === 'f32') || (a === 'f32' && b === 'i32') ? 'i32' : 'i64';
}

/** Core signature of a function. */
export interface CoreSignature {
  /** Core parameters, the pointer for the result included. */
  readonly parameters: readonly CoreType[];
  /** Core results. */
  readonly results: readonly CoreType[];
  /** Whether all parameters travel in memory, at the pointer that is the first core parameter. */
  readonly indirectParameters: boolean;
  /** Whether the result is in memory: at a pointer that is passed (import) or returned (export). */
  readonly indirectResult: boolean;
}

/** Core signature of a function that is imported or exported without `async` of the ABI. */
export function coreSignature(func: Func, direction: 'import' | 'export'): CoreSignature {
  const flat = func.parameters.flatMap((one) => flatten(one.type));
  const result = func.result === undefined ? [] : flatten(func.result);
  const indirectParameters = flat.length > MAX_FLAT_PARAMETERS;
  const indirectResult = result.length > MAX_FLAT_RESULTS;
  const parameters: readonly CoreType[] = indirectParameters ? ['i32'] : flat;
  if (!indirectResult) return { parameters, results: result, indirectParameters, indirectResult };
  return direction === 'import'
    ? { parameters: [...parameters, 'i32'], results: [], indirectParameters, indirectResult }
    : { parameters, results: ['i32'], indirectParameters, indirectResult };
}
