/**
 * The generator as an API: WIT in, files out. It reads files only where a path is given to it.
 *
 * @packageDocumentation
 */
export { Diagnostic, witSignature } from '../model/index.js';
export type {
  DiagnosticDetails,
  Func,
  Interface,
  Type,
  TypeDeclaration,
  World,
} from '../model/index.js';
export type { GeneratedFile } from '../printer/index.js';
export { makeComponent, parseWit, readComponentImports, readSources } from '../wit/index.js';
export type { MakeComponentOptions, ParsedWit, WitSource } from '../wit/index.js';
export { compareFiles, emittedFor } from './compare.js';
export type { Drift } from './compare.js';
export { emit, parseTarget, TARGETS } from './emit.js';
export type { EmitOptions, Target } from './emit.js';
