import { isContractError } from './contract-error.js';
import { DecodeError, ResultError, WajsError } from './errors.js';
import { type CallSignal, createWriter, invoke, type ReadResult } from './invoke.js';
import { readFailure } from './read-failure.js';
import type { Imported } from './registry.js';
import { ValueReader } from './value-reader.js';
import { ValueWriter } from './value-writer.js';

/** Options that travel with a call of another function. */
export interface RpcCallOptions {
  /** Milliseconds until the call fails with `timeout`; the request's own deadline without it. */
  readonly timeout?: number | undefined;
  /** Two calls with the same key have the effect of one. */
  readonly idempotencyKey?: string | undefined;
  /** Calls it off. */
  readonly signal?: CallSignal | undefined;
}

/** What is known about a call of a method beside its arguments. */
export interface RpcCallContext {
  /** Unique id of the call; the host's log lines carry it too. */
  readonly requestId: string;
  /** When the caller gives up, in milliseconds since 1970-01-01 UTC. */
  readonly deadline: number;
  /** Name of the calling function, where there is one. */
  readonly caller: string | undefined;
  /** The caller's idempotency key, where it gave one. */
  readonly idempotencyKey: string | undefined;
  /** Fires when the caller no longer waits. */
  readonly signal: CallSignal;
  /** Lets work go on after the answer, up to a limit of its own. A rejection is logged. */
  waitUntil(promise: Promise<unknown>): void;
}

/** A method that a function serves: from the encoded arguments to the encoded result. */
export type ServedMethod = (
  payload: Uint8Array,
  context: RpcCallContext,
) => Uint8Array | Promise<Uint8Array>;

/** Whom the calls of a client go to. */
export interface RpcTarget {
  /** The interface `wajs:platform/rpc`, which whoever calls needs. */
  readonly rpc: Imported;
  /** Name of the service. */
  readonly service: string;
  /** Options of calls that give none of their own. */
  readonly defaults: RpcCallOptions;
}

/** One call of a client's method. */
export interface RpcCall<T> {
  /** Has the arguments, strings among the bytes. */
  readonly writer: ValueWriter;
  /** Reads the result. */
  readonly read: ReadResult<T>;
  /** Options of this call. */
  readonly options: RpcCallOptions | undefined;
}

/** A writer for arguments or a result, with strings among the bytes. */
export function createPayload(): ValueWriter {
  return new ValueWriter();
}

/** A reader of arguments or a result. */
export function openPayload(payload: Uint8Array): ValueReader {
  return new ValueReader(payload);
}

/**
 * What a method's own result type says of an error that its implementation threw: the payload of a
 * ResultError, or of a WajsError that is none of the contract's, as imported interfaces throw them.
 *
 * @throws the error, where it is another: the caller is told that the call failed.
 */
export function ownError(error: unknown): unknown {
  if (error instanceof ResultError) return error.payload;
  if (error instanceof WajsError && !isContractError(error.payload)) return error.payload;
  throw error;
}

/**
 * The function by which a client sends its calls. What it answers rejects with ResultError for the
 * `err` case of the method, with any other WajsError where the call failed.
 */
export function createRpcSender({
  rpc,
  service,
  defaults,
}: RpcTarget): <T>(method: string, call: RpcCall<T>) => Promise<T> {
  return (method, { writer, read, options = defaults }) => {
    const payload = writer.finish();
    const call = createWriter(0);
    call.string(service);
    call.string(method);
    call.bytes(payload);
    const { timeout, idempotencyKey } = options;
    call.bool(timeout !== undefined);
    if (timeout !== undefined) call.u32(timeout);
    call.bool(idempotencyKey !== undefined);
    if (idempotencyKey !== undefined) call.string(idempotencyKey);
    const readAnswer = (reader: ValueReader): ReturnType<typeof read> => {
      if (reader.discriminant(2) === 1) throw readFailure(reader);
      return readPayload(reader.bytes(), read, `${service}.${method}`);
    };
    return invoke(rpc, call, readAnswer, options.signal);
  };
}

function readPayload<T>(payload: Uint8Array, read: ReadResult<T>, from: string): T {
  try {
    const reader = openPayload(payload);
    const value = read(reader);
    reader.end();
    return value;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const text = `"${from}" answered what is no value of its type; generate both sides from one WIT`;
    throw WajsError.of('internal', `${text}: ${error.message}`, { cause: error });
  }
}
