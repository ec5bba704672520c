import { resolveDeclaration } from '../../model/index.js';
import type { Type } from '../../model/index.js';
import { pascalCase } from './names.js';

/** A type as a part of a function's name: `HeaderList`, `EntryOption`. */
export function typeLabel(type: Type): string {
  switch (type.kind) {
    case 'primitive':
      return pascalCase(type.name);
    case 'list':
      return `${typeLabel(type.element)}List`;
    case 'fixed-list':
      return `${typeLabel(type.element)}List${type.length}`;
    case 'map':
      return `${typeLabel(type.key)}${typeLabel(type.value)}Map`;
    case 'option':
      return `${typeLabel(type.some)}Option`;
    case 'tuple':
      return `${type.items.map(typeLabel).join('')}Tuple`;
    case 'result':
      return `${labelOf(type.ok)}${labelOf(type.err)}Result`;
    case 'own':
      return pascalCase(type.resource.name);
    case 'borrow':
      return `${pascalCase(type.resource.name)}Borrow`;
    case 'named':
      return pascalCase(resolveDeclaration(type.declaration).name);
    case 'stream':
      return `${labelOf(type.element)}Stream`;
    case 'future':
      return `${labelOf(type.element)}Future`;
    case 'error-context':
      return 'ErrorContext';
  }
}

function labelOf(type: Type | undefined): string {
  return type === undefined ? 'Void' : typeLabel(type);
}
