import type { ExportFunction, ExportInterface, GuestCaller } from '../codegen-v1/index.js';
import { HostError } from '../contract/index.js';

/** Options of `LoadedFunction.open`. */
export interface SessionOptions {
  /** Id that the log's lines and the providers' contexts carry. Default: a random UUID. */
  readonly requestId?: string;
  /** Gives up waiting for an instance. */
  readonly signal?: AbortSignal | undefined;
}

/** One sandbox of a function, held for calls of the interfaces that it exports. */
export interface FunctionSession {
  /** Id that the log's lines and the providers' contexts carry. */
  readonly requestId: string;
  /**
   * An object with the methods of an exported interface. Each call has the limits of a request.
   *
   * Its methods reject with `ResultError` for the err case of a result, with `EncodeError` where an
   * argument is no value of its type or no resource of this session, and with `HostError`: `timeout`,
   * `internal` (the function failed; the log says why) or `unavailable` (the session is over).
   *
   * @throws {HostError} `not-found` where the function does not export the interface.
   */
  bind<T>(target: ExportInterface<T>): T;
  /** Ends the session: calls under way are cancelled, and its resources are gone. Twice has no effect. */
  dispose(): void;
  /** As {@link dispose}. */
  [Symbol.dispose](): void;
}

/** What the sessions of both carriers have in common. */
export abstract class BoundSession implements FunctionSession, GuestCaller {
  readonly requestId: string;
  readonly #functionName: string;
  /** Full names of the exported interfaces. */
  readonly #interfaces: ReadonlySet<string>;
  /** Why the session is over. */
  #end: string | undefined;

  constructor(functionName: string, interfaces: Iterable<string>, options: SessionOptions) {
    this.#functionName = functionName;
    this.#interfaces = new Set(interfaces);
    this.requestId = options.requestId ?? crypto.randomUUID();
  }

  bind<T>(target: ExportInterface<T>): T {
    if (!this.#interfaces.has(target.name)) {
      const names = [...this.#interfaces].map((name) => `"${name}"`).join(', ');
      throw new HostError(
        'not-found',
        `function "${this.#functionName}" does not export "${target.name}"; it exports ${names === '' ? 'nothing' : names}`,
      );
    }
    return target.bind(
      <R>(fn: ExportFunction<R>, args: unknown[]) => this.call(fn, args) as Promise<Awaited<R>>,
    );
  }

  abstract call(fn: ExportFunction, args: readonly unknown[]): Promise<unknown>;

  abstract drop(type: { readonly interface: string; readonly name: string }, id: number): void;

  dispose(): void {
    this.finish('it was disposed of');
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Whether the session is over. */
  protected get isOver(): boolean {
    return this.#end !== undefined;
  }

  /** Ends the session once, and says why to later calls. */
  protected finish(reason: string): void {
    if (this.#end !== undefined) return;
    this.#end = reason;
    this.onFinish();
  }

  /** Gives the sandbox back. */
  protected abstract onFinish(): void;

  /** What calls are told once the session is over. */
  protected over(): HostError {
    return new HostError(
      'unavailable',
      `the session of "${this.#functionName}" is over, because ${this.#end}; open another`,
    );
  }

  /** What calls are told of a function of another version of the interface. */
  protected missing(fn: ExportFunction): HostError {
    return new HostError(
      'not-found',
      `function "${this.#functionName}" exports "${fn.interface}" without "${fn.name}"; build it with the version of the interface that the host has`,
    );
  }
}
