import { EncodeError, type ExportFunction, ResultError } from '../codegen-v1/index.js';
import { HostError } from '../contract/index.js';
import type { ResourceName } from '../linker/index.js';
import { RequestCall } from './call.js';
import type { DirectFunctionOptions } from './direct-function.js';
import { markLogged } from './function-log.js';
import { observeRequest } from './request-metric.js';
import { watchTask } from './watch-task.js';
import { BoundSession, type SessionOptions } from './function-session.js';
import type { GuestInstance } from './guest-instance.js';

/** Options of a {@link DirectSession}. */
export interface DirectSessionOptions extends SessionOptions {
  /** The session is over. */
  readonly onOver: () => void;
  /** Its instance is free. */
  readonly onEnd: () => void;
}

/** A session on the direct carrier: each call runs from beginning to end in one go. */
export class DirectSession extends BoundSession {
  readonly #options: DirectFunctionOptions;
  readonly #guest: GuestInstance;
  readonly #onOver: () => void;
  readonly #onEnd: () => void;
  /** Calls that are under way. */
  readonly #calls = new Set<RequestCall>();

  /** Takes an instance that nobody else uses. */
  constructor(options: DirectFunctionOptions, guest: GuestInstance, session: DirectSessionOptions) {
    super(options.name, guest.interfaces, session);
    this.#options = options;
    this.#guest = guest;
    this.#onOver = session.onOver;
    this.#onEnd = session.onEnd;
    guest.handles.resources.open(this);
  }

  override async call(fn: ExportFunction, args: readonly unknown[]): Promise<unknown> {
    if (this.isOver) throw this.over();
    const guest = this.#guest;
    if (!guest.has(fn)) throw this.missing(fn);
    for (let { leaving } = guest; leaving !== undefined; leaving = guest.leaving) {
      await leaving.catch(() => undefined);
      if (this.isOver) throw this.over();
    }
    if (guest.isInside) {
      throw new HostError(
        'conflict',
        `the session is inside of "${this.#options.name}" already; call it once the call under way is over`,
      );
    }
    const context = this.#createContext();
    return observeRequest(this.#options.onRequest, {
      call: context,
      kind: 'session',
      run: () => this.#run(fn, args, context),
    });
  }

  async #run(fn: ExportFunction, args: readonly unknown[], context: RequestCall): Promise<unknown> {
    const guest = this.#guest;
    this.#calls.add(context);
    try {
      guest.call = context;
      const answer = guest.invoke(fn, args);
      const { going } = guest;
      if (going === undefined) return answer;
      const { wallMs } = this.#options.limits;
      return await watchTask(guest, {
        going,
        answer,
        call: context,
        allowedMs: wallMs,
        wallMs,
        onBreak: (error) => void this.#trap(error, context),
        onEnd: () => undefined,
      });
    } catch (error) {
      // An err case, and arguments that are no values of their types, are the caller's.
      if (error instanceof ResultError || error instanceof EncodeError) throw error;
      throw this.#trap(error as Error, context);
    } finally {
      this.#calls.delete(context);
      this.#options.log.cpuUsed(context, this.#options.limits);
    }
  }

  override drop(resource: ResourceName, id: number): void {
    if (this.isOver) return;
    const { entered, isInside } = this.#guest;
    if (isInside) {
      // A provider disposes of an object while the guest waits for its answer.
      const later = (): void => this.drop(resource, id);
      if (entered === undefined) queueMicrotask(later);
      else entered.then(later, later);
      return;
    }
    const context = this.#createContext();
    try {
      this.#guest.call = context;
      this.#guest.destroy(resource, id);
    } catch (error) {
      this.#trap(error as Error, context);
    }
  }

  #createContext(): RequestCall {
    const { name, limits } = this.#options;
    return new RequestCall(name, this.requestId, Date.now() + limits.wallMs);
  }

  /** The guest broke, or was given up: the session is over, and the log says why. */
  #trap(error: Error, context: RequestCall): HostError {
    if (error instanceof HostError) {
      // A deadline that was missed, or the end of the session itself.
      if (!this.isOver) this.#options.log.write('error', error.rawMessage, context);
      this.finish('a call of it did not end in time');
      return error;
    }
    this.#options.log.trap(error, this.#guest.takeStderr(), context);
    this.finish('a call of it trapped');
    const failure = new HostError('internal', 'the function trapped', { cause: error });
    markLogged(failure);
    return failure;
  }

  protected override onFinish(): void {
    this.#guest.handles.resources.close();
    const over = new HostError('cancelled', 'the session is over');
    this.#guest.abandon(over);
    for (const call of this.#calls) call.abort(over);
    this.#onOver();
    // Where a provider ends the session that calls it, the guest comes off the stack at the end of this turn.
    if (this.#guest.isInside) queueMicrotask(() => this.#leave());
    else this.#leave();
  }

  #leave(): void {
    this.#guest.dropHandles();
    this.#guest.isDirty = true;
    const { entered } = this.#guest;
    if (entered === undefined) this.#onEnd();
    else entered.then(this.#onEnd, this.#onEnd);
  }
}
