/**
 * Builds functions: TypeScript or AssemblyScript in, an artifact or a standard component out.
 *
 * @packageDocumentation
 */
export {
  type AssemblyScriptOptions,
  buildAssemblyScript,
  type BuiltAssemblyScript,
} from './build-assemblyscript.js';
export { BuildError } from './build-error.js';
export { type BuildOptions, buildFunction, type BuiltFunction } from './build-function.js';
export { buildComponent, type BuiltComponent } from './build-component.js';
export { findLanguage, type Language, languages } from './function-language.js';
export { writeArtifact } from './write-artifact.js';
