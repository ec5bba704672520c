import type { RpcCallOptions, RpcService } from '../codegen-v1/index.js';
import type { Request as HttpRequest, Response as HttpResponse } from '../contract/gen/http.js';
import type { Limits } from '../contract/limits.js';
import type { FunctionSession, SessionOptions } from './function-session.js';
import { toHttpRequest, toWebResponse } from './web-messages.js';

/**
 * What a request sees of earlier ones.
 * - `request`: nothing. The instance is restored to the function's image before each request.
 * - `shared`: module state. One instance serves several requests at once, and is renewed after a number of them.
 *   On the direct carrier an instance serves one request at a time, and there may be several.
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

/** A function that a host has loaded, whichever way its hostcalls take. */
export abstract class LoadedFunction implements RpcService {
  /** Name, for logs. */
  readonly name: string;
  readonly #limits: Limits;

  constructor(name: string, limits: Limits) {
    this.name = name;
    this.#limits = limits;
  }

  /**
   * Answers a request of the Fetch standard. Never rejects for the function's faults: they become a
   * 500 problem+json with the request id, a missed deadline a 504, a full queue a 503.
   *
   * @example
   * ```ts
   * import { createHost } from '@org/host-bindings';
   * import { readEngine } from '@org/wajs/engine';
   *
   * const fn = await createHost({ engine: await readEngine() }).load('dist/hello.wajs');
   * const response = await fn.fetch(new Request('http://localhost/?name=you'));
   * ```
   */
  async fetch(request: Request, options: HandleOptions = {}): Promise<Response> {
    const requestId = options.requestId ?? crypto.randomUUID();
    try {
      const message = await toHttpRequest(request, this.#limits);
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
  abstract handle(request: HttpRequest, options?: HandleOptions): Promise<HttpResponse>;

  /**
   * Calls a method that the function serves by `serveRpc`. Each call has the sandbox and the limits
   * of a request.
   *
   * @param payload The arguments; emitted clients encode them.
   * @throws {HostError} what the method answers as its error; `not-found` where the function serves no
   * such method, `timeout` once the deadline is over, `unavailable` (no instance is free), `cancelled`
   * (the signal fired before one was), or `internal` where the method fails: the log says why.
   * @example
   * ```ts
   * import { createHost } from '@org/host-bindings';
   * import { readEngine } from '@org/wajs/engine';
   *
   * const fn = await createHost({ engine: await readEngine() }).load('dist/greeter.wajs');
   * const answer = await fn.call('greet', new TextEncoder().encode('you'), {
   *   deadline: Date.now() + 1_000,
   * });
   * ```
   */
  abstract call(method: string, payload: Uint8Array, options?: RpcCallOptions): Promise<Uint8Array>;

  /**
   * Opens a session: one sandbox, as the function's image has it, that calls any interface that the
   * function exports, and that keeps its state and its resources until it is disposed of. It counts as
   * an instance of the host's for all of that time.
   *
   * @throws {HostError} `unavailable` where no instance is free in time or the function is disposed of,
   * `cancelled` where the signal fires before.
   * @example
   * ```ts
   * import { createHost } from '@org/host-bindings';
   * import { readEngine } from '@org/wajs/engine';
   * import { converter } from './gen/converter.js'; // emitted by host-bindings generate
   *
   * const fn = await createHost({ engine: await readEngine() }).load('dist/money.wajs');
   * using session = await fn.open();
   * const money = await session.bind(converter).session.create('EUR');
   * console.log(await money.convert(10, 'USD'));
   * ```
   */
  abstract open(options?: SessionOptions): Promise<FunctionSession>;

  /** Forgets the function. Requests under way are answered; sessions end. */
  abstract dispose(): void;
}
