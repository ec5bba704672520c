/** The contract's host side: what providers implement, and the errors that they throw. */
export { HostError } from './errors.js';
export type { HostErrorCode, HostErrorDetail } from './errors.js';
export { ResultError, Trap } from '../codegen-v1/index.js';
export type {
  Awaitable,
  CallContext,
  ExportFunction,
  ExportInterface,
  ImportFunction,
  ImportInterface,
} from '../codegen-v1/index.js';
export type * as types from './gen/types.js';
