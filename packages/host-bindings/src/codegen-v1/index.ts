/** What emitted host code imports: the one module, versioned, that it depends on. */
export type { Awaitable, CallContext } from './call-context.js';
export { caseIndex, unknownCase } from './cases.js';
export { DecodeError, DecodeLimitError, EncodeError, ResultError, Trap } from './errors.js';
export { DEFAULT_MAX_HANDLES, HandleTable } from './handle-table.js';
export type { ResourceType } from './handle-table.js';
export { DEFAULT_LIFT_LIMITS } from './limits.js';
export type { LiftLimits } from './limits.js';
export { ValueReader } from './value-reader.js';
export { ValueWriter } from './value-writer.js';
export { GuestMemory } from './guest-memory.js';
export type { GuestMemoryOptions, NumericList, StringEncoding } from './guest-memory.js';
export type {
  CoreValue,
  DirectGuest,
  ExportFunction,
  ExportInterface,
  ImportFunction,
  ImportInterface,
} from './interfaces.js';
