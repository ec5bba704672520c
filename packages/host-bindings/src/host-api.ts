/**
 * What an embedder uses beside `createHost`, in every runtime.
 *
 * @packageDocumentation
 */

export type { RpcCallOptions, RpcService } from './codegen-v1/index.js';
export {
  ChannelError,
  createRpcService,
  ErrorContext,
  HostError,
  type HostErrorCode,
  ResultError,
} from './contract/index.js';
export { defaultLimits, type Limits } from './contract/limits.js';
export { LinkError } from './linker/index.js';
export {
  bindInterface,
  type BoundInterface,
  contractVersion,
  createPrometheus,
  Engine,
  type Evaluated,
  EvaluationError,
  type FunctionSession,
  FunctionSlot,
  type HandleOptions,
  type Host,
  type HostStatus,
  type Isolation,
  LoadedFunction,
  type LoadOptions,
  mapStack,
  type Policy,
  type PoolOptions,
  type PoolStatus,
  type Prometheus,
  type Providers,
  type RequestMetric,
  type RequestOutcome,
  type SessionOptions,
  type WaitMechanism,
} from './runtime/index.js';
