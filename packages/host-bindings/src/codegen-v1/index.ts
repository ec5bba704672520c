// Types of `Symbol.dispose`, whatever libraries the compiler is told to load.
/// <reference lib="esnext.disposable" preserve="true" />

/**
 * What emitted host code imports: the one module, versioned, that it depends on.
 *
 * @packageDocumentation
 */
export type { Awaitable, CallContext } from './call-context.js';
export { asList, ByteParts } from './byte-parts.js';
export type { Bytes } from './byte-parts.js';
export type { CallSignal } from './call-signal.js';
export { caseIndex, unknownCase } from './cases.js';
export { checkLength } from './check-length.js';
export {
  checkCase,
  errorPayload,
  f32ToI32,
  f32ToI64,
  f64ToI64,
  i32ToF32,
  i32ToI64,
  i64ToF32,
  i64ToF64,
  i64ToI32,
  rethrow,
  settleAt,
  toBigInteger,
  toFloat,
  toInteger,
} from './core-values.js';
export { ChannelBudget, ChannelSink, readableEnd, writableEnd } from './channel-sink.js';
export {
  channelSource,
  FutureSource,
  StreamSource,
  writeFuture,
  writeStream,
} from './channel-source.js';
export type { ChannelSource, Reading } from './channel-source.js';
export type { ChannelType } from './channel-type.js';
export { channels, CHANNELS_PROVIDER } from './channels.js';
export type { DirectChannels } from './direct-channels.js';
export { ErrorContext } from './error-context.js';
export { futureOf, readFuture, readStream, streamOf } from './read-channel.js';
export { charOf, codePointOf } from './utf8.js';
export {
  ChannelError,
  DecodeError,
  DecodeLimitError,
  EncodeError,
  ResultError,
  Trap,
  UnavailableError,
} from './errors.js';
export { DEFAULT_MAX_HANDLES, HandleTable } from './handle-table.js';
export type { ResourceType } from './handle-table.js';
export { GuestResources } from './guest-resources.js';
export type { GuestCaller, GuestResourceType, Loans, Represented } from './guest-resources.js';
export { DEFAULT_LIFT_LIMITS } from './limits.js';
export type { LiftLimits } from './limits.js';
export type { FixedList } from './fixed-list.js';
export type { Option } from './option.js';
export type { Result } from './result.js';
export { createPayload, createRpcSender, openPayload, ownError } from './rpc.js';
export type {
  RpcCall,
  RpcCallContext,
  RpcCallOptions,
  RpcService,
  RpcTarget,
  ServedMethod,
} from './rpc.js';
export { ValueReader } from './value-reader.js';
export { ValueWriter } from './value-writer.js';
export { GuestMemory } from './guest-memory.js';
export type { GuestMemoryOptions, NumericList, StringEncoding } from './guest-memory.js';
export type {
  CoreValue,
  DirectGuest,
  ExportFunction,
  ExportInterface,
  GuestCall,
  ImportFunction,
  ImportInterface,
} from './interfaces.js';
