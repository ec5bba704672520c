import { DecodeError, isContractError, WajsError } from '../codegen-v1/index.js';
import { type Context as ContextRecord, serveRpcHandler } from '../gen/rpc-handler.js';
import { inspect } from '../web/inspect.js';
import { currentTask, Task } from './tasks.js';

/** What is known about a call beside its payload. */
export interface RpcContext {
  /** Unique id of the call; the host's log lines carry it too. */
  readonly requestId: string;
  /** When the caller gives up, in milliseconds since 1970-01-01 UTC. */
  readonly deadline: number;
  /** Name of the calling function, where there is one. */
  readonly caller: string | undefined;
  /** The caller's idempotency key, where it gave one. */
  readonly idempotencyKey: string | undefined;
  /** Fires when the caller no longer waits. */
  readonly signal: AbortSignal;
  /** Lets work go on after the answer, up to a limit of its own. A rejection is logged. */
  waitUntil(promise: Promise<unknown>): void;
}

/** A method: from the caller's payload to the answer. */
export type RpcMethod = (
  payload: Uint8Array,
  context: RpcContext,
) => Uint8Array | Promise<Uint8Array>;

/** The methods that a function serves, by name. */
export type RpcMethods = Readonly<Record<string, RpcMethod>>;

/** A function that answers the calls of all methods, in the contract's own terms. */
export type RpcRecordHandler = (
  method: string,
  payload: Uint8Array,
  context: ContextRecord,
) => Promise<Uint8Array>;

let isServed = false;

/**
 * Serves methods to other functions and to the host: once, at module level. Emitted servers make the
 * methods of an interface; those of several are spread into one object.
 *
 * @throws WajsError `invalid` where methods are served already
 * @example
 * ```ts
 * import { serveRpc } from '@org/wajs';
 *
 * serveRpc({ echo: (payload) => payload });
 * ```
 * @example
 * ```ts
 * import { serveRpc } from '@org/wajs';
 * import { createRatesServer } from './gen/rates-server.js'; // emitted by host-bindings generate --rpc
 *
 * serveRpc({
 *   ...createRatesServer({ latest: (currency) => ({ currency, price: 1.1 }) }),
 *   echo: (payload) => payload,
 * });
 * ```
 */
export function serveRpc(methods: RpcMethods): void {
  const call = createRpcHandler(methods);
  if (isServed) {
    throw WajsError.of(
      'invalid',
      'serveRpc() was called twice; pass all methods in one object: { ...these, ...those }',
    );
  }
  isServed = true;
  serveRpcHandler({ call });
}

/**
 * Turns methods into the function that the contract's `rpc-handler` calls: a pure function, that a test
 * can call anywhere. It rejects with WajsError: `not-found` for an unknown method, `invalid` where the
 * payload is no value of the method's arguments, what the method throws as a WajsError of the contract,
 * and `internal` with the stack for anything else.
 *
 * @example
 * ```ts
 * import { createRpcHandler } from '@org/wajs';
 *
 * const call = createRpcHandler({ echo: (payload) => payload });
 * const answer = await call('echo', new Uint8Array(1), { requestId: '1', deadline: Date.now() + 1000 });
 * ```
 */
export function createRpcHandler(methods: RpcMethods): RpcRecordHandler {
  if (typeof methods !== 'object' || methods === null) {
    throw new TypeError(`methods must be an object of functions, got ${String(methods)}`);
  }
  const known = new Map(Object.entries(methods));
  for (const [name, method] of known) {
    if (typeof method !== 'function') {
      throw new TypeError(`method "${name}" must be a function, got ${typeof method}`);
    }
  }
  return async (name, payload, record) => {
    // Before the first wait: it is known for which task the export has just been called.
    const context = new MethodContext(record, currentTask() ?? new Task());
    const method = known.get(name);
    if (method === undefined) throw WajsError.of('not-found', `there is no method "${name}"`);
    try {
      const answer: unknown = await method(payload, context as unknown as RpcContext);
      if (answer instanceof Uint8Array) return answer;
      throw new TypeError(`method "${name}" answered with no Uint8Array`);
    } catch (error) {
      if (error instanceof DecodeError) {
        const text = `the payload of "${name}" is no value of its arguments: ${error.message}`;
        throw WajsError.of('invalid', text, { cause: error });
      }
      if (error instanceof WajsError && isContractError(error.payload)) throw error;
      // The engine throws null where there is no room left for an error.
      const text = error === null ? 'null was thrown: most likely out of memory' : inspect(error);
      throw WajsError.of('internal', text.toWellFormed(), { cause: error });
    }
  };
}

class MethodContext {
  readonly #record: ContextRecord;
  readonly #task: Task;

  constructor(record: ContextRecord, task: Task) {
    this.#record = record;
    this.#task = task;
  }

  get requestId(): string {
    return this.#record.requestId;
  }

  get deadline(): number {
    return this.#record.deadline;
  }

  get caller(): string | undefined {
    return this.#record.caller;
  }

  get idempotencyKey(): string | undefined {
    return this.#record.idempotencyKey;
  }

  get signal(): Task['signal'] {
    return this.#task.signal;
  }

  waitUntil(promise: Promise<unknown>): void {
    this.#task.waitUntil(promise);
  }
}
