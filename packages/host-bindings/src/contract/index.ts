/**
 * The contract's host side: what providers implement, and the errors that they throw.
 *
 * @packageDocumentation
 */
export { answersAtOnce } from './answers-at-once.js';
export { HostError } from './errors.js';
export type { HostErrorCode, HostErrorDetail } from './errors.js';
export {
  ChannelError,
  ErrorContext,
  ResultError,
  Trap,
  UnavailableError,
} from '../codegen-v1/index.js';
export type {
  Awaitable,
  CallContext,
  ExportFunction,
  ExportInterface,
  ImportFunction,
  ImportInterface,
  ResourceType,
} from '../codegen-v1/index.js';
export { cache, CacheBase } from './gen/cache.js';
export type { Cache } from './gen/cache.js';
export { clock, ClockBase } from './gen/clock.js';
export type { Clock } from './gen/clock.js';
export { config, ConfigBase } from './gen/config.js';
export type { Config, Secret } from './gen/config.js';
export { http, HttpBase } from './gen/http.js';
export type {
  Body,
  BodyReader,
  BodyWriter,
  Fetched,
  FetchOptions,
  Header,
  Http,
  RedirectMode,
  Request as HttpRequest,
  Response as HttpResponse,
} from './gen/http.js';
export { httpHandler } from './gen/http-handler.js';
export type { Context as HttpContext, HttpHandler } from './gen/http-handler.js';
export { kv, KvBase } from './gen/kv.js';
export type { Entry, Item, KeyInfo, Kv, Page, PutOptions } from './gen/kv.js';
export { logging, LoggingBase } from './gen/logging.js';
export type { Field, Level, Logging, Value } from './gen/logging.js';
export { random, RandomBase } from './gen/random.js';
export type { Random } from './gen/random.js';
export { rpc, RpcBase } from './gen/rpc.js';
export type { CallOptions, Rpc } from './gen/rpc.js';
export { createRpcService } from './rpc-service.js';
export { rpcHandler } from './gen/rpc-handler.js';
export type { Context as RpcContext, RpcHandler } from './gen/rpc-handler.js';
export type { Error as HostErrorPayload, Exceeded } from './gen/types.js';
export { createHeader, decodeFieldValue, encodeFieldValue, isFieldName } from './http-fields.js';
export { defaultLimits, resolveLimits } from './limits.js';
export type { Limits } from './limits.js';
