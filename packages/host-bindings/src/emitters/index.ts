/** The targets that worlds can be emitted for. */
export { emitAsGuest } from './as-guest/emit.js';
export type { AsGuestOptions } from './as-guest/emit.js';
export { emitJsGuest } from './js-guest/emit.js';
export type { JsGuestOptions } from './js-guest/emit.js';
export { emitMarkdown } from './markdown/emit.js';
export { emitTsHost } from './ts-host/emit.js';
export type { TsHostOptions } from './ts-host/emit.js';
