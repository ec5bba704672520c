import type { Type, TypeDeclaration } from './types.js';
import type { Func } from './world.js';

/** Says how the name of a declared type is written. */
export type NameWriter = (declaration: TypeDeclaration) => string;

const plainName: NameWriter = (declaration) => witName(declaration.name);

/** Words that WIT takes for its own where a name is expected. */
const KEYWORDS = new Set(
  'as async bool borrow char constructor enum error-context export f32 f64 flags from func future import include interface list map option own package record resource result s16 s32 s64 s8 static stream string tuple type u16 u32 u64 u8 use variant with world'.split(
    ' ',
  ),
);

/** A name as WIT writes it: with a percent sign where it is a keyword. */
function witName(name: string): string {
  return KEYWORDS.has(name) ? `%${name}` : name;
}

/** A type as WIT writes it; the names of declared types as `name` writes them. */
export function witType(type: Type, name: NameWriter = plainName): string {
  const text = (part: Type): string => witType(part, name);
  switch (type.kind) {
    case 'primitive':
      return type.name;
    case 'list':
      return `list<${text(type.element)}>`;
    case 'fixed-list':
      return `list<${text(type.element)}, ${type.length}>`;
    case 'map':
      return `map<${text(type.key)}, ${text(type.value)}>`;
    case 'option':
      return `option<${text(type.some)}>`;
    case 'tuple':
      return type.items.length === 0 ? 'tuple<>' : `tuple<${type.items.map(text).join(', ')}>`;
    case 'result':
      return witResult(type.ok, type.err, text);
    case 'own':
      return name(type.resource);
    case 'borrow':
      return `borrow<${name(type.resource)}>`;
    case 'named':
      return name(type.declaration);
    case 'stream':
    case 'future':
      return type.element === undefined ? type.kind : `${type.kind}<${text(type.element)}>`;
    case 'error-context':
      return type.kind;
  }
}

/** A function as WIT writes it: `get: async func(key: string) -> option<entry>`. */
export function witSignature(func: Func): string {
  const { head, parameters, tail } = signatureParts(func);
  return `${head}(${parameters.join(', ')})${tail}`;
}

/** A function as WIT writes it, on several lines where it is long: one parameter a line. */
export function witSignatureLines(func: Func): readonly string[] {
  const { head, parameters, tail } = signatureParts(func);
  const line = `${head}(${parameters.join(', ')})${tail}`;
  if (line.length <= MOST_COLUMNS || parameters.length === 0) return [line];
  return [`${head}(`, ...parameters.map((one) => `  ${one},`), `)${tail}`];
}

function signatureParts(func: Func): { head: string; parameters: string[]; tail: string } {
  const { kind } = func.kind;
  const own = kind === 'method' ? func.parameters.slice(1) : func.parameters;
  const parameters = own.map((one) => `${witName(one.name)}: ${witType(one.type)}`);
  const isPlain = kind === 'constructor' && func.result?.kind !== 'result';
  const tail = func.result === undefined || isPlain ? '' : ` -> ${witType(func.result)}`;
  if (kind === 'constructor') return { head: 'constructor', parameters, tail };
  const words = [kind === 'static' ? 'static' : '', func.async ? 'async' : '', 'func'];
  const head = `${witName(func.kind.name)}: ${words.filter((word) => word !== '').join(' ')}`;
  return { head, parameters, tail };
}

/**
 * A declaration as WIT writes it: on one line where it is short, else one field, case or label a line.
 * Of very long ones the first are there, and how many more follow.
 */
export function witDeclaration(declaration: TypeDeclaration): readonly string[] {
  const { body } = declaration;
  const name = witName(declaration.name);
  switch (body.kind) {
    case 'record':
      return witBlock(
        `record ${name}`,
        body.fields.map((one) => `${witName(one.name)}: ${witType(one.type)}`),
      );
    case 'variant':
      return witBlock(
        `variant ${name}`,
        body.cases.map((one) =>
          one.type === undefined ? witName(one.name) : `${witName(one.name)}(${witType(one.type)})`,
        ),
      );
    case 'enum':
      return witBlock(
        `enum ${name}`,
        body.cases.map((one) => witName(one.name)),
      );
    case 'flags':
      return witBlock(
        `flags ${name}`,
        body.labels.map((one) => witName(one.name)),
      );
    case 'alias':
      return [`type ${name} = ${witType(body.target)}`];
    case 'resource':
      return [`resource ${name}`];
  }
}

const MOST_COLUMNS = 80;
const MOST_PARTS = 32;

function witBlock(head: string, parts: readonly string[]): string[] {
  const line = parts.length === 0 ? `${head} {}` : `${head} { ${parts.join(', ')} }`;
  if (line.length <= MOST_COLUMNS) return [line];
  const first = parts.slice(0, MOST_PARTS).map((part) => `  ${part},`);
  const left = parts.length - first.length;
  return [`${head} {`, ...first, ...(left === 0 ? [] : [`  // and ${left} more`]), '}'];
}

function witResult(
  ok: Type | undefined,
  err: Type | undefined,
  text: (type: Type) => string,
): string {
  if (ok === undefined && err === undefined) return 'result';
  if (err === undefined) return `result<${text(ok!)}>`;
  return `result<${ok === undefined ? '_' : text(ok)}, ${text(err)}>`;
}
