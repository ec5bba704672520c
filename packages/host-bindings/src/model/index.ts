/** The model of WIT that everything else works on: frozen data. */
export { freezeModel } from './freeze.js';
export { bodyOf, isSameKey, isUse, resolveDeclaration, resolveType, skipUses } from './resolve.js';
export { PRIMITIVES } from './types.js';
export type {
  Case,
  ChannelType,
  Field,
  InterfaceKey,
  Label,
  NumberName,
  PrimitiveName,
  Type,
  TypeBody,
  TypeDeclaration,
} from './types.js';
export { packageOf, ROOT } from './world.js';
export type { Func, FuncKind, Interface, Parameter, World } from './world.js';
export { Diagnostic } from './diagnostic.js';
export type { DiagnosticDetails } from './diagnostic.js';
export { witDeclaration, witSignature, witSignatureLines, witType } from './wit-text.js';
export type { NameWriter } from './wit-text.js';
export { membersOfResource } from './resource-members.js';
export type { ResourceMembers } from './resource-members.js';
export { partsOfBody, partsOfType } from './parts.js';
