import { ValueWriter } from '../codegen-v1/index.js';
import { type Context, httpHandler } from '../contract/gen/http-handler.js';
import type { Request as HttpRequest, Response as HttpResponse } from '../contract/gen/http.js';
import { HostError } from '../contract/index.js';
import type { Limits } from '../contract/limits.js';
import type { Delta } from '../linker/index.js';
import { RequestCall } from './call.js';
import type { Engine } from './engine.js';
import type { FunctionLog } from './function-log.js';
import type { BoundInterface } from './host-interfaces.js';
import type { InstancePool } from './instance-pool.js';
import { type HandleOptions, type Isolation, LoadedFunction } from './loaded-function.js';
import type { RingInstance } from './ring-instance.js';
import { ServedRequest } from './served-request.js';

/** Everything that a {@link RingFunction} is made of. */
export interface RingFunctionOptions {
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

/** A function whose hostcalls travel over the ring: every JavaScript function. */
export class RingFunction extends LoadedFunction {
  readonly #options: RingFunctionOptions;
  readonly #entry: number;
  #shared: SharedInstance | undefined;
  #isDisposed = false;

  constructor(options: RingFunctionOptions) {
    super(options.name, options.limits);
    this.#options = options;
    this.#entry = options.exports.indexOf(handleName);
    if (this.#entry < 0) {
      throw new HostError(
        'invalid',
        `function "${options.name}" serves no HTTP; call run(handler) in its entry`,
      );
    }
  }

  override handle(request: HttpRequest, options: HandleOptions = {}): Promise<HttpResponse> {
    if (this.#isDisposed) {
      return Promise.reject(new HostError('unavailable', `function "${this.name}" is disposed of`));
    }
    const { pool, limits } = this.#options;
    const deadline = Date.now() + limits.wallMs;
    const shared = this.#options.isolation === 'shared';
    let instance: RingInstance | undefined;
    try {
      instance = shared ? this.#takeShared() : pool.tryTake();
    } catch (error) {
      return Promise.reject(error as HostError);
    }
    if (instance !== undefined) return this.#serve(instance, request, options, deadline);
    return pool.take(deadline, options.signal).then((later) => {
      const given = shared ? this.#share(later) : later;
      return this.#serve(given, request, options, deadline);
    });
  }

  override dispose(): void {
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
    if (shared.active > 0) return;
    shared.instance.quit(restoreReason);
    this.#options.pool.release(shared.instance);
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
      const requestId = options.requestId ?? crypto.randomUUID();
      const { clientAddress } = options;
      const writer = new ValueWriter(instance.guest.handles, 128, true);
      try {
        if (shared === undefined) this.#prepare(instance);
        (handleFunction.encodeArguments as EncodeHandle)(writer, request, {
          requestId,
          deadline,
          clientAddress,
        });
      } catch (error) {
        // The embedder's request is no value of the contract, such as a URL with a lone surrogate.
        leave(false);
        throw error;
      }
      const call = new RequestCall(this.name, requestId, deadline);
      const served = new ServedRequest(this.#options, instance, call, { resolve, reject, leave });
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
