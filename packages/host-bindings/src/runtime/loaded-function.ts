import { randomUUID } from 'node:crypto';
import { ResultError, ValueReader, ValueWriter } from '../codegen-v1/index.js';
import { type Context, httpHandler } from '../contract/gen/http-handler.js';
import type { Request as HttpRequest, Response as HttpResponse } from '../contract/gen/http.js';
import type * as types from '../contract/gen/types.js';
import { HostError } from '../contract/index.js';
import type { Limits } from '../contract/limits.js';
import type { Delta } from '../linker/index.js';
import { RequestCall } from './call.js';
import type { Engine } from './engine.js';
import { type FunctionLog, markLogged } from './function-log.js';
import type { BoundInterface } from './host-interfaces.js';
import type { InstancePool } from './instance-pool.js';
import type { RingInstance, RingTask } from './ring-instance.js';
import { toHttpRequest, toWebResponse } from './web-messages.js';

/**
 * What a request sees of earlier ones.
 * - `request`: nothing. The instance is restored to the function's image before each request.
 * - `shared`: module state. One instance serves several requests at once, and is renewed after a number of them.
 */
export type Isolation = 'request' | 'shared';

/** What the caller of {@link LoadedFunction.handle} knows of a request beside the request. */
export interface HandleOptions {
  /** Unique id; the log's lines carry it. Default: a random UUID. */
  readonly requestId?: string;
  /** Address of the client. */
  readonly clientAddress?: string | undefined;
  /** Fires when the client has gone. Looked at only when the answer does not come at once. */
  readonly signal?: AbortSignal | undefined;
}

/** Everything that a {@link LoadedFunction} is made of. */
export interface LoadedFunctionOptions {
  readonly name: string;
  readonly engine: Engine;
  readonly pool: InstancePool;
  readonly delta: Delta;
  readonly imports: readonly BoundInterface[];
  readonly exports: readonly string[];
  readonly limits: Limits;
  readonly log: FunctionLog;
  readonly isolation: Isolation;
  readonly onDispose: () => void;
}

const handleFunction = httpHandler.functions[0]!;
const handleName = `${httpHandler.name}#${handleFunction.name}`;
const restoreReason = new HostError('cancelled', 'the request is over');

/** A function that a host has loaded. */
export class LoadedFunction {
  /** Name, for logs. */
  readonly name: string;
  readonly #options: LoadedFunctionOptions;
  readonly #entry: number;
  #shared: SharedInstance | undefined;
  #isDisposed = false;

  constructor(options: LoadedFunctionOptions) {
    this.name = options.name;
    this.#options = options;
    this.#entry = options.exports.indexOf(handleName);
    if (this.#entry < 0) {
      throw new HostError(
        'invalid',
        `function "${options.name}" serves no HTTP; call run(handler) in its entry`,
      );
    }
  }

  /**
   * Answers a request of the Fetch standard. Never rejects for the function's faults: they become a
   * 500 problem+json with the request id, a missed deadline a 504, a full queue a 503.
   *
   * @example
   * ```ts
   * const response = await fn.fetch(new Request('http://localhost/?name=you'));
   * ```
   */
  async fetch(request: Request, options: HandleOptions = {}): Promise<Response> {
    const requestId = options.requestId ?? randomUUID();
    try {
      const message = await toHttpRequest(request, this.#options.limits);
      const response = await this.handle(message, {
        signal: request.signal,
        ...options,
        requestId,
      });
      return toWebResponse(response, request.method, requestId);
    } catch (error) {
      return toWebResponse(error, request.method, requestId);
    }
  }

  /**
   * Answers a request in the contract's own types: what adapters for servers call.
   *
   * @throws {HostError} `timeout`, `unavailable` (no instance is free), `cancelled` (the client has
   * gone before one was), or `internal`.
   */
  handle(request: HttpRequest, options: HandleOptions = {}): Promise<HttpResponse> {
    if (this.#isDisposed) {
      return Promise.reject(new HostError('unavailable', `function "${this.name}" is disposed of`));
    }
    const { pool, limits } = this.#options;
    const deadline = Date.now() + limits.wallMs;
    const shared = this.#options.isolation === 'shared';
    const instance = shared ? this.#takeShared() : pool.tryTake();
    if (instance !== undefined) return this.#serve(instance, request, options, deadline);
    return pool.take(deadline, options.signal).then((later) => {
      const given = shared ? this.#share(later) : later;
      return this.#serve(given, request, options, deadline);
    });
  }

  /** Forgets the function. Requests under way are answered. */
  dispose(): void {
    this.#isDisposed = true;
    if (this.#shared !== undefined) this.#retire(this.#shared);
    this.#options.onDispose();
  }

  /** The shared instance, renewed where it has served its number of requests or broke. */
  #takeShared(): RingInstance | undefined {
    const current = this.#useShared();
    if (current !== undefined) return current;
    if (this.#shared !== undefined) this.#retire(this.#shared);
    const instance = this.#options.pool.tryTake();
    return instance === undefined ? undefined : this.#share(instance);
  }

  #useShared(): RingInstance | undefined {
    const shared = this.#shared;
    if (shared === undefined || shared.instance.isBroken) return undefined;
    if (shared.requests >= this.#options.limits.instanceRequests) return undefined;
    shared.requests++;
    return shared.instance;
  }

  /** Makes an instance the shared one, unless another has become so while this one was waited for. */
  #share(instance: RingInstance): RingInstance {
    const current = this.#useShared();
    if (current !== undefined) {
      this.#options.pool.release(instance);
      return current;
    }
    if (this.#shared !== undefined) this.#retire(this.#shared);
    this.#prepare(instance);
    this.#shared = { instance, requests: 1, active: 0 };
    return instance;
  }

  /** No further request goes to a shared instance; it goes back once those under way are over. */
  #retire(shared: SharedInstance): void {
    if (this.#shared === shared) this.#shared = undefined;
    if (shared.active === 0) this.#options.pool.release(shared.instance);
  }

  #prepare(instance: RingInstance): void {
    const { engine, delta, imports } = this.#options;
    if (instance.guest.isDirty || instance.guest.image !== delta)
      instance.restore(engine.base, delta, restoreReason);
    instance.ring.imports = imports;
  }

  #serve(
    instance: RingInstance,
    request: HttpRequest,
    options: HandleOptions,
    deadline: number,
  ): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      const { pool } = this.#options;
      const shared = this.#shared?.instance === instance ? this.#shared : undefined;
      if (shared === undefined) this.#prepare(instance);
      else if (shared.active++ === 0) pool.unkeep(instance);
      const leave = (usable: boolean): void => {
        if (shared === undefined) return pool.release(instance);
        shared.active--;
        if (!usable || this.#shared !== shared) this.#retire(shared);
        else if (shared.active === 0) pool.keep(instance, () => this.#retire(shared));
      };
      const requestId = options.requestId ?? randomUUID();
      const call = new RequestCall(this.name, requestId, deadline);
      const served = new ServedRequest(this.#options, instance, call, { resolve, reject, leave });
      const writer = new ValueWriter(instance.guest.handles, 128, true);
      const context: Context = {
        requestId,
        deadline: call.deadline,
        clientAddress: options.clientAddress,
      };
      (handleFunction.encodeArguments as EncodeHandle)(writer, request, context);
      const task = instance.start(served, this.#entry, writer.finish(), writer.text);
      if (!served.isOver) served.watch(task, options.signal);
    });
  }
}

type EncodeHandle = (writer: ValueWriter, request: HttpRequest, context: Context) => void;

/** An instance that serves several requests at once. */
interface SharedInstance {
  readonly instance: RingInstance;
  /** Requests that it was given so far. */
  requests: number;
  /** Requests that it is serving. */
  active: number;
}

/** Where the outcome of a request goes. */
interface Outcome {
  readonly resolve: (response: HttpResponse) => void;
  readonly reject: (error: Error) => void;
  /** The instance is free of the request; not usable for others where the request was given up. */
  readonly leave: (usable: boolean) => void;
}

/** One request while an instance serves it. */
class ServedRequest implements RingTask {
  readonly call: RequestCall;
  /** Whether the instance is free of this request. */
  isOver = false;
  readonly #options: LoadedFunctionOptions;
  readonly #instance: RingInstance;
  readonly #outcome: Outcome;
  #isAnswered = false;
  #timer: NodeJS.Timeout | undefined;
  #signal: AbortSignal | undefined;
  #onAbort: (() => void) | undefined;

  constructor(
    options: LoadedFunctionOptions,
    instance: RingInstance,
    call: RequestCall,
    outcome: Outcome,
  ) {
    this.#options = options;
    this.#instance = instance;
    this.call = call;
    this.#outcome = outcome;
  }

  /** The answer did not come at once: look after the deadline and the client. */
  watch(task: number, signal: AbortSignal | undefined): void {
    this.#startTimer();
    if (signal === undefined) return;
    this.#signal = signal;
    this.#onAbort = () => this.#instance.abort(task, 'the client has gone');
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  onFinish(output: Uint8Array, text: string, pending: boolean): void {
    try {
      const { handles } = this.#instance.guest;
      const { liftBytes, liftElements } = this.#options.limits;
      const reader = new ValueReader(
        output,
        handles,
        { bytes: liftBytes, elements: liftElements },
        text,
      );
      this.#answer(handleFunction.decodeResult(reader) as HttpResponse);
    } catch (error) {
      if (error instanceof ResultError)
        this.#options.log.failure(describe(error.payload as types.Error), this.call);
      else this.#options.log.trap(error as Error, '', this.call);
      this.#fail(new HostError('internal', 'the function failed', { cause: error }));
    }
    if (!pending) this.#finish(true);
    else if (this.#timer !== undefined && !this.isOver) this.#startTimer();
  }

  onEnd(): void {
    this.#finish(true);
  }

  onTrap(error: Error, stderr: string): void {
    this.#options.log.trap(error, stderr, this.call);
    this.#fail(new HostError('internal', 'the function trapped', { cause: error }));
    this.#finish(false);
  }

  #answer(response: HttpResponse): void {
    this.#isAnswered = true;
    this.#outcome.resolve(response);
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
      `the function did not ${this.#isAnswered ? 'end' : 'answer'} within ${wallMs} ms`,
    );
    this.#options.log.write(this.#isAnswered ? 'warn' : 'error', late.rawMessage, this.call);
    this.#fail(late);
    this.call.abort(late);
    if (this.#options.isolation === 'request') {
      // Nothing that the guest asked for takes effect any more.
      this.#instance.restore(this.#options.engine.base, this.#options.delta, late);
    }
    this.#finish(false);
  }

  #finish(usable: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.#timer);
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener('abort', this.#onAbort);
    // The guest may still be on the stack: it is given to another request only once it has returned.
    queueMicrotask(() => this.#outcome.leave(usable));
  }
}

/** Message and stack of the guest, in one text. */
function describe(error: types.Error): string {
  return typeof error.val === 'string'
    ? error.val
    : `${error.val.what} is ${error.val.used}, over the limit of ${error.val.maximum}`;
}
