/**
 * Write serverless functions in AssemblyScript: export `handle`, or call `run(handle)`.
 *
 * @packageDocumentation
 */
export { Body } from './body';
export { BodyStream } from './body-stream';
export { cache, CachePutOptions } from './cache';
export { config, Secret } from './config';
export { fetch, fetchAsync, RedirectMode } from './fetch';
export { Context } from './gen/http-handler';
export { HeaderEntry, Headers } from './headers';
export { parseJson, toJson } from './json';
export { JsonValue } from './json-value';
export { kv, KvBucket, KvEntry, KvItem, KvPutOptions } from './kv';
export { KvKey, KvList, KvListOptions, KvPage } from './kv-list';
export { log, LogFields } from './log';
export { Pending, PendingResult, waitAny } from './pending';
export { uri } from './percent-encoding';
export { randomUUID } from './random-uuid';
export { Request, RequestInit } from './request';
export { Response, ResponseInit } from './response';
export { Result, Unit } from './result';
export { rpc, RpcOptions } from './rpc';
export { Handler, run } from './run';
export { RpcContext, RpcMethods, serveRpc } from './serve-rpc';
export { URL } from './url';
export { UrlPair, URLSearchParams } from './url-search-params';
export { utf8 } from './utf8';
export { ErrorCode, WajsError } from './wajs-error';
