import { HostError } from '../../packages/host-bindings/src/contract/index.js';
import type { CallContext, RpcService } from '../../packages/host-bindings/src/codegen-v1/index.js';
import type { Rpc } from '../../packages/host-bindings/src/contract/gen/rpc.js';
import type { RpcCallOptions } from '../../packages/host-bindings/src/codegen-v1/index.js';

/** What the suite needs of a provider: calls reach the services by these names. */
export interface RpcSuiteOptions {
  /** Opens a provider with the suite's services, which takes the time from `now`. */
  open(
    services: Readonly<Record<string, RpcService>>,
    now: () => number,
  ): Promise<{ readonly rpc: Rpc; close(): Promise<void> }>;
}

/** One call that reached the suite's service. */
export interface Received {
  readonly method: string;
  readonly payload: Uint8Array;
  readonly options: RpcCallOptions;
  /** Answers it. */
  readonly answer: (value: Uint8Array) => void;
  /** Lets it fail. */
  readonly fail: (error: Error) => void;
}

/** A service whose calls are answered by hand. */
export class ManualService implements RpcService {
  readonly received: Received[] = [];
  #arrived: (() => void)[] = [];

  call(method: string, payload: Uint8Array, options: RpcCallOptions = {}): Promise<Uint8Array> {
    return new Promise((answer, fail) => {
      this.received.push({ method, payload, options, answer, fail });
      for (const resolve of this.#arrived.splice(0)) resolve();
    });
  }

  /** The call with a number, counted from 0, once it is there. */
  async arrival(index: number): Promise<Received> {
    while (this.received.length <= index) {
      await new Promise<void>((resolve) => this.#arrived.push(resolve));
    }
    return this.received[index]!;
  }
}

/** A service that answers with the payload, and fails by its name. */
export const echo: RpcService = {
  call(method, payload) {
    if (method === 'echo') return payload;
    if (method === 'conflict') throw new HostError('conflict', 'it is there already');
    if (method === 'limit') throw new HostError('limit', { what: 'tries', used: 2, maximum: 1 });
    throw new Error('password is hunter2');
  },
};

/** A call by a function, in terms that the suite varies. */
export function createCall(options: Partial<CallContext> = {}): CallContext {
  return {
    functionName: 'suite',
    requestId: 'request-1',
    deadline: Date.now() + 20_000,
    signal: new AbortController().signal,
    ...options,
  };
}
