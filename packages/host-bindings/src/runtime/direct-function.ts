import { type ExportFunction, ResultError, type RpcCallOptions } from '../codegen-v1/index.js';
import { type Context as HttpContext, httpHandler } from '../contract/gen/http-handler.js';
import type { Request as HttpRequest, Response as HttpResponse } from '../contract/gen/http.js';
import { type Context as RpcContext, rpcHandler } from '../contract/gen/rpc-handler.js';
import type * as types from '../contract/gen/types.js';
import { HostError } from '../contract/index.js';
import type { Limits } from '../contract/limits.js';
import { RequestCall } from './call.js';
import { type FunctionLog, markLogged } from './function-log.js';
import { GuestInstance, type InstanceOptions } from './guest-instance.js';
import type { GuestObserver } from './guest-observer.js';
import type { FunctionSession, SessionOptions } from './function-session.js';
import { DirectSession } from './direct-session.js';
import { type HandleOptions, LoadedFunction } from './loaded-function.js';
import { watchTask } from './watch-task.js';
import { describeError, errorAnswer } from './served-request.js';

/** What a {@link DirectFunction} is made of. */
export interface DirectFunctionOptions {
  readonly name: string;
  readonly instance: InstanceOptions;
  readonly limits: Limits;
  /** Most sessions that are open at a time: each has an instance of its own. */
  readonly sessions: number;
  readonly log: FunctionLog;
  readonly observer?: GuestObserver | undefined;
  readonly onDispose: () => void;
}

const handleFunction = httpHandler.functions[0]!;
const callFunction = rpcHandler.functions[0]!;
const requestIsOver = new HostError('cancelled', 'the request is over');

/**
 * A function that imports its hostcalls directly: a component of a compiled language. One instance
 * serves all requests, one after the other, restored before each. A provider that has to wait answers
 * `unavailable`: the guest cannot be suspended yet; only streams and futures can be waited for.
 */
export class DirectFunction extends LoadedFunction {
  readonly #options: DirectFunctionOptions;
  readonly #guest: GuestInstance;
  readonly #base: ReturnType<GuestInstance['takeSnapshot']>;
  readonly #delta: Parameters<GuestInstance['restore']>[1];
  readonly #sessions = new Set<DirectSession>();
  /** Instances of sessions that are over. */
  readonly #idle: GuestInstance[] = [];
  #isDisposed = false;

  constructor(options: DirectFunctionOptions) {
    super(options.name, options.limits);
    this.#options = options;
    this.#guest = new GuestInstance(options.instance);
    this.#base = this.#guest.takeSnapshot();
    const { memory, globals } = this.#base;
    this.#delta = { pages: memory.length / 65_536, globals, runs: [] };
  }

  override async handle(request: HttpRequest, options: HandleOptions = {}): Promise<HttpResponse> {
    if (!this.#serves(handleFunction)) {
      throw new HostError(
        'invalid',
        `component "${this.name}" does not export "${httpHandler.name}"`,
      );
    }
    const { requestId = crypto.randomUUID(), clientAddress } = options;
    const deadline = Date.now() + this.#options.limits.wallMs;
    const context: HttpContext = { requestId, deadline, clientAddress };
    const call = new RequestCall(this.name, requestId, deadline);
    try {
      return (await this.#run(handleFunction, [request, context], call)) as HttpResponse;
    } catch (error) {
      throw this.#failure(error, call);
    }
  }

  override async call(
    method: string,
    payload: Uint8Array,
    options: RpcCallOptions = {},
  ): Promise<Uint8Array> {
    if (!this.#serves(callFunction)) {
      throw new HostError(
        'not-found',
        `component "${this.name}" does not export "${rpcHandler.name}"`,
      );
    }
    const { requestId = crypto.randomUUID(), caller, idempotencyKey, depth } = options;
    const now = Date.now();
    const latest = now + this.#options.limits.wallMs;
    const deadline = Math.min(latest, options.deadline ?? latest);
    if (deadline <= now) throw new HostError('timeout', 'the deadline is over');
    const context: RpcContext = { requestId, deadline, caller, idempotencyKey };
    const call = new RequestCall(this.name, requestId, deadline, depth);
    try {
      return (await this.#run(callFunction, [method, payload, context], call)) as Uint8Array;
    } catch (error) {
      const answer = error instanceof ResultError ? errorAnswer(error) : undefined;
      throw answer ?? this.#failure(error, call);
    }
  }

  #serves(fn: ExportFunction): boolean {
    return this.#guest.has(fn.interface, fn.name);
  }

  async #run(fn: ExportFunction, args: readonly unknown[], call: RequestCall): Promise<unknown> {
    const guest = this.#guest;
    // One request at a time: what of the last one waits, or goes on after its answer, ends first.
    while (guest.isBusy || guest.isInside) {
      // Where a provider asks while the guest is on the stack, it comes off at the end of this turn.
      await (guest.isInside ? undefined : guest.going?.catch(() => undefined));
      if (Date.now() > call.deadline) {
        throw new HostError(
          'unavailable',
          'the function was busy for as long as a request may take',
        );
      }
    }
    this.#assertLoaded();
    if (guest.isDirty) guest.restore(this.#base, this.#delta);
    guest.call = call;
    const end = (): void => {
      // The guest was told that a provider waits: nothing of what it goes on with is wanted. What the
      // guest holds ends with the request, and so do its streams.
      call.abort(requestIsOver);
      guest.dropHandles();
    };
    let going: Promise<void> | undefined;
    const { observer } = this.#options;
    observer?.enter(call);
    try {
      const answer = guest.invoke(fn, args);
      going = guest.going;
      if (going === undefined) return answer;
      const { limits, log } = this.#options;
      const onBreak = (error: Error): void => {
        if (error instanceof HostError) log.write('warn', error.rawMessage, call);
        else log.trap(error, guest.takeStderr(), call);
      };
      return watchTask(guest, { going, answer, wallMs: limits.wallMs, onBreak, onEnd: end });
    } finally {
      observer?.leave();
      if (going === undefined) end();
    }
  }

  /** What the caller is told of the function's own failure, which goes to the log. */
  #failure(error: unknown, call: RequestCall): HostError {
    const { log } = this.#options;
    if (error instanceof HostError) {
      if (error.code === 'timeout') log.write('error', error.rawMessage, call);
      return error;
    }
    if (error instanceof ResultError)
      log.failure(describeError(error.payload as types.Error), call);
    else log.trap(error as Error, this.#guest.takeStderr(), call);
    const failure = new HostError('internal', 'the function failed', { cause: error });
    markLogged(failure);
    return failure;
  }

  override async open(options: SessionOptions = {}): Promise<FunctionSession> {
    this.#assertLoaded();
    if (this.#sessions.size >= this.#options.sessions) {
      throw new HostError(
        'unavailable',
        `${this.#sessions.size} sessions of "${this.name}" are open, as many as there may be; dispose of one`,
      );
    }
    const guest = this.#idle.pop() ?? this.#createInstance();
    const session: DirectSession = new DirectSession(this.#options, guest, {
      ...options,
      onEnd: () => {
        this.#sessions.delete(session);
        if (!this.#isDisposed) this.#idle.push(guest);
      },
    });
    if (guest.isDirty) guest.restore(this.#base, this.#delta);
    this.#sessions.add(session);
    return session;
  }

  /** @throws {HostError} `unavailable` where the process has no room for another memory. */
  #createInstance(): GuestInstance {
    try {
      return new GuestInstance(this.#options.instance);
    } catch (cause) {
      throw new HostError('unavailable', 'there is no room for another instance', { cause });
    }
  }

  #assertLoaded(): void {
    if (!this.#isDisposed) return;
    throw new HostError('unavailable', `function "${this.name}" is disposed of`);
  }

  override dispose(): void {
    this.#isDisposed = true;
    for (const session of this.#sessions) session.dispose();
    this.#options.onDispose();
  }
}
