import type { Awaitable } from './call-context.js';

/** What travels with a call of a service's method. */
export interface RpcCallOptions {
  /** When the caller gives up, in milliseconds since 1970-01-01 UTC; the callee's own limit otherwise. */
  readonly deadline?: number | undefined;
  /** Name of the calling function, where there is one. */
  readonly caller?: string | undefined;
  /** Two calls with the same key have the effect of one, where the service keeps keys. */
  readonly idempotencyKey?: string | undefined;
  /** Unique id of the call; the callee's log lines carry it. A random UUID by default. */
  readonly requestId?: string | undefined;
  /** How many calls of functions led to this one; 0 by default. */
  readonly depth?: number | undefined;
  /** Fires when the caller no longer wants the result. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Whatever answers calls by method: a loaded function, a service of the host's own, a connection to
 * another process.
 */
export interface RpcService {
  /**
   * Calls a method. Payload and answer are bytes; emitted clients and servers say what is in them.
   *
   * @throws HostError with a code of the contract
   */
  call(method: string, payload: Uint8Array, options?: RpcCallOptions): Awaitable<Uint8Array>;
}
