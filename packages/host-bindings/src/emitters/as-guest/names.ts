import { resolveDeclaration } from '../../model/index.js';
import type { Label, TypeDeclaration } from '../../model/index.js';
import { NameScope } from '../../printer/index.js';
import { camelCase, pascalCase } from '../typescript/names.js';

/** Words of the language: no variable, function, field or method can be called so everywhere. */
const WORDS = (
  'abstract any as async await break case catch class const constructor continue debugger declare ' +
  'default delete do else enum export extends false finally for from function get if implements ' +
  'import in infer instanceof interface is keyof let module namespace never new null number object ' +
  'of operator override package private protected public readonly return set static super switch ' +
  'symbol this throw true try type typeof undefined unique unknown using var void while with yield'
).split(' ');

/** Types and functions that are built in; each is also a cast or a namespace of instructions. */
const BUILT_IN = (
  'anyref bool boolean eqref externref f32 f64 funcref i16 i31ref i32 i64 i8 isize string stringref ' +
  'structref u16 u32 u64 u8 usize v128 v16x8 arrayref NaN Infinity globalThis arguments eval ' +
  'abort assert changetype constant isDefined memory reinterpret unchecked unreachable ' +
  'toString valueOf prototype __proto__'
).split(' ');

/** What emitted functions call: a parameter must not hide one. */
const CALLED: ReadonlySet<string> = new Set(
  (
    'afterReturn allocate beginTask beginWrite char endBorrows endTask give hasEnded held implementation ' +
    'lend letGo liftArray liftBorrow liftStatic liftString liftUnit resumeTask served transferred'
  ).split(' '),
);

/** What emitted functions of a module are called. */
const HELPER = /^(?:load|store|lift|lower|import|export|post|serve)[A-Z]/;

/** What core values of emitted functions are called. */
const LOCAL = /^(?:p|core)[0-9]+$/;

const RESERVED: ReadonlySet<string> = new Set([...WORDS, ...BUILT_IN]);

/** Names that are taken at the top of every emitted file. */
export const TOP_LEVEL_NAMES: readonly string[] = [
  ...WORDS,
  ...BUILT_IN,
  'served',
  'implementation',
  ...(
    'Array ArrayBuffer Float32Array Float64Array Int16Array Int32Array Int64Array Int8Array Map ' +
    'StaticArray String Uint16Array Uint32Array Uint64Array Uint8Array Object'
  ).split(' '),
];

/** A WIT name as a field, a method, or a function at the top of a file. */
export function memberName(name: string): string {
  const camel = camelCase(name);
  return RESERVED.has(camel) ? `${camel}_` : camel;
}

/** Name of the form of a function that only begins the call, by the name of the other form. */
export function startName(member: string): string {
  return `${member.replace(/_$/, '')}Async`;
}

/** A WIT name as a parameter. */
export function parameterName(name: string): string {
  const camel = camelCase(name);
  if (CALLED.has(camel) || HELPER.test(camel)) return `${camel}Value`;
  return RESERVED.has(camel) || LOCAL.test(camel) ? `${camel}_` : camel;
}

/** A WIT name as a type, or as a member of an enum. */
export function typeName(name: string): string {
  return pascalCase(name);
}

const fields = new WeakMap<TypeDeclaration, ReadonlyMap<string, string>>();

/** A WIT name as a field of a record's class, unique even where WIT names differ by case only. */
export function fieldName(record: TypeDeclaration, name: string): string {
  const declaration = resolveDeclaration(record);
  let names = fields.get(declaration);
  if (names === undefined) {
    const { body } = declaration;
    const scope = new NameScope();
    const all = body.kind === 'record' ? body.fields : [];
    names = new Map(all.map((one) => [one.name, scope.add(memberName(one.name))]));
    fields.set(declaration, names);
  }
  return names.get(name)!;
}

/** Names of a variant's cases as members of its class, or of labels as members of an enum, by WIT name. */
export function caseNames(
  labels: readonly Pick<Label, 'name'>[],
  kind: 'member' | 'enum',
): ReadonlyMap<string, string> {
  const scope = new NameScope(kind === 'enum' ? [] : ['tag']);
  const spell = kind === 'enum' ? typeName : memberName;
  return new Map(labels.map(({ name }) => [name, scope.add(spell(name))]));
}
