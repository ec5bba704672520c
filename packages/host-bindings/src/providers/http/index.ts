/**
 * Outbound HTTP and streamed bodies.
 *
 * @packageDocumentation
 */
export { createHttp, type HttpOptions, type HttpProvider } from './http.js';
export type { Resolve } from './lookup.js';
export { createPipe, type PipeOptions } from '../pipe.js';
