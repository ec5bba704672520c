/**
 * Builds functions: TypeScript in, an artifact or a standard component out.
 *
 * @packageDocumentation
 */
export { BuildError } from './build-error.js';
export { type BuildOptions, buildFunction, type BuiltFunction } from './build-function.js';
export { buildComponent, type BuiltComponent } from './build-component.js';
export { writeArtifact } from './write-artifact.js';
