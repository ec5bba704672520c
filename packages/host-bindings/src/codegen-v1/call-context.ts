import type { CallSignal } from './call-signal.js';

/** What a provider learns about a hostcall beside its arguments. Always the last argument; may be ignored. */
export interface CallContext {
  /** Name of the function that made the call. */
  readonly functionName: string;
  /** Id of the request that the call belongs to. */
  readonly requestId: string;
  /** When the request gives up, in milliseconds since 1970-01-01 UTC. */
  readonly deadline: number;
  /** How many calls of functions by functions led to this request; 0 where it is not said. */
  readonly depth?: number | undefined;
  /** Fires when the call's result is no longer wanted. */
  readonly signal: CallSignal;
}

/** A value, or a promise of one. */
export type Awaitable<T> = T | Promise<T>;
