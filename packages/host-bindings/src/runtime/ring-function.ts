import { type ExportFunction, type RpcCallOptions, ValueWriter } from '../codegen-v1/index.js';
import { type Context as HttpContext, httpHandler } from '../contract/gen/http-handler.js';
import type { Request as HttpRequest, Response as HttpResponse } from '../contract/gen/http.js';
import { type Context as RpcContext, rpcHandler } from '../contract/gen/rpc-handler.js';
import { HostError } from '../contract/index.js';
import type { Limits } from '../contract/limits.js';
import { RequestCall } from './call.js';
import type { Engine } from './engine.js';
import type { FunctionLog } from './function-log.js';
import type { HostOptions } from './host.js';
import type { BoundInterface } from './host-interfaces.js';
import type { FunctionImage } from './image-cache.js';
import type { InstancePool } from './instance-pool.js';
import type { FunctionSession, SessionOptions } from './function-session.js';
import { type HandleOptions, type Isolation, LoadedFunction } from './loaded-function.js';
import { observeRequest, type RequestMetric } from './request-metric.js';
import type { RingInstance } from './ring-instance.js';
import { RingSession } from './ring-session.js';
import { errorAnswer, type ExportCall, ServedRequest } from './served-request.js';

/** Everything that a {@link RingFunction} is made of. */
export interface RingFunctionOptions {
  readonly name: string;
  readonly engine: Engine;
  readonly pool: InstancePool<RingInstance>;
  readonly image: FunctionImage;
  readonly imports: readonly BoundInterface[];
  readonly exports: readonly string[];
  readonly limits: Limits;
  readonly log: FunctionLog;
  readonly isolation: Isolation;
  /** Told of each request; undefined where nobody asks. */
  readonly onRequest: HostOptions['onRequest'];
  readonly onDispose: () => void;
}

const handleFunction = httpHandler.functions[0]!;
const callFunction = rpcHandler.functions[0]!;
const restoreReason = new HostError('cancelled', 'the request is over');

/** A function whose hostcalls travel over the ring: every JavaScript function. */
export class RingFunction extends LoadedFunction {
  readonly #options: RingFunctionOptions;
  readonly #sessions = new Set<RingSession>();
  #shared: SharedInstance | undefined;
  #isDisposed = false;

  constructor(options: RingFunctionOptions) {
    super(options.name, options.limits);
    this.#options = options;
    if (options.exports.length === 0) {
      const how = 'call run(handler) or serveRpc(methods) in its entry';
      throw new HostError('invalid', `function "${options.name}" serves nothing; ${how}`);
    }
  }

  override handle(request: HttpRequest, options: HandleOptions = {}): Promise<HttpResponse> {
    const entry = this.#entryOf(handleFunction);
    if (entry < 0) {
      const how = 'call run(handler) in its entry';
      return this.#refuse('invalid', `function "${this.name}" serves no HTTP; ${how}`);
    }
    const { requestId = crypto.randomUUID(), clientAddress } = options;
    const { wallMs } = this.#options.limits;
    const deadline = Date.now() + wallMs;
    const context: HttpContext = { requestId, deadline, clientAddress };
    return this.#observe('http', {
      fn: handleFunction,
      entry,
      args: [request, context],
      context: new RequestCall(this.name, requestId, deadline),
      allowedMs: wallMs,
      cancel: options,
    }) as Promise<HttpResponse>;
  }

  override call(
    method: string,
    payload: Uint8Array,
    options: RpcCallOptions = {},
  ): Promise<Uint8Array> {
    const entry = this.#entryOf(callFunction);
    if (entry < 0) {
      const how = 'call serveRpc(methods) in its entry';
      return this.#refuse('not-found', `function "${this.name}" serves no methods; ${how}`);
    }
    const { requestId = crypto.randomUUID(), caller, idempotencyKey, depth } = options;
    const now = Date.now();
    const latest = now + this.#options.limits.wallMs;
    const deadline = Math.min(latest, options.deadline ?? latest);
    if (deadline <= now) return this.#refuse('timeout', 'the deadline is over');
    const context: RpcContext = { requestId, deadline, caller, idempotencyKey };
    return this.#observe('rpc', {
      fn: callFunction,
      entry,
      args: [method, payload, context],
      errorAnswer,
      context: new RequestCall(this.name, requestId, deadline, depth),
      allowedMs: Math.ceil(deadline - now),
      cancel: options,
    }) as Promise<Uint8Array>;
  }

  /** Index of an export in what the guest described, or -1. */
  #entryOf(fn: ExportFunction): number {
    return this.#options.exports.indexOf(`${fn.interface}#${fn.name}`);
  }

  #refuse(code: 'invalid' | 'not-found' | 'timeout', text: string): Promise<never> {
    return Promise.reject(new HostError(code, text));
  }

  #observe(kind: RequestMetric['kind'], served: ExportCall): Promise<unknown> {
    const { onRequest } = this.#options;
    return observeRequest(onRequest, {
      call: served.context,
      kind,
      run: () => this.#run(served),
    });
  }

  #run(served: ExportCall): Promise<unknown> {
    if (this.#isDisposed) return Promise.reject(this.#disposed());
    const { pool } = this.#options;
    const shared = this.#options.isolation === 'shared';
    let instance: RingInstance | undefined;
    try {
      instance = shared ? this.#takeShared() : pool.tryTake();
    } catch (error) {
      return Promise.reject(error as HostError);
    }
    if (instance !== undefined) return this.#serve(instance, served);
    const began = performance.now();
    const stopWaiting = (): void => {
      served.context.usages[0]!.waitMs = performance.now() - began;
    };
    return pool
      .take(served.context.deadline, served.cancel.signal)
      .finally(stopWaiting)
      .then((later) => {
        const given = shared ? this.#share(later) : later;
        return this.#serve(given, served);
      });
  }

  override async open(options: SessionOptions = {}): Promise<FunctionSession> {
    if (this.#isDisposed) throw this.#disposed();
    const { pool, limits } = this.#options;
    const instance =
      pool.tryTake() ?? (await pool.take(Date.now() + limits.wallMs, options.signal));
    if (this.#isDisposed) {
      pool.release(instance);
      throw this.#disposed();
    }
    this.#prepare(instance);
    const session: RingSession = new RingSession(this.#options, instance, {
      ...options,
      onEnd: () => this.#sessions.delete(session),
    });
    this.#sessions.add(session);
    return session;
  }

  #disposed(): HostError {
    return new HostError('unavailable', `function "${this.name}" is disposed of`);
  }

  override dispose(): void {
    this.#isDisposed = true;
    for (const session of this.#sessions) session.dispose();
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
    if (shared.active > 0) return;
    shared.instance.quit(restoreReason);
    this.#options.pool.release(shared.instance);
  }

  #prepare(instance: RingInstance): void {
    const { engine, pool, image, imports } = this.#options;
    const { delta } = image;
    if (instance.guest.isDirty || instance.guest.image !== delta) {
      instance.restore(engine.base, delta, restoreReason);
      pool.restores++;
    }
    instance.ring.imports = imports;
  }

  #serve(instance: RingInstance, call: ExportCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { pool } = this.#options;
      const shared = this.#shared?.instance === instance ? this.#shared : undefined;
      if (shared?.active === 0) pool.unkeep(instance);
      if (shared !== undefined) shared.active++;
      const leave = (usable: boolean): void => {
        if (shared === undefined) {
          instance.quit(restoreReason);
          return pool.release(instance);
        }
        shared.active--;
        if (!usable || this.#shared !== shared) this.#retire(shared);
        else if (shared.active === 0) pool.keep(instance, () => this.#retire(shared));
      };
      const writer = new ValueWriter(instance.guest.handles, 128, true);
      try {
        if (shared === undefined) this.#prepare(instance);
        (call.fn.encodeArguments as EncodeArguments)(writer, ...call.args);
      } catch (error) {
        // The embedder's request is no value of the contract, such as a URL with a lone surrogate.
        leave(false);
        throw error;
      }
      const served = new ServedRequest(this.#options, instance, call, { resolve, reject, leave });
      const task = instance.start(served, call.entry, writer.finishParts(), writer.text);
      if (!served.isOver) served.watch(task);
    });
  }
}

type EncodeArguments = (writer: ValueWriter, ...args: readonly unknown[]) => void;

/** An instance that serves several requests at once. */
interface SharedInstance {
  readonly instance: RingInstance;
  /** Requests that it was given so far. */
  requests: number;
  /** Requests that it is serving. */
  active: number;
}
