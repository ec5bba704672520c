/**
 * Write serverless functions in AssemblyScript: export `handle`, or call `run(handle)`.
 *
 * @packageDocumentation
 */
export { Body } from './body';
export { BodyStream } from './body-stream';
export { Context } from './gen/http-handler';
export { HeaderEntry, Headers } from './headers';
export { Request, RequestInit } from './request';
export { Response, ResponseInit } from './response';
export { Result, Unit } from './result';
export { Handler, isRegistered, run } from './run';
export { utf8 } from './utf8';
export { ErrorCode, WajsError } from './wajs-error';
