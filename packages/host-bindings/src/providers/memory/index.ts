/**
 * Providers that keep everything in the memory of the process: one for each interface of the contract.
 *
 * @packageDocumentation
 */
export type { CallEdge, CallGraph } from './call-graph.js';
export { createMemoryCache, type MemoryCacheOptions } from './cache.js';
export { createMemoryClock, type MemoryClock, type MemoryClockOptions } from './clock.js';
export { createMemoryConfig, type MemoryConfigOptions } from './config.js';
export { createMemoryHttp, type MemoryHttpOptions, type MemorySite } from './http.js';
export { createMemoryKv, type MemoryKv } from './kv.js';
export {
  createMemoryLogging,
  type MemoryLogging,
  type MemoryLoggingOptions,
  type MemoryLogRecord,
} from './logging.js';
export { createMemoryRandom, type MemoryRandomOptions } from './random.js';
export { createMemoryRpc, type MemoryRpc, type MemoryRpcOptions } from './rpc.js';
export { renderCallMermaid, renderCallTable } from './render-call-graph.js';
export { createKv, type KvOptions } from '../kv.js';
export type { KvBatchItem, KvPlace, KvRange, KvRangePage, KvStore, KvWrite } from '../kv-store.js';
