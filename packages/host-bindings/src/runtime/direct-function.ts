import { type ExportFunction, ResultError, type RpcCallOptions } from '../codegen-v1/index.js';
import { type Context as HttpContext, httpHandler } from '../contract/gen/http-handler.js';
import type { Request as HttpRequest, Response as HttpResponse } from '../contract/gen/http.js';
import { type Context as RpcContext, rpcHandler } from '../contract/gen/rpc-handler.js';
import type * as types from '../contract/gen/types.js';
import { HostError } from '../contract/index.js';
import type { Limits } from '../contract/limits.js';
import type { Delta, Snapshot } from '../linker/index.js';
import { RequestCall } from './call.js';
import { type FunctionLog, markLogged } from './function-log.js';
import type { DirectInstances } from './direct-instances.js';
import type { HostOptions } from './host.js';
import { InstancePool, retireLimit } from './instance-pool.js';
import type { PoolSettings } from './pool-options.js';
import type { PoolStatus } from './pool-status.js';
import { observeRequest, type RequestMetric } from './request-metric.js';
import type { GuestInstance } from './guest-instance.js';
import { type GuestObserver, observeTurn } from './guest-observer.js';
import type { FunctionSession, SessionOptions } from './function-session.js';
import { DirectSession } from './direct-session.js';
import { type HandleOptions, type Isolation, LoadedFunction } from './loaded-function.js';
import { watchTask } from './watch-task.js';
import { describeError, errorAnswer } from './served-request.js';

/** What a {@link DirectFunction} is made of. */
export interface DirectFunctionOptions {
  readonly name: string;
  readonly instancesOf: DirectInstances;
  readonly limits: Limits;
  /** How many instances are kept. */
  readonly pool: PoolSettings;
  readonly log: FunctionLog;
  readonly isolation: Isolation;
  readonly observer?: GuestObserver | undefined;
  /** Told of each request; undefined where nobody asks. */
  readonly onRequest: HostOptions['onRequest'];
  readonly onDispose: () => void;
}

const handleFunction = httpHandler.functions[0]!;
const callFunction = rpcHandler.functions[0]!;
const requestIsOver = new HostError('cancelled', 'the request is over');

/**
 * A function that imports its hostcalls directly: a component of a compiled language. An instance
 * serves one request at a time, and is restored before each, or in shared mode after a number of them;
 * there are as many as there are requests that wait at once, up to a maximum.
 */
export class DirectFunction extends LoadedFunction {
  readonly #options: DirectFunctionOptions;
  readonly #base: Snapshot;
  readonly #delta: Delta;
  readonly #pool: InstancePool<GuestInstance>;
  readonly #leaveThreads: (() => void) | undefined;
  readonly #sessions = new Set<DirectSession>();
  /** Requests that an instance may still serve as it is. One that is not in it is restored. */
  readonly #lives = new WeakMap<GuestInstance, number>();
  #isDisposed = false;

  constructor(options: DirectFunctionOptions) {
    super(options.name, options.limits);
    this.#options = options;
    const { image, maximum, ahead, create, isWanted } = options.instancesOf;
    const { memory, globals } = image;
    this.#base = { memory: memory.slice(0, usedBytes(memory)), globals };
    this.#delta = { pages: memory.length / 65_536, globals, runs: [] };
    const source = { create, isWanted, retireBytes: retireLimit(memory.length) };
    const minimum = Math.min(options.pool.minimum, ahead, maximum);
    this.#pool = new InstancePool(source, { ...options.pool, maximum, minimum });
    this.#leaveThreads = options.instancesOf.onSpare?.(() => this.#pool.spare());
  }

  override handle(request: HttpRequest, options: HandleOptions = {}): Promise<HttpResponse> {
    if (!this.#serves(handleFunction)) {
      return this.#refuse(
        'invalid',
        `component "${this.name}" does not export "${httpHandler.name}"`,
      );
    }
    const { requestId = crypto.randomUUID(), clientAddress } = options;
    const { wallMs } = this.#options.limits;
    const deadline = Date.now() + wallMs;
    const context: HttpContext = { requestId, deadline, clientAddress };
    return this.#observe('http', {
      fn: handleFunction,
      args: [request, context],
      call: new RequestCall(this.name, requestId, deadline),
      allowedMs: wallMs,
      cancel: options,
    }) as Promise<HttpResponse>;
  }

  override call(
    method: string,
    payload: Uint8Array,
    options: RpcCallOptions = {},
  ): Promise<Uint8Array> {
    if (!this.#serves(callFunction)) {
      return this.#refuse(
        'not-found',
        `component "${this.name}" does not export "${rpcHandler.name}"`,
      );
    }
    const { requestId = crypto.randomUUID(), caller, idempotencyKey, depth } = options;
    const now = Date.now();
    const latest = now + this.#options.limits.wallMs;
    const deadline = Math.min(latest, options.deadline ?? latest);
    if (deadline <= now) return this.#refuse('timeout', 'the deadline is over');
    const context: RpcContext = { requestId, deadline, caller, idempotencyKey };
    return this.#observe('rpc', {
      fn: callFunction,
      args: [method, payload, context],
      call: new RequestCall(this.name, requestId, deadline, depth),
      allowedMs: Math.ceil(deadline - now),
      cancel: options,
      errorAnswer,
    }) as Promise<Uint8Array>;
  }

  #serves(fn: ExportFunction): boolean {
    return this.#options.instancesOf.exported.find(fn) !== undefined;
  }

  #refuse(code: 'invalid' | 'not-found' | 'timeout', text: string): Promise<never> {
    return Promise.reject(new HostError(code, text));
  }

  #observe(kind: RequestMetric['kind'], served: DirectCall): Promise<unknown> {
    const { onRequest } = this.#options;
    if (onRequest === undefined) return this.#run(served);
    return observeRequest(onRequest, { call: served.call, kind, run: () => this.#run(served) });
  }

  #run(served: DirectCall): Promise<unknown> {
    let guest: GuestInstance | undefined;
    try {
      this.#assertLoaded();
      guest = this.#pool.tryTake();
    } catch (error) {
      return Promise.reject(error as HostError);
    }
    if (guest !== undefined) return this.#serve(guest, served);
    return this.#wait(served).then((given) => this.#serve(given, served));
  }

  async #serve(guest: GuestInstance, served: DirectCall): Promise<unknown> {
    const { call } = served;
    let going: Promise<void> | undefined;
    let isSound = false;
    try {
      if (guest.isDirty && !this.#lives.has(guest)) this.#restore(guest);
      guest.call = call;
      const answer = this.#enter(guest, served);
      going = guest.going;
      isSound = true;
      if (going === undefined) return answer;
      going.catch(() => (isSound = false));
      const { limits, log } = this.#options;
      return await watchTask(guest, {
        going,
        answer,
        call,
        signal: served.cancel.signal,
        allowedMs: served.allowedMs,
        wallMs: limits.wallMs,
        onBreak: (error) => {
          if (error instanceof HostError) log.write('warn', error.rawMessage, call);
          else log.trap(error, guest.takeStderr(), call);
        },
        onEnd: () => this.#end(guest, call, isSound),
      });
    } catch (error) {
      if (going === undefined) isSound = error instanceof ResultError;
      const answer = error instanceof ResultError ? served.errorAnswer?.(error) : undefined;
      throw answer ?? this.#failure(error, guest, call);
    } finally {
      if (going === undefined) this.#end(guest, call, isSound);
    }
  }

  async #wait({ call, cancel }: DirectCall): Promise<GuestInstance> {
    const began = performance.now();
    try {
      return await this.#pool.take(call.deadline, cancel.signal);
    } finally {
      call.usages[0]!.waitMs = performance.now() - began;
    }
  }

  #restore(guest: GuestInstance): void {
    this.#lives.delete(guest);
    guest.restore(this.#base, this.#delta);
    this.#pool.restores++;
  }

  /** What its instances have done and hold. */
  get status(): PoolStatus {
    return this.#pool.status;
  }

  /** Enters the guest: what it does before it waits is its turn. */
  #enter(guest: GuestInstance, { fn, args, call }: DirectCall): unknown {
    const { observer } = this.#options;
    if (observer === undefined) return guest.invoke(fn, args);
    return observeTurn(observer, call, () => guest.invoke(fn, args));
  }

  /** A request is over, and its instance free once the guest has been left. */
  #end(guest: GuestInstance, call: RequestCall, isSound: boolean): void {
    const { limits } = this.#options;
    const isKept = this.#options.isolation === 'shared' && this.#keep(guest, isSound);
    // Where the guest was told that a provider waits, nothing of what it goes on with is wanted. What
    // the guest holds ends with the request, and so do its streams.
    this.#options.log.cpuUsed(call, limits);
    call.abort(requestIsOver);
    guest.dropHandles();
    if (isKept) guest.channels.reset();
    const { entered } = guest;
    if (entered === undefined) return this.#pool.release(guest);
    const release = (): void => this.#pool.release(guest);
    entered.then(release, release);
  }

  /** Whether an instance serves its next request as this one has left it. */
  #keep(guest: GuestInstance, isSound: boolean): boolean {
    const left = (this.#lives.get(guest) ?? this.#options.limits.instanceRequests) - 1;
    const isKept = isSound && left > 0;
    if (isKept) this.#lives.set(guest, left);
    else this.#lives.delete(guest);
    return isKept;
  }

  /** What the caller is told of the function's own failure, which goes to the log. */
  #failure(error: unknown, guest: GuestInstance, call: RequestCall): HostError {
    const { log } = this.#options;
    if (error instanceof HostError) {
      if (error.code === 'timeout') log.write('error', error.rawMessage, call);
      return error;
    }
    if (error instanceof ResultError)
      log.failure(describeError(error.payload as types.Error), call);
    else log.trap(error as Error, guest.takeStderr(), call);
    const failure = new HostError('internal', 'the function failed', { cause: error });
    markLogged(failure);
    return failure;
  }

  override async open(options: SessionOptions = {}): Promise<FunctionSession> {
    this.#assertLoaded();
    if (this.#sessions.size >= this.#options.instancesOf.maximum) {
      throw new HostError(
        'unavailable',
        `${this.#sessions.size} sessions of "${this.name}" are open, as many as there may be; dispose of one`,
      );
    }
    const guest =
      this.#pool.tryTake() ??
      (await this.#pool.take(Date.now() + this.#options.limits.wallMs, options.signal));
    if (guest.isDirty) this.#restore(guest);
    const session: DirectSession = new DirectSession(this.#options, guest, {
      ...options,
      onOver: () => this.#sessions.delete(session),
      onEnd: () => this.#pool.release(guest),
    });
    this.#sessions.add(session);
    return session;
  }

  #assertLoaded(): void {
    if (!this.#isDisposed) return;
    throw new HostError('unavailable', `function "${this.name}" is disposed of`);
  }

  override dispose(): void {
    this.#isDisposed = true;
    for (const session of this.#sessions) session.dispose();
    this.#leaveThreads?.();
    this.#pool.close(new HostError('unavailable', 'the function is disposed of'));
    this.#options.onDispose();
  }
}

/** Bytes up to the last one that is not 0: to fill the rest is quicker than to copy it. */
function usedBytes(memory: Uint8Array): number {
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.length / 4);
  return (words.findLastIndex((word) => word !== 0) + 1) * 4;
}

/** A call of an export. */
interface DirectCall {
  readonly fn: ExportFunction;
  readonly args: readonly unknown[];
  readonly call: RequestCall;
  /** Milliseconds from the beginning to the deadline. */
  readonly allowedMs: number;
  /** Has the signal of a client that goes. It may be made when it is looked at, so only what waits does. */
  readonly cancel: { readonly signal?: AbortSignal | undefined };
  /** What the caller is told of an err case; undefined where it is a failure for the log alone. */
  readonly errorAnswer?: (error: ResultError<unknown>) => Error | undefined;
}
