import type { CallSignal } from '../codegen-v1/index.js';
import * as calls from '../gen/rpc.js';
import { assertServing } from './serving.js';

/** Options that travel with a call. */
export interface RpcOptions {
  /** Milliseconds until the call fails with `timeout`; the request's own deadline without it. */
  readonly timeout?: number | undefined;
  /** Two calls with the same key have the effect of one. */
  readonly idempotencyKey?: string | undefined;
  /** Calls it off. */
  readonly signal?: AbortSignal | undefined;
}

/** Calls to other functions. Payloads are bytes; `@org/host-bindings` generates what encodes them. */
export interface Rpc {
  /** Calls a method and waits for its result. */
  call(
    service: string,
    method: string,
    payload?: Uint8Array,
    options?: RpcOptions,
  ): Promise<Uint8Array>;
  /** Starts a call, and answers at once with a reference to its result. */
  submit(
    service: string,
    method: string,
    payload?: Uint8Array,
    options?: RpcOptions,
  ): Promise<string>;
  /** Waits for the result of a call that has been started; it can be collected once. */
  collect(reference: string, options?: Omit<RpcOptions, 'idempotencyKey'>): Promise<Uint8Array>;
  /** Gives up on a call that has been started. */
  cancel(reference: string): Promise<void>;
}

const NOTHING = new Uint8Array(0);

/** Calls to other functions by service and method. */
export const rpc: Rpc = {
  call(service, method, payload = NOTHING, options = {}) {
    assertServing('rpc.call');
    return calls.call(service, method, payload, optionsOf(options), signalOf(options));
  },
  submit(service, method, payload = NOTHING, options = {}) {
    assertServing('rpc.submit');
    return calls.submit(service, method, payload, optionsOf(options), signalOf(options));
  },
  collect(reference, options = {}) {
    assertServing('rpc.collect');
    return calls.collect(reference, options.timeout, signalOf(options));
  },
  cancel(reference) {
    assertServing('rpc.cancel');
    return calls.cancel(reference);
  },
};

function optionsOf({ timeout, idempotencyKey }: RpcOptions): calls.CallOptions {
  return { timeout, idempotencyKey };
}

function signalOf(options: RpcOptions): CallSignal | undefined {
  return options.signal as CallSignal | undefined;
}
