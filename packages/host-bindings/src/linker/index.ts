/**
 * Components to core modules: the linker, the images of functions, and the artifacts that carry both.
 *
 * @packageDocumentation
 */
export { linkComponent, type Linked, type LinkOptions } from './link.js';
export { shareMemory } from './core/share-memory.js';
export type { CodeOrigin, CodeOrigins } from './core/code-origins.js';
export { attachSourceMap, readSourceMap } from './source-map.js';
export { LinkError, type LinkErrorCode } from './link-error.js';
export {
  asyncifyExports,
  linkedExports,
  planSection,
  type Plan,
  type PlanExport,
  type PlanImport,
  type PlanResource,
  type ResourceName,
  type StringEncoding,
} from './plan.js';
export {
  createDelta,
  decodeDelta,
  deltaSize,
  encodeDelta,
  joinRuns,
  writeImage,
  type Delta,
  type Run,
  type Snapshot,
} from './image.js';
export {
  clearWriteMap,
  isWriteMapTrue,
  noteAll,
  noteRuns,
  noteWrite,
  writeNotedPages,
} from './write-map.js';
export {
  artifactVersion,
  decodeArtifact,
  digestedPart,
  encodeArtifact,
  isArtifact,
  type Artifact,
  type Manifest,
} from './artifact.js';
export { inspectBinary, type Inspection } from './inspect/inspect-binary.js';
export { isComponent, isWebAssembly, type Part } from './inspect/measure-parts.js';
