// Types of `Symbol.dispose`, whatever libraries the compiler is told to load.
/// <reference lib="esnext.disposable" preserve="true" />

/**
 * What emitted guest code imports: the one module, versioned, that it depends on.
 *
 * @packageDocumentation
 */
export { caseIndex, unknownCase } from './cases.js';
export { checkLength } from './check-length.js';
export type { ChannelType } from './channel-type.js';
export { ErrorContext } from './error-context.js';
export { isContractError } from './contract-error.js';
export { DecodeError, EncodeError, ResultError, WajsError } from './errors.js';
export { createWriter, invoke, invokeNow, post } from './invoke.js';
export type { CallSignal, ReadResult } from './invoke.js';
export { ExportedResource } from './exported-resource.js';
export type { FixedList } from './fixed-list.js';
export type { Awaitable, Option } from './option.js';
export {
  callExport,
  CONTRACT,
  describe,
  directExport,
  exportDirect,
  exportFunction,
  exportResource,
  importInterface,
  requireImport,
  sealEngine,
} from './registry.js';
export type { Description, DirectExport, ExportedFunction, Imported } from './registry.js';
export { readFuture, readStream } from './read-channel.js';
export { Resource } from './resource.js';
export type { ResourceClass } from './resource.js';
export { deliver, enterTask, isServing, leaveTask, setRing, setTaskKeeper } from './ring.js';
export type { Ring } from './ring.js';
export { createPayload, createRpcSender, openPayload, ownError } from './rpc.js';
export type { RpcCall, RpcCallContext, RpcCallOptions, RpcTarget, ServedMethod } from './rpc.js';
export type { Result } from './result.js';
export { ValueReader } from './value-reader.js';
export { ValueWriter } from './value-writer.js';
export { writeFuture, writeStream } from './write-channel.js';
