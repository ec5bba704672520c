import { resolveType } from '../model/index.js';
import type { Func, PrimitiveName, Type, TypeDeclaration } from '../model/index.js';
import { casesOf, flagWords } from './layout.js';

/** Types of wasm's own values. */
export type CoreType = 'i32' | 'i64' | 'f32' | 'f64';

/** Most parameters that travel as core values; more travel as one pointer. Canonical ABI, "Flattening". */
export const MAX_FLAT_PARAMETERS = 16;

/** Most parameters that travel as core values where the call does not wait for its result. */
export const MAX_FLAT_ASYNC_PARAMETERS = 4;

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

/** Flat forms of declared types, since declarations that use each other would be walked again and again. */
const known = new WeakMap<TypeDeclaration, readonly CoreType[]>();

/**
 * The core values that a value of a type becomes when it does not go through memory. Of those that do
 * not fit in parameters only the first ones are listed, one more than would fit.
 */
export function flatten(type: Type): readonly CoreType[] {
  const resolved = resolveType(type);
  if (resolved.kind !== 'named') return flattenAnew(resolved);
  const { declaration } = resolved;
  const flat = known.get(declaration) ?? flattenAnew(resolved);
  known.set(declaration, flat);
  return flat;
}

function flattenAnew(resolved: Type): readonly CoreType[] {
  switch (resolved.kind) {
    case 'primitive':
      return PRIMITIVE_CORE[resolved.name];
    case 'list':
    case 'map':
      return ['i32', 'i32'];
    case 'own':
    case 'borrow':
    case 'stream':
    case 'future':
    case 'error-context':
      return ['i32'];
    case 'tuple':
      return flattenParts(resolved.items);
    case 'fixed-list':
      return flattenFixed(resolved.element, resolved.length);
    case 'option':
    case 'result':
      return flattenCases(casesOf(resolved)!);
    case 'named': {
      const { body } = resolved.declaration;
      if (body.kind === 'record') return flattenParts(body.fields.map((one) => one.type));
      if (body.kind === 'flags') return flagWords(body.labels.length).map(() => 'i32');
      const cases = casesOf(resolved);
      if (cases !== undefined) return flattenCases(cases);
      throw new Error(`"${resolved.declaration.name}" does not flatten; report this as a bug`);
    }
  }
}

/** Values one after the other. */
function flattenParts(types: readonly Type[]): CoreType[] {
  const flat: CoreType[] = [];
  for (const type of types) {
    flat.push(...flatten(type));
    if (flat.length > MAX_FLAT_PARAMETERS) break;
  }
  return flat.slice(0, MAX_FLAT_PARAMETERS + 1);
}

function flattenFixed(element: Type, length: number): CoreType[] {
  const one = flatten(element);
  const flat: CoreType[] = [];
  if (one.length === 0) return flat;
  for (let index = 0; index < length && flat.length <= MAX_FLAT_PARAMETERS; index += 1) {
    flat.push(...one);
  }
  return flat.slice(0, MAX_FLAT_PARAMETERS + 1);
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
  return ['i32', ...slots].slice(0, MAX_FLAT_PARAMETERS + 1) as CoreType[];
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

/**
 * How a function crosses: imported or exported, in the first two cases without `async` of the ABI. What is
 * imported with it answers the state of a call that goes on, and its result is stored at a pointer.
 */
export type Crossing = 'import' | 'export' | 'async-import';

/** Core signature of a function. */
export function coreSignature(func: Func, direction: Crossing): CoreSignature {
  const flat = flattenParts(func.parameters.map((one) => one.type));
  if (direction === 'async-import') return asyncSignature(func, flat);
  const result = func.result === undefined ? [] : flatten(func.result);
  const indirectParameters = flat.length > MAX_FLAT_PARAMETERS;
  const indirectResult = result.length > MAX_FLAT_RESULTS;
  const parameters: readonly CoreType[] = indirectParameters ? ['i32'] : flat;
  if (!indirectResult) return { parameters, results: result, indirectParameters, indirectResult };
  return direction === 'import'
    ? { parameters: [...parameters, 'i32'], results: [], indirectParameters, indirectResult }
    : { parameters, results: ['i32'], indirectParameters, indirectResult };
}

function asyncSignature(func: Func, flat: readonly CoreType[]): CoreSignature {
  const indirectParameters = flat.length > MAX_FLAT_ASYNC_PARAMETERS;
  const indirectResult = func.result !== undefined;
  const given: readonly CoreType[] = indirectParameters ? ['i32'] : flat;
  const parameters: readonly CoreType[] = indirectResult ? [...given, 'i32'] : given;
  return { parameters, results: ['i32'], indirectParameters, indirectResult };
}
