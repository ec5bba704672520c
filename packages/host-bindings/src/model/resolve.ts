import type { Type, TypeBody, TypeDeclaration } from './types.js';

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
