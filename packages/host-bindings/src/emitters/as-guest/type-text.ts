import { resolveType } from '../../model/index.js';
import type { NumberName, PrimitiveName, Type } from '../../model/index.js';
import type { AsModule, AsProject } from './project.js';

/** The typed array that a list of numbers is. */
export const TYPED_ARRAYS: Readonly<Record<NumberName, string>> = {
  u8: 'Uint8Array',
  s8: 'Int8Array',
  u16: 'Uint16Array',
  s16: 'Int16Array',
  u32: 'Uint32Array',
  s32: 'Int32Array',
  u64: 'Uint64Array',
  s64: 'Int64Array',
  f32: 'Float32Array',
  f64: 'Float64Array',
};

const PRIMITIVES: Readonly<Record<Exclude<PrimitiveName, 'char'>, string>> = {
  bool: 'bool',
  u8: 'u8',
  s8: 'i8',
  u16: 'u16',
  s16: 'i16',
  u32: 'u32',
  s32: 'i32',
  u64: 'u64',
  s64: 'i64',
  f32: 'f32',
  f64: 'f64',
  string: 'string',
};

/** A type as AssemblyScript writes it, in a module. */
export function typeText(project: AsProject, module: AsModule, type: Type): string {
  const text = (one: Type): string => typeText(project, module, one);
  switch (type.kind) {
    case 'primitive':
      return type.name === 'char' ? project.runtime(module, 'char') : PRIMITIVES[type.name];
    case 'list': {
      const number = numberOf(type.element);
      return number === undefined ? `Array<${text(type.element)}>` : TYPED_ARRAYS[number];
    }
    case 'fixed-list':
      return `StaticArray<${text(type.element)}>`;
    case 'map':
      return `Map<${text(type.key)}, ${text(type.value)}>`;
    case 'option':
      return isNullable(type)
        ? `${text(type.some)} | null`
        : `${project.runtime(module, 'Option')}<${text(type.some)}>`;
    case 'result': {
      const [ok, err] = [type.ok, type.err].map((side) => sideText(project, module, side));
      return `${project.runtime(module, 'Result')}<${ok}, ${err}>`;
    }
    case 'tuple': {
      const { length } = type.items;
      const name = project.tupleName(module, length);
      return length === 0 ? name : `${name}<${type.items.map(text).join(', ')}>`;
    }
    case 'own':
    case 'borrow':
      return project.typeName(module, type.resource);
    case 'named':
      return project.typeName(module, type.declaration);
    case 'stream':
    case 'future':
      return project.channelName(module, type);
    case 'error-context':
      return project.runtime(module, 'ErrorContext');
  }
}

/** A constant that holds what was lifted; its type stands there where the value does not show it. */
export function declareLifted(name: string, text: string, value: string): string {
  const isBare = /^(?:new Tuple|\[)| : null$/.test(value);
  return !isBare ? `const ${name} = ${value};` : `const ${name}: ${text} = ${value};`;
}

/** One side of a result: `Unit` where it carries nothing. */
export function sideText(project: AsProject, module: AsModule, side: Type | undefined): string {
  return side === undefined ? project.runtime(module, 'Unit') : typeText(project, module, side);
}

/** Kind of number of a list's elements, where they are numbers. */
export function numberOf(element: Type): NumberName | undefined {
  const resolved = resolveType(element);
  if (resolved.kind !== 'primitive') return undefined;
  const { name } = resolved;
  return name === 'bool' || name === 'char' || name === 'string' ? undefined : name;
}

/** Whether values of a type are objects, so that `null` can stand for one that is missing. */
export function isReference(type: Type): boolean {
  const resolved = resolveType(type);
  switch (resolved.kind) {
    case 'primitive':
      return resolved.name === 'string';
    case 'named': {
      const { body } = resolved.declaration;
      if (body.kind === 'flags') return body.labels.length > 32;
      return body.kind !== 'enum';
    }
    default:
      return true;
  }
}

/** Whether an option is `T | null`; others are objects of the class `Option`. */
export function isNullable(type: Type): boolean {
  const resolved = resolveType(type);
  if (resolved.kind !== 'option') return false;
  return isReference(resolved.some) && !isOption(resolved.some);
}

/** Whether a type is an option, behind its aliases. */
export function isOption(type: Type): boolean {
  return resolveType(type).kind === 'option';
}
