import type { Func, Type } from '../../model/index.js';

/** A type as WIT writes it. */
export function witType(type: Type): string {
  switch (type.kind) {
    case 'primitive':
      return type.name;
    case 'list':
      return `list<${witType(type.element)}>`;
    case 'fixed-list':
      return `list<${witType(type.element)}, ${type.length}>`;
    case 'map':
      return `map<${witType(type.key)}, ${witType(type.value)}>`;
    case 'option':
      return `option<${witType(type.some)}>`;
    case 'tuple':
      return type.items.length === 0 ? 'tuple<>' : `tuple<${type.items.map(witType).join(', ')}>`;
    case 'result':
      return witResult(type.ok, type.err);
    case 'own':
      return type.resource.name;
    case 'borrow':
      return `borrow<${type.resource.name}>`;
    case 'named':
      return type.declaration.name;
    case 'unsupported':
      return type.what;
  }
}

/** A function as WIT writes it: `get: async func(key: string) -> option<entry>`. */
export function witSignature(func: Func): string {
  const { kind } = func.kind;
  const own = kind === 'method' ? func.parameters.slice(1) : func.parameters;
  const parameters = own.map((one) => `${one.name}: ${witType(one.type)}`).join(', ');
  if (kind === 'constructor') return `constructor(${parameters})`;
  const result = func.result === undefined ? '' : ` -> ${witType(func.result)}`;
  const words = [kind === 'static' ? 'static' : '', func.async ? 'async' : '', 'func'];
  return `${func.kind.name}: ${words.filter((word) => word !== '').join(' ')}(${parameters})${result}`;
}

function witResult(ok: Type | undefined, err: Type | undefined): string {
  if (ok === undefined && err === undefined) return 'result';
  if (err === undefined) return `result<${witType(ok!)}>`;
  return `result<${ok === undefined ? '_' : witType(ok)}, ${witType(err)}>`;
}
