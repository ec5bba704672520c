import { ResultError } from '../codegen-v1/index.js';
import { type Context, httpHandler } from '../contract/gen/http-handler.js';
import type { Request as HttpRequest, Response as HttpResponse } from '../contract/gen/http.js';
import type * as types from '../contract/gen/types.js';
import { HostError } from '../contract/index.js';
import type { Limits } from '../contract/limits.js';
import { RequestCall } from './call.js';
import { type FunctionLog, markLogged } from './function-log.js';
import { GuestInstance, type InstanceOptions } from './guest-instance.js';
import { type HandleOptions, LoadedFunction } from './loaded-function.js';
import { describeError } from './served-request.js';

/** What a {@link DirectFunction} is made of. */
export interface DirectFunctionOptions {
  readonly name: string;
  readonly instance: InstanceOptions;
  readonly limits: Limits;
  readonly log: FunctionLog;
  readonly onDispose: () => void;
}

const handleFunction = httpHandler.functions[0]!;

/**
 * A function that imports its hostcalls directly: a component of a compiled language. A request runs
 * from beginning to end in one go, so one instance serves them all, restored before each. A provider
 * that has to wait answers `unavailable`: the guest cannot be suspended yet.
 */
export class DirectFunction extends LoadedFunction {
  readonly #options: DirectFunctionOptions;
  readonly #guest: GuestInstance;
  readonly #base: ReturnType<GuestInstance['takeSnapshot']>;
  readonly #delta: Parameters<GuestInstance['restore']>[1];
  #isDisposed = false;

  constructor(options: DirectFunctionOptions) {
    super(options.name, options.limits);
    this.#options = options;
    this.#guest = new GuestInstance(options.instance);
    if (!this.#guest.has(httpHandler.name, handleFunction.name)) {
      throw new HostError(
        'invalid',
        `component "${options.name}" does not export "${httpHandler.name}"`,
      );
    }
    this.#base = this.#guest.takeSnapshot();
    const { memory, globals } = this.#base;
    this.#delta = { pages: memory.length / 65_536, globals, runs: [] };
  }

  override async handle(request: HttpRequest, options: HandleOptions = {}): Promise<HttpResponse> {
    if (this.#isDisposed) {
      throw new HostError('unavailable', `function "${this.name}" is disposed of`);
    }
    const guest = this.#guest;
    if (guest.isDirty) guest.restore(this.#base, this.#delta);
    const requestId = options.requestId ?? crypto.randomUUID();
    const call = new RequestCall(this.name, requestId, Date.now() + this.#options.limits.wallMs);
    const context: Context = {
      requestId,
      deadline: call.deadline,
      clientAddress: options.clientAddress,
    };
    guest.call = call;
    try {
      return guest.invoke(handleFunction, [request, context]) as HttpResponse;
    } catch (error) {
      if (error instanceof ResultError) {
        this.#options.log.failure(describeError(error.payload as types.Error), call);
      } else this.#options.log.trap(error as Error, guest.takeStderr(), call);
      const failure = new HostError('internal', 'the function failed', { cause: error });
      markLogged(failure);
      throw failure;
    }
  }

  override dispose(): void {
    this.#isDisposed = true;
    this.#options.onDispose();
  }
}
