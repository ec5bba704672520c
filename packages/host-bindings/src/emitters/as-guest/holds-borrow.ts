import { resolveType } from '../../model/index.js';
import type { Type, TypeDeclaration } from '../../model/index.js';

/** Whether values of a type hold handles that the guest borrows of the host, and must give back. */
export function holdsBorrow(type: Type, seen = new Set<TypeDeclaration>()): boolean {
  const holds = (one: Type | undefined): boolean => one !== undefined && holdsBorrow(one, seen);
  const resolved = resolveType(type);
  switch (resolved.kind) {
    case 'borrow':
      return resolved.resource.owner.direction === 'import';
    case 'list':
    case 'fixed-list':
      return holds(resolved.element);
    case 'map':
      return holds(resolved.key) || holds(resolved.value);
    case 'option':
      return holds(resolved.some);
    case 'result':
      return holds(resolved.ok) || holds(resolved.err);
    case 'tuple':
      return resolved.items.some(holds);
    case 'named': {
      const { declaration } = resolved;
      if (seen.has(declaration)) return false;
      seen.add(declaration);
      const { body } = declaration;
      if (body.kind === 'record') return body.fields.some((one) => holds(one.type));
      return body.kind === 'variant' && body.cases.some((one) => holds(one.type));
    }
    default:
      return false;
  }
}
