/**
 * Write serverless functions in the fetch style: `run(handler)`, `serveRpc(methods)` for what other
 * functions call, and the stores, logs and settings that a handler uses.
 *
 * @packageDocumentation
 */
import './globals.js';

export { ResultError, WajsError } from './codegen-v1/index.js';
export { cache } from './sdk/cache.js';
export type { Cache, CachePutOptions } from './sdk/cache.js';
export { config, Secret } from './sdk/config.js';
export type { Config } from './sdk/config.js';
export { createHandler } from './sdk/create-handler.js';
export type { RecordHandler } from './sdk/create-handler.js';
export type { FetchEvent, FetchListener } from './sdk/fetch-event.js';
export type { Context, Handler } from './sdk/handler.js';
export { kv, KvBucket } from './sdk/kv.js';
export type { Kv, KvEntry, KvItem, KvPutOptions, KvValue } from './sdk/kv.js';
export type { KvKey, KvList, KvListOptions, KvPage } from './sdk/kv-list.js';
export { log } from './sdk/log.js';
export type { Log, LogFields } from './sdk/log.js';
export { rpc } from './sdk/rpc.js';
export type { Rpc, RpcOptions } from './sdk/rpc.js';
export { addEventListener, run } from './sdk/run.js';
export { createRpcHandler, serveRpc } from './sdk/serve-rpc.js';
export type { RpcContext, RpcMethod, RpcMethods, RpcRecordHandler } from './sdk/serve-rpc.js';
