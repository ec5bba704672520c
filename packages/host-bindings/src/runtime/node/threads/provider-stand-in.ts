import type { CallContext } from '../../../codegen-v1/index.js';
import type { Send } from './body-exchange.js';
import { packValue } from './portable-bytes.js';
import { unpackError } from './portable-error.js';
import type { FromThread, ToThread } from './protocol.js';

/** A hostcall that the main thread has not answered yet. */
interface PendingAsk {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly leave: () => void;
}

/** A thread's end of the hostcalls that the main thread answers. */
export class ProviderStandIns {
  readonly #send: Send<FromThread>;
  readonly #pending = new Map<number, PendingAsk>();
  #last = 0;

  constructor(send: Send<FromThread>) {
    this.#send = send;
  }

  /** An object whose methods are calls of a provider on the main thread, and answer promises. */
  create(provider: string, methods: readonly string[]): object {
    const entries = methods.map((method) => [
      method,
      (...args: readonly unknown[]) => this.#ask(provider, method, args),
    ]);
    return Object.fromEntries(entries) as object;
  }

  /** Takes the answer to a call. */
  receive(message: ToThread & { readonly type: 'told' | 'told-error' }): void {
    const pending = this.#pending.get(message.ask);
    if (pending === undefined) return;
    this.#pending.delete(message.ask);
    pending.leave();
    if (message.type === 'told') pending.resolve(message.value);
    else pending.reject(unpackError(message.error));
  }

  #ask(provider: string, method: string, args: readonly unknown[]): Promise<unknown> {
    const context = args.at(-1) as CallContext;
    const { functionName, requestId, deadline, depth = 0, signal } = context;
    const ask = ++this.#last;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => this.#send({ type: 'ask-abort', ask });
      const leave = (): void => signal.removeEventListener('abort', onAbort);
      this.#pending.set(ask, { resolve, reject, leave });
      const transfer: ArrayBuffer[] = [];
      const packed = packValue(args.slice(0, -1), transfer);
      const call = { functionName, requestId, deadline, depth };
      this.#send({ type: 'ask', ask, provider, method, args: packed, call }, transfer);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
  }
}
