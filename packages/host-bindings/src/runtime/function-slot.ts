import type { RpcCallOptions, RpcService } from '../codegen-v1/index.js';
import type { Request as HttpRequest, Response as HttpResponse } from '../contract/gen/http.js';
import { HostError } from '../contract/index.js';
import type { HandleOptions, LoadedFunction } from './loaded-function.js';

/** A function in its slot, with the requests that it was given. */
interface Occupant {
  readonly fn: LoadedFunction;
  underWay: number;
}

/**
 * A place for one function that can be exchanged while it serves. It answers requests and calls in the
 * function's stead: what begins after an exchange goes to the new function, what is under way ends on the
 * old one, which is disposed of then. It loads the function when it is asked for the first time.
 *
 * @example
 * ```ts
 * import { createHost, FunctionSlot } from '@org/host-bindings';
 * import { serve } from '@org/host-bindings/node';
 * import { readEngine } from '@org/wajs/engine';
 *
 * const host = createHost({ engine: await readEngine() });
 * const slot = new FunctionSlot('hello', () => host.load('dist/hello.wajs'));
 * await serve(slot, { port: 8080 });
 * process.on('SIGHUP', () => void slot.reload());
 * ```
 */
export class FunctionSlot implements RpcService {
  /** Name, for messages. */
  readonly name: string;
  readonly #load: () => Promise<LoadedFunction>;
  #occupant: Occupant | undefined;
  /** Loading on demand, while it is under way. */
  #loading: Promise<void> | undefined;
  #isDisposed = false;

  constructor(name: string, load: () => Promise<LoadedFunction>) {
    this.name = name;
    this.#load = load;
  }

  /** The function that new requests go to; undefined until it is loaded. */
  get current(): LoadedFunction | undefined {
    return this.#occupant?.fn;
  }

  /**
   * The function, loaded now where it is not yet.
   *
   * @throws what loading fails with; the next request tries again.
   */
  async get(): Promise<LoadedFunction> {
    return (await this.#occupied()).fn;
  }

  /**
   * Answers a request of the Fetch standard, as the function does.
   *
   * @throws what loading fails with, where the function is not loaded yet.
   */
  fetch(request: Request, options?: HandleOptions): Promise<Response> {
    return this.#run((fn) => fn.fetch(request, options));
  }

  /**
   * Answers a request in the contract's own types, as the function does.
   *
   * @throws {HostError} as the function does, and what loading fails with.
   */
  handle(request: HttpRequest, options?: HandleOptions): Promise<HttpResponse> {
    return this.#run((fn) => fn.handle(request, options));
  }

  /**
   * Calls a method of the function.
   *
   * @throws {HostError} as the function does, and what loading fails with.
   */
  call(method: string, payload: Uint8Array, options?: RpcCallOptions): Promise<Uint8Array> {
    return this.#run((fn) => fn.call(method, payload, options));
  }

  /**
   * Loads the function again and exchanges it. Where that fails, the one that is there stays.
   *
   * @throws what loading fails with.
   */
  async reload(): Promise<void> {
    this.replace(await this.#load());
  }

  /**
   * Exchanges the function. Nothing that is under way is broken off, except sessions: they end with their
   * function.
   */
  replace(next: LoadedFunction): void {
    if (this.#isDisposed) return next.dispose();
    const before = this.#occupant;
    if (before?.fn === next) return;
    this.#occupant = { fn: next, underWay: 0 };
    if (before?.underWay === 0) before.fn.dispose();
  }

  /** Forgets the function once what is under way has ended. Further requests are refused. */
  dispose(): void {
    this.#isDisposed = true;
    const before = this.#occupant;
    this.#occupant = undefined;
    if (before?.underWay === 0) before.fn.dispose();
  }

  #run<T>(ask: (fn: LoadedFunction) => Promise<T>): Promise<T> {
    const occupant = this.#occupant;
    if (occupant !== undefined) return this.#ask(occupant, ask);
    return this.#occupied().then((loaded) => this.#ask(loaded, ask));
  }

  #ask<T>(occupant: Occupant, ask: (fn: LoadedFunction) => Promise<T>): Promise<T> {
    occupant.underWay += 1;
    const leave = (): void => {
      occupant.underWay -= 1;
      if (occupant.underWay === 0 && this.#occupant !== occupant) occupant.fn.dispose();
    };
    try {
      const answer = ask(occupant.fn);
      answer.then(leave, leave);
      return answer;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Who is there, or comes: many requests that find nobody wait for one loading. */
  async #occupied(): Promise<Occupant> {
    if (this.#isDisposed) {
      throw new HostError('unavailable', `function "${this.name}" is disposed of`);
    }
    if (this.#occupant !== undefined) return this.#occupant;
    this.#loading ??= this.#load()
      .then((fn) => {
        // An exchange may have been quicker.
        if (this.#occupant === undefined) this.replace(fn);
        else fn.dispose();
      })
      .finally(() => (this.#loading = undefined));
    await this.#loading;
    return this.#occupied();
  }
}
