/**
 * Providers that keep everything in the memory of the process.
 *
 * @packageDocumentation
 */
export type { CallEdge, CallGraph } from './call-graph.js';
export { createMemoryCache, type MemoryCacheOptions } from './cache.js';
export { createMemoryKv, type MemoryKv } from './kv.js';
export { createMemoryRpc, type MemoryRpc, type MemoryRpcOptions } from './rpc.js';
export { renderCallMermaid, renderCallTable } from './render-call-graph.js';
export { createKv, type KvOptions } from '../kv.js';
export type { KvBatchItem, KvPlace, KvRange, KvRangePage, KvStore, KvWrite } from '../kv-store.js';
