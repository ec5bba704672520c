import type { CallContext } from '../codegen-v1/index.js';

/**
 * One request that a function is serving: what its hostcalls are told. The abort signal is made
 * only when somebody looks at it, because most requests never do.
 */
export class RequestCall implements CallContext {
  readonly functionName: string;
  readonly requestId: string;
  readonly deadline: number;
  #controller: AbortController | undefined;
  #reason: Error | undefined;

  constructor(functionName: string, requestId: string, deadline: number) {
    this.functionName = functionName;
    this.requestId = requestId;
    this.deadline = deadline;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Fires the signal: nobody wants the results of this request's hostcalls any more. */
  abort(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}

/** One hostcall of a request: fires its signal when it is cancelled or the request is over. */
export class EventCall implements CallContext {
  readonly #request: RequestCall;
  #controller: AbortController | undefined;
  #reason: Error | undefined;

  constructor(request: RequestCall) {
    this.#request = request;
  }

  get functionName(): string {
    return this.#request.functionName;
  }

  get requestId(): string {
    return this.#request.requestId;
  }

  get deadline(): number {
    return this.#request.deadline;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
      const outer = this.#request.signal;
      if (outer.aborted) this.abort(outer.reason as Error);
      else outer.addEventListener('abort', () => this.abort(outer.reason as Error), { once: true });
    }
    return this.#controller.signal;
  }

  abort(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}
