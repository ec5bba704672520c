import type { Type, TypeBody } from './types.js';

/** The types that a type is made of, one level down. A name and a resource are made of none. */
export function partsOfType(type: Type): readonly Type[] {
  switch (type.kind) {
    case 'list':
    case 'fixed-list':
      return [type.element];
    case 'stream':
    case 'future':
      return type.element === undefined ? [] : [type.element];
    case 'map':
      return [type.key, type.value];
    case 'option':
      return [type.some];
    case 'result':
      return [type.ok, type.err].filter((one) => one !== undefined);
    case 'tuple':
      return type.items;
    case 'primitive':
    case 'own':
    case 'borrow':
    case 'named':
    case 'error-context':
      return [];
  }
}

/** The types that a declared type is made of, one level down. */
export function partsOfBody(body: TypeBody): readonly Type[] {
  switch (body.kind) {
    case 'record':
      return body.fields.map((one) => one.type);
    case 'variant':
      return body.cases.map((one) => one.type).filter((one) => one !== undefined);
    case 'alias':
      return [body.target];
    case 'enum':
    case 'flags':
    case 'resource':
      return [];
  }
}
