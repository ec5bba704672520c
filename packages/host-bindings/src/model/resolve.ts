import type { InterfaceKey, Type, TypeBody, TypeDeclaration } from './types.js';

/** A declared type behind all of its aliases. */
export function resolveDeclaration(declaration: TypeDeclaration): TypeDeclaration {
  let current = declaration;
  while (current.body.kind === 'alias' && current.body.target.kind === 'named') {
    current = current.body.target.declaration;
  }
  return current;
}

/** A type with no alias around it: inline, or named with a body of its own. */
export function resolveType(type: Type): Type {
  let current = type;
  while (current.kind === 'named' && current.declaration.body.kind === 'alias') {
    current = current.declaration.body.target;
  }
  return current;
}

/** The body of a named type behind its aliases; undefined for an inline type. */
export function bodyOf(type: Type): Exclude<TypeBody, { kind: 'alias' }> | undefined {
  const resolved = resolveType(type);
  if (resolved.kind !== 'named') return undefined;
  const { body } = resolved.declaration;
  return body.kind === 'alias' ? undefined : body;
}

/** A declaration behind the `use` statements that only bring it in. */
export function skipUses(declaration: TypeDeclaration): TypeDeclaration {
  let current = declaration;
  while (
    current.body.kind === 'alias' &&
    current.body.target.kind === 'named' &&
    !isSameKey(current.owner, current.body.target.declaration.owner)
  ) {
    current = current.body.target.declaration;
  }
  return current;
}

/** Whether a declaration only brings in a type of another interface. */
export function isUse(declaration: TypeDeclaration): boolean {
  return skipUses(declaration) !== declaration;
}

/** Whether two keys are of the same interface of a world. */
export function isSameKey(a: InterfaceKey, b: InterfaceKey): boolean {
  return a.direction === b.direction && a.name === b.name;
}
