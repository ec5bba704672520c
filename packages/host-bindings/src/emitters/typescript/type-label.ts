import { resolveDeclaration } from '../../model/index.js';
import type { Type, TypeDeclaration } from '../../model/index.js';
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

/** Most characters of a label that says all parts of a type. */
const MOST_CHARACTERS = 40;

/** A type as a part of a function's name: all of its parts, or its outer ones where they are many. */
export function shortLabel(type: Type): string {
  const label = typeLabel(type);
  if (label.length <= MOST_CHARACTERS) return label;
  switch (type.kind) {
    case 'list':
      return `${shortLabel(type.element)}List`;
    case 'fixed-list':
      return `${shortLabel(type.element)}List${type.length}`;
    case 'map':
      return `${shortLabel(type.value)}Map`;
    case 'option':
      return `${shortLabel(type.some)}Option`;
    case 'tuple':
      return `Tuple${type.items.length}`;
    case 'result':
      return type.ok === undefined ? 'Result' : `${shortLabel(type.ok)}Result`;
    default:
      return label;
  }
}

/** A type as text that no other type of the world has. */
export function typeKey(type: Type): string {
  const all = (types: readonly (Type | undefined)[]): string =>
    types.map((one) => (one === undefined ? '_' : typeKey(one))).join(', ');
  switch (type.kind) {
    case 'primitive':
      return type.name;
    case 'list':
      return `list<${typeKey(type.element)}>`;
    case 'fixed-list':
      return `list<${typeKey(type.element)}, ${type.length}>`;
    case 'map':
      return `map<${all([type.key, type.value])}>`;
    case 'option':
      return `option<${typeKey(type.some)}>`;
    case 'tuple':
      return `tuple<${all(type.items)}>`;
    case 'result':
      return `result<${all([type.ok, type.err])}>`;
    case 'own':
    case 'borrow':
      return `${type.kind}<${declarationKey(type.resource)}>`;
    case 'named':
      return declarationKey(type.declaration);
    case 'stream':
    case 'future':
      return `${type.kind}<${all([type.element])}>`;
    case 'error-context':
      return type.kind;
  }
}

function declarationKey(declaration: TypeDeclaration): string {
  const { owner, name } = resolveDeclaration(declaration);
  return `${owner.direction} ${owner.name}#${name}`;
}
