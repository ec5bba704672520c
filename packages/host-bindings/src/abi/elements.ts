import { resolveType } from '../model/index.js';
import type { Type } from '../model/index.js';
import type { Elements } from './instructions.js';
import { layoutOf } from './layout.js';

/** The elements of a list of a type. */
export function elementsOf(element: Type): Elements {
  const resolved = resolveType(element);
  const name = resolved.kind === 'primitive' ? resolved.name : undefined;
  const isNumber = name !== undefined && name !== 'bool' && name !== 'char' && name !== 'string';
  return { element, number: isNumber ? name : undefined, ...layoutOf(element) };
}
