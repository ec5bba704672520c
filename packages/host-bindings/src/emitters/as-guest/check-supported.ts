import { Diagnostic, resolveType } from '../../model/index.js';
import type { Type, TypeDeclaration, World } from '../../model/index.js';
import { MAX_TUPLE } from './type-text.js';

/**
 * Checks that worlds hold only what the target handles.
 * @throws Diagnostic `unsupported-type` that names the item.
 */
export function checkSupported(worlds: readonly World[]): void {
  for (const world of worlds) {
    for (const found of [...world.imports, ...world.exports]) {
      const where = `interface "${found.key.name}"`;
      for (const declaration of found.types) {
        const item = `"${declaration.name}" of ${where}`;
        for (const type of partsOf(declaration)) checkType(type, item);
      }
      for (const func of found.functions) {
        const item = `function "${func.name}" of ${where}`;
        for (const one of func.parameters) checkType(one.type, item);
        if (func.result !== undefined) checkType(func.result, item);
      }
    }
  }
}

function partsOf({ body }: TypeDeclaration): readonly Type[] {
  if (body.kind === 'record') return body.fields.map((one) => one.type);
  if (body.kind === 'alias') return [body.target];
  if (body.kind !== 'variant') return [];
  return body.cases.flatMap((one) => (one.type === undefined ? [] : [one.type]));
}

function checkType(type: Type, item: string): void {
  const resolved = resolveType(type);
  switch (resolved.kind) {
    case 'stream':
    case 'future':
      if (resolved.element !== undefined) checkType(resolved.element, item);
      return;
    case 'map':
      checkType(resolved.key, item);
      checkType(resolved.value, item);
      return;
    case 'list':
    case 'fixed-list':
      return checkType(resolved.element, item);
    case 'option':
      return checkType(resolved.some, item);
    case 'tuple':
      if (resolved.items.length > MAX_TUPLE) {
        throw unsupported(`tuple of more than ${MAX_TUPLE} items`, item);
      }
      for (const one of resolved.items) checkType(one, item);
      return;
    case 'result':
      if (resolved.ok !== undefined) checkType(resolved.ok, item);
      if (resolved.err !== undefined) checkType(resolved.err, item);
      return;
    case 'primitive':
    case 'error-context':
    case 'own':
    case 'borrow':
    case 'named':
  }
}

function unsupported(what: string, item: string): Diagnostic {
  return new Diagnostic({
    code: 'unsupported-type',
    message: `${item} uses a ${what}, which the target "as-guest" does not support yet`,
    hint: 'leave the item out of the world, or use a type that is supported',
  });
}
