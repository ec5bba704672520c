/** Emitted files as data. */
export { renderDocComment, sanitize, wrapSentence } from './doc-comment.js';
export { NameScope, ScriptFile } from './generated-file.js';
export type { Banner, GeneratedFile } from './generated-file.js';
export { COLUMNS, indent, layoutList, quote } from './layout.js';
export type { ListLayout } from './layout.js';
