import type { Awaitable } from './call-context.js';
import type { CallSignal } from './call-signal.js';
import { ResultError } from './errors.js';
import { HandleTable } from './handle-table.js';
import { ValueReader } from './value-reader.js';
import { ValueWriter } from './value-writer.js';

/** What travels with a call of a service's method. */
export interface RpcCallOptions {
  /** When the caller gives up, in milliseconds since 1970-01-01 UTC; the callee's own limit otherwise. */
  readonly deadline?: number | undefined;
  /** Name of the calling function, where there is one. */
  readonly caller?: string | undefined;
  /** Two calls with the same key have the effect of one, where the service keeps keys. */
  readonly idempotencyKey?: string | undefined;
  /** Unique id of the call; the callee's log lines carry it. A random UUID by default. */
  readonly requestId?: string | undefined;
  /** How many calls of functions led to this one; 0 by default. */
  readonly depth?: number | undefined;
  /** Fires when the caller no longer wants the result. */
  readonly signal?: CallSignal | undefined;
}

/**
 * Whatever answers calls by method: a loaded function, a service of the host's own, a connection to
 * another process.
 */
export interface RpcService {
  /**
   * Calls a method. Payload and answer are bytes; emitted clients and servers say what is in them.
   *
   * @throws HostError with a code of the contract
   */
  call(method: string, payload: Uint8Array, options?: RpcCallOptions): Awaitable<Uint8Array>;
}

/** What is known about a call of a method beside its arguments. */
export interface RpcCallContext {
  /** Unique id of the call. */
  readonly requestId: string;
  /** When the caller gives up, in milliseconds since 1970-01-01 UTC; `Infinity` where it does not say. */
  readonly deadline: number;
  /** Name of the calling function, where there is one. */
  readonly caller: string | undefined;
  /** The caller's idempotency key, where it gave one. */
  readonly idempotencyKey: string | undefined;
  /** Fires when the caller no longer waits. */
  readonly signal: CallSignal;
}

/** A method that host code serves: from the encoded arguments to the encoded result. */
export type ServedMethod = (payload: Uint8Array, context: RpcCallContext) => Awaitable<Uint8Array>;

/** Whom the calls of a client go to. */
export interface RpcTarget {
  /** The service. */
  readonly service: RpcService;
  /** Options of calls that give none of their own. */
  readonly defaults: RpcCallOptions;
}

/** One call of a client's method. */
export interface RpcCall<T> {
  /** Has the arguments. */
  readonly writer: ValueWriter;
  /** Reads the result. */
  readonly read: (reader: ValueReader) => T;
  /** Options of this call. */
  readonly options: RpcCallOptions | undefined;
}

/** Payloads hold no handles: what travels between functions has no resources. */
const noHandles = new HandleTable(0);

/** A writer for arguments or a result, with strings among the bytes. */
export function createPayload(): ValueWriter {
  return new ValueWriter(noHandles);
}

/** A reader of arguments or a result. */
export function openPayload(payload: Uint8Array): ValueReader {
  return new ValueReader(payload, noHandles);
}

/**
 * The function by which a client sends its calls. What it answers rejects with ResultError for the
 * `err` case of the method, with HostError where the call failed, and with DecodeError where the answer
 * is no value of the result's type.
 */
export function createRpcSender({
  service,
  defaults,
}: RpcTarget): <T>(method: string, call: RpcCall<T>) => Promise<T> {
  return async (method, { writer, read, options = defaults }) => {
    const reader = openPayload(await service.call(method, writer.finish(), options));
    const value = read(reader);
    reader.end();
    return value;
  };
}

/**
 * What a method's own result type says of an error that its implementation threw.
 *
 * @throws the error, where it is another: the caller is told that the call failed.
 */
export function ownError(error: unknown): unknown {
  if (error instanceof ResultError && !error.isOfContract) return error.payload;
  throw error;
}
