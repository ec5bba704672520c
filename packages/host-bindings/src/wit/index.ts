/** WIT text to model. */
export { Docs } from './docs.js';
export { makeComponent } from './make-component.js';
export type { MakeComponentOptions } from './make-component.js';
export { parseWit } from './parse-wit.js';
export type { ParsedWit } from './parse-wit.js';
export { readSources } from './read-sources.js';
export { describePlace } from './source.js';
export type { Place, WitSource } from './source.js';
export { readComponentImports } from './read-component-imports.js';
