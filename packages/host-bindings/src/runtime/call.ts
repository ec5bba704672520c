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
  /** Hostcalls under way whose signal somebody has looked at. */
  #events: Set<EventCall> | undefined;

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
    if (this.#events === undefined) return;
    for (const event of this.#events) event.abort(reason);
    this.#events = undefined;
  }

  /** Takes a hostcall's signal along when this one fires, until it is let go of. */
  hold(event: EventCall): void {
    if (this.#reason === undefined) (this.#events ??= new Set()).add(event);
    else event.abort(this.#reason);
  }

  /** The hostcall is over. */
  release(event: EventCall): void {
    this.#events?.delete(event);
  }
}

/** One hostcall of a request: fires its signal when it is cancelled or the request is over. */
export class EventCall implements CallContext {
  readonly #request: RequestCall;
  #controller: AbortController | undefined;
  #reason: Error | undefined;
  #isOver = false;

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
      else if (!this.#isOver) this.#request.hold(this);
    }
    return this.#controller.signal;
  }

  /** The call has been answered: its request keeps nothing of it. */
  end(): void {
    this.#isOver = true;
    if (this.#controller !== undefined) this.#request.release(this);
  }

  abort(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}
