import type { Func, Type } from '../../generator/index.js';

/** A call of an emitted function with made-up arguments. */
export interface SampleCall {
  /** Name of the emitted function. */
  readonly member: string;
  /** Its arguments as text. */
  readonly args: string;
}

/** Typed arrays for lists of numbers. */
const ARRAYS: Readonly<Record<string, string>> = {
  u8: 'Uint8Array',
  s8: 'Int8Array',
  u16: 'Uint16Array',
  s16: 'Int16Array',
  u32: 'Uint32Array',
  s32: 'Int32Array',
  f32: 'Float32Array',
  f64: 'Float64Array',
};

/** Names that members keep as they are: others get a mark, which only the emitter knows. */
const PLAIN =
  /^(?!(?:constructor|prototype|then|toString|valueOf|hasOwnProperty)$)[a-z][a-zA-Z0-9]*$/;

/**
 * A call of a function, where one can be made up: its arguments must be values that need no object of
 * the host. `module` is the text of the emitted module that has it.
 */
export function sampleCall(func: Func, module: string): SampleCall | undefined {
  const member = memberOf(func, module);
  const args = func.parameters.map((one) => sampleValue(one.type));
  if (member === undefined || args.includes(undefined)) return undefined;
  return { member, args: args.join(', ') };
}

/** How the emitted module calls a function that belongs to no object; undefined where it does not. */
function memberOf({ kind }: Func, module: string): string | undefined {
  const name = camelCase(kind.name);
  if (kind.kind === 'free') {
    return new RegExp(`^export function ${name}\\(`, 'm').test(module) ? name : undefined;
  }
  if (kind.kind === 'method') return undefined;
  const resource = camelCase(kind.resource.name);
  const type = resource.charAt(0).toUpperCase() + resource.slice(1);
  const body = module
    .split(new RegExp(`^export class ${type} extends `, 'm'))[1]
    ?.split('\n}\n')[0];
  return body?.includes(`  static ${name}(`) === true ? `${type}.${name}` : undefined;
}

/** Text of a value of a type; undefined where none can be made up. */
function sampleValue(type: Type): string | undefined {
  switch (type.kind) {
    case 'primitive':
      if (type.name === 'bool') return 'false';
      if (type.name === 'char') return "'a'";
      if (type.name === 'string') return "'sample'";
      // A 64-bit integer is a bigint, which the engine has none of.
      return type.name === 'u64' || type.name === 's64' ? undefined : '0';
    case 'list': {
      const number = numberOf(type.element);
      if (number === undefined) return '[]';
      return ARRAYS[number] === undefined ? undefined : `new ${ARRAYS[number]}()`;
    }
    case 'map':
      return 'new Map()';
    case 'option':
      return isOption(type.some) ? "{ tag: 'none' }" : 'undefined';
    case 'tuple': {
      const items = type.items.map(sampleValue);
      return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
    }
    case 'result':
      return sampleCase('ok', type.ok);
    case 'named':
      return sampleDeclared(type.declaration);
    default:
      return undefined;
  }
}

function sampleDeclared({
  body,
}: Extract<Type, { kind: 'named' }>['declaration']): string | undefined {
  switch (body.kind) {
    case 'alias':
      return sampleValue(body.target);
    case 'enum':
      return `'${body.cases[0]!.name}'`;
    case 'variant':
      return sampleCase(body.cases[0]!.name, body.cases[0]!.type);
    case 'record':
      return sampleObject(body.fields.map((one) => [one.name, sampleValue(one.type)]));
    case 'flags':
      return sampleObject(body.labels.map((one) => [one.name, 'false']));
    case 'resource':
      return undefined;
  }
}

function sampleCase(tag: string, type: Type | undefined): string | undefined {
  if (type === undefined) return `{ tag: '${tag}' }`;
  const value = sampleValue(type);
  return value === undefined ? undefined : `{ tag: '${tag}', val: ${value} }`;
}

function sampleObject(
  fields: readonly (readonly [string, string | undefined])[],
): string | undefined {
  const members = fields.map(([name, value]) => {
    const member = camelCase(name);
    return value === undefined || !PLAIN.test(member) ? undefined : `${member}: ${value}`;
  });
  // Where two names come to one, the emitter marks one of them.
  const isUnique = new Set(fields.map(([name]) => camelCase(name))).size === fields.length;
  return members.includes(undefined) || !isUnique ? undefined : `{ ${members.join(', ')} }`;
}

/** Whether a type is an option, behind its aliases. */
function isOption(type: Type): boolean {
  if (type.kind !== 'named') return type.kind === 'option';
  const { body } = type.declaration;
  return body.kind === 'alias' && isOption(body.target);
}

function numberOf(element: Type): string | undefined {
  if (element.kind === 'primitive')
    return /^(?:bool|char|string)$/.test(element.name) ? undefined : element.name;
  if (element.kind !== 'named' || element.declaration.body.kind !== 'alias') return undefined;
  return numberOf(element.declaration.body.target);
}

function camelCase(name: string): string {
  const [first = '', ...rest] = name.toLowerCase().split('-');
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
