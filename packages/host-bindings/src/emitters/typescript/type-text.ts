import { bodyOf, resolveDeclaration, resolveType } from '../../model/index.js';
import type { NumberName, PrimitiveName, Type, TypeDeclaration } from '../../model/index.js';
import type { Module, Project } from './project.js';

/** The typed array that a list of numbers is. */
export const TYPED_ARRAYS: Readonly<Record<NumberName, string>> = {
  u8: 'Uint8Array',
  s8: 'Int8Array',
  u16: 'Uint16Array',
  s16: 'Int16Array',
  u32: 'Uint32Array',
  s32: 'Int32Array',
  u64: 'BigUint64Array',
  s64: 'BigInt64Array',
  f32: 'Float32Array',
  f64: 'Float64Array',
};

const PRIMITIVE_TEXT: Readonly<Record<PrimitiveName, string>> = {
  bool: 'boolean',
  u8: 'number',
  s8: 'number',
  u16: 'number',
  s16: 'number',
  u32: 'number',
  s32: 'number',
  u64: 'bigint',
  s64: 'bigint',
  f32: 'number',
  f64: 'number',
  char: 'string',
  string: 'string',
};

/** Kind of number of a list's elements, where they are numbers. */
export function numberOf(element: Type): NumberName | undefined {
  const resolved = resolveType(element);
  if (resolved.kind !== 'primitive') return undefined;
  const { name } = resolved;
  return name === 'bool' || name === 'char' || name === 'string' ? undefined : name;
}

/** The method of readers and writers for lists of a kind of number. */
export function listVerb(number: NumberName): string {
  return number === 'u8' ? 'bytes' : `${number}s`;
}

/** Whether a type is an option, behind its aliases. */
export function isOption(type: Type): boolean {
  return resolveType(type).kind === 'option';
}

/** Most elements of a list of a fixed length that is a tuple; a longer one is an array. */
const MAX_TUPLE = 16;

/** A type as TypeScript writes it, in a module. */
export function typeText(project: Project, module: Module, type: Type): string {
  const text = (one: Type): string => typeText(project, module, one);
  switch (type.kind) {
    case 'primitive':
      return PRIMITIVE_TEXT[type.name];
    case 'list': {
      const number = numberOf(type.element);
      if (number !== undefined) return TYPED_ARRAYS[number];
      const element = text(type.element);
      return isUnion(type.element) ? `(${element})[]` : `${element}[]`;
    }
    case 'fixed-list': {
      if (numberOf(type.element) !== undefined || type.length > MAX_TUPLE) {
        return text({ kind: 'list', element: type.element });
      }
      const fixed = module.script.type('FixedList', project.options.codegen);
      return `${fixed}<${text(type.element)}, ${type.length}>`;
    }
    case 'map':
      return `Map<${text(type.key)}, ${text(type.value)}>`;
    case 'option':
      return isOption(type.some)
        ? `${module.script.type('Option', project.options.codegen)}<${text(type.some)}>`
        : `${text(type.some)} | undefined`;
    case 'tuple':
      return `[${type.items.map(text).join(', ')}]`;
    case 'result': {
      const sides = [type.ok, type.err].map((one) => (one === undefined ? 'void' : text(one)));
      while (sides.at(-1) === 'void') sides.pop();
      const result = module.script.type('Result', project.options.codegen);
      return sides.length === 0 ? result : `${result}<${sides.join(', ')}>`;
    }
    case 'own':
    case 'borrow':
      return project.typeName(module, type.resource);
    case 'named':
      return project.typeName(module, type.declaration);
    case 'stream':
      return `AsyncIterable<${chunkText(project, module, type.element)}>`;
    case 'future':
      // A promise holds no promise.
      if (type.element !== undefined && resolveType(type.element).kind === 'future') {
        return text(type.element);
      }
      return `Promise<${type.element === undefined ? 'void' : text(type.element)}>`;
    case 'error-context':
      return module.script.type('ErrorContext', project.options.codegen);
  }
}

/** What a stream yields: several items at a time, or their number where items carry nothing. */
function chunkText(project: Project, module: Module, element: Type | undefined): string {
  return element === undefined ? 'number' : typeText(project, module, { kind: 'list', element });
}

/** Whether a type is written as a union. */
function isUnion(type: Type): boolean {
  return type.kind === 'option' && !isOption(type.some);
}

/** One case of a tagged union. */
export function caseText(
  tag: string,
  type: Type | undefined,
  text: (type: Type) => string,
): string {
  return type === undefined ? `{ tag: '${tag}' }` : `{ tag: '${tag}'; val: ${text(type)} }`;
}

/** Result and error of a function: a `result` that it returns becomes value and throw. */
export function outcomeOf(result: Type | undefined): {
  readonly fallible: boolean;
  readonly ok: Type | undefined;
  readonly err: Type | undefined;
} {
  const resolved = result === undefined ? undefined : resolveType(result);
  return resolved?.kind === 'result'
    ? { fallible: true, ok: resolved.ok, err: resolved.err }
    : { fallible: false, ok: result, err: undefined };
}

/** Whether a type is a declared resource. */
export function isResource(type: Type): boolean {
  return bodyOf(type)?.kind === 'resource';
}

/** Whether it is the guest that has a resource's objects. */
export function isExported(resource: TypeDeclaration): boolean {
  return resolveDeclaration(resource).owner.direction === 'export';
}
