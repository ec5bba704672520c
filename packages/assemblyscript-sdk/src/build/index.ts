/**
 * Builds guests that are written in AssemblyScript.
 *
 * @packageDocumentation
 */
export { buildComponent } from './build-component.js';
export type { BuildComponentOptions, BuiltComponent } from './build-component.js';
export { buildFunction } from './build-function.js';
export type { BuildFunctionOptions, BuiltFunction } from './build-function.js';
