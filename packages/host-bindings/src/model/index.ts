/** The model of WIT that everything else works on: frozen data. */
export { freezeModel } from './freeze.js';
export { bodyOf, resolveDeclaration, resolveType } from './resolve.js';
export { PRIMITIVES } from './types.js';
export type {
  Case,
  Field,
  InterfaceKey,
  Label,
  NumberName,
  PrimitiveName,
  Type,
  TypeBody,
  TypeDeclaration,
  UnsupportedKind,
} from './types.js';
export { ROOT } from './world.js';
export type { Func, FuncKind, Interface, Parameter, World } from './world.js';
export { Diagnostic } from './diagnostic.js';
export type { DiagnosticDetails } from './diagnostic.js';
