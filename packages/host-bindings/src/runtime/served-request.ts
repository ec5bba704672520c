import { type ExportFunction, ResultError, ValueReader } from '../codegen-v1/index.js';
import type * as types from '../contract/gen/types.js';
import { HostError, type HostErrorCode } from '../contract/index.js';
import type { RequestCall } from './call.js';
import { markLogged } from './function-log.js';
import type { RingFunctionOptions } from './ring-function.js';
import type { RingInstance, RingTask } from './ring-instance.js';

/** A call of one of a function's exports: a request, or a method. */
export interface ExportCall {
  readonly fn: ExportFunction;
  /** Index of the export in what the guest described. */
  readonly entry: number;
  readonly args: readonly unknown[];
  /** What the caller is told of an err case; undefined where it is a failure for the log alone. */
  readonly errorAnswer?: (error: ResultError<unknown>) => Error | undefined;
  readonly context: RequestCall;
  /** Milliseconds from the beginning to the deadline. */
  readonly allowedMs: number;
  /** Has the signal of a client that goes. It may be made when it is looked at, so only what waits does. */
  readonly cancel: { readonly signal?: AbortSignal | undefined };
}

/** Where the outcome of a request goes. */
export interface Outcome {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  /** The instance is free of the request; not usable for others where the request was given up. */
  readonly leave: (usable: boolean) => void;
}

/** One request while an instance serves it. */
export class ServedRequest implements RingTask {
  /** Whether the instance is free of this request. */
  isOver = false;
  readonly #options: RingFunctionOptions;
  readonly #served: ExportCall;
  readonly #instance: RingInstance;
  readonly #outcome: Outcome;
  #isAnswered = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #signal: AbortSignal | undefined;
  #onAbort: (() => void) | undefined;

  constructor(
    options: RingFunctionOptions,
    instance: RingInstance,
    served: ExportCall,
    outcome: Outcome,
  ) {
    this.#options = options;
    this.#instance = instance;
    this.#served = served;
    this.#outcome = outcome;
  }

  get call(): RequestCall {
    return this.#served.context;
  }

  /** The answer did not come at once: look after the deadline and the client. */
  watch(task: number): void {
    this.#startTimer();
    const { signal } = this.#served.cancel;
    if (signal === undefined) return;
    this.#signal = signal;
    this.#onAbort = () => this.#instance.abort(task, 'the client has gone');
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  onFinish(output: Uint8Array, text: string, pending: boolean): void {
    let reader: ValueReader | undefined;
    try {
      const { handles } = this.#instance.guest;
      const { liftBytes, liftElements } = this.#options.limits;
      reader = new ValueReader(output, handles, { bytes: liftBytes, elements: liftElements }, text);
      this.#answer(this.#served.fn.decodeResult(reader));
    } catch (error) {
      this.#refuse(error);
      // What it gave beside something that is no answer, nobody gets: it is gone like what was not given.
      for (const fault of reader?.discard() ?? []) this.#instance.ring.onFault?.(fault);
    }
    if (!pending) this.#finish(true);
    else if (this.#timer !== undefined && !this.isOver) this.#startTimer();
  }

  onFail(reason: string, pending: boolean): void {
    this.#fail(new HostError('internal', 'the function failed', { cause: new Error(reason) }));
    this.#options.log.failure(reason, this.call);
    if (!pending) this.#finish(true);
    else if (this.#timer !== undefined && !this.isOver) this.#startTimer();
  }

  onEnd(): void {
    this.#finish(true);
  }

  /** Nobody waits for the request any more: its instance is taken away. */
  cancel(reason: HostError): void {
    this.#fail(reason);
    this.call.abort(reason);
    this.#finish(false);
  }

  onTrap(error: Error, stderr: string): void {
    this.#fail(new HostError('internal', 'the function trapped', { cause: error }));
    this.#finish(false);
    this.#options.log.trap(error, stderr, this.call);
  }

  #answer(value: unknown): void {
    this.#isAnswered = true;
    this.#outcome.resolve(value);
  }

  /** The function answered its err case, or something that is no answer. */
  #refuse(error: unknown): void {
    const answer = error instanceof ResultError ? this.#served.errorAnswer?.(error) : undefined;
    if (answer !== undefined) {
      this.#isAnswered = true;
      this.#outcome.reject(answer);
      return;
    }
    this.#fail(new HostError('internal', 'the function failed', { cause: error }));
    if (error instanceof ResultError)
      this.#options.log.failure(describeError(error.payload as types.Error), this.call);
    else this.#options.log.trap(error as Error, '', this.call);
  }

  /** Rejects with a failure that was logged before. */
  #fail(error: Error): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    markLogged(error);
    this.#outcome.reject(error);
  }

  /** The time for the answer, then once more the same for what goes on after it. */
  #startTimer(): void {
    clearTimeout(this.#timer);
    const left = this.#isAnswered
      ? this.#options.limits.wallMs
      : Math.max(0, this.call.deadline - Date.now());
    this.#timer = setTimeout(() => this.#expire(), left);
  }

  #expire(): void {
    const { wallMs } = this.#options.limits;
    const late = new HostError(
      'timeout',
      this.#isAnswered
        ? `the function did not end within ${wallMs} ms`
        : `the function did not answer within ${this.#served.allowedMs} ms`,
    );
    this.#options.log.write(this.#isAnswered ? 'warn' : 'error', late.rawMessage, this.call);
    this.#fail(late);
    this.call.abort(late);
    if (this.#options.isolation === 'request') {
      // Nothing that the guest asked for takes effect any more.
      const { engine, image } = this.#options;
      this.#instance.restore(engine.base, image.delta, late);
      this.#options.pool.restores++;
    }
    this.#finish(false);
  }

  #finish(usable: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.#timer);
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener('abort', this.#onAbort);
    // The guest may still be on the stack: it is given to another request only once it has returned.
    queueMicrotask(() => {
      // Of a guest that broke, the log has the reason already.
      if (!this.#instance.isBroken) this.#options.log.cpuUsed(this.call, this.#options.limits);
      this.#outcome.leave(usable);
    });
  }
}

/**
 * The error that a method answered, for its caller. Undefined where it is the method's own failure: its
 * text has the stack, which is for the callee's log alone.
 */
export function errorAnswer(error: ResultError<unknown>): HostError | undefined {
  const { tag, val } = error.payload as types.Error;
  return tag === 'internal' ? undefined : new HostError<HostErrorCode>(tag, val);
}

/** Message and stack of the guest, in one text. */
export function describeError(error: types.Error): string {
  return typeof error.val === 'string'
    ? error.val
    : `${error.val.what} is ${error.val.used}, over the limit of ${error.val.maximum}`;
}
