import { Diagnostic, resolveType } from '../../model/index.js';
import type { Interface, Type, TypeDeclaration, World } from '../../model/index.js';

/**
 * Checks that worlds hold only what the TypeScript emitters handle.
 * @throws Diagnostic `unsupported-type` that names the item.
 */
export function checkSupported(worlds: readonly World[], target: string): void {
  for (const world of worlds) {
    for (const found of [...world.imports, ...world.exports]) checkInterface(found, target);
  }
}

function checkInterface(found: Interface, target: string): void {
  const where = `interface "${found.key.name}"`;
  for (const declaration of found.types) {
    if (declaration.body.kind === 'resource' && found.key.direction === 'export') {
      throw unsupported(
        target,
        'resource that a guest exports',
        `"${declaration.name}" of ${where}`,
      );
    }
    checkDeclaration(declaration, `"${declaration.name}" of ${where}`, target);
  }
  for (const func of found.functions) {
    const types = [...func.parameters.map((one) => one.type), func.result];
    for (const type of types) {
      if (type !== undefined) checkType(type, `function "${func.name}" of ${where}`, target);
    }
  }
}

function checkDeclaration({ body }: TypeDeclaration, item: string, target: string): void {
  if (body.kind === 'record') for (const one of body.fields) checkType(one.type, item, target);
  if (body.kind === 'alias') checkType(body.target, item, target);
  if (body.kind === 'variant') {
    for (const one of body.cases) if (one.type !== undefined) checkType(one.type, item, target);
  }
}

function checkType(type: Type, item: string, target: string): void {
  const resolved = resolveType(type);
  switch (resolved.kind) {
    case 'map':
      checkType(resolved.key, item, target);
      checkType(resolved.value, item, target);
      return;
    case 'list':
    case 'fixed-list':
      checkType(resolved.element, item, target);
      return;
    case 'option':
      checkType(resolved.some, item, target);
      return;
    case 'tuple':
      for (const one of resolved.items) checkType(one, item, target);
      return;
    case 'result':
      if (resolved.ok !== undefined) checkType(resolved.ok, item, target);
      if (resolved.err !== undefined) checkType(resolved.err, item, target);
      return;
    case 'stream':
    case 'future':
      if (resolved.element !== undefined) checkType(resolved.element, item, target);
      return;
    case 'error-context':
    case 'primitive':
    case 'own':
    case 'borrow':
    case 'named':
  }
}

function unsupported(target: string, what: string, item: string): Diagnostic {
  return new Diagnostic({
    code: 'unsupported-type',
    message: `${item} uses a ${what}, which the target "${target}" does not support yet`,
    hint: 'leave the item out of the world, or use a type that is supported',
  });
}
