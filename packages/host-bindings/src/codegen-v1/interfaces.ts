import type { Awaitable, CallContext } from './call-context.js';
import type { DirectChannels } from './direct-channels.js';
import type { GuestMemory } from './guest-memory.js';
import type { HandleTable } from './handle-table.js';
import type { ValueReader } from './value-reader.js';
import type { ValueWriter } from './value-writer.js';

/** What emitted code of the direct carrier needs of one instance. The runtime implements it. */
export interface DirectGuest {
  /** The instance's memory. */
  readonly memory: GuestMemory;
  /** The instance's `cabi_realloc`. */
  realloc(oldPointer: number, oldSize: number, align: number, size: number): number;
  /** The host objects that the instance can name. */
  readonly handles: HandleTable;
  /** Streams, futures and error contexts of the instance. */
  readonly channels: DirectChannels;
  /** Context of the call that is under way. */
  readonly call: CallContext;
  /**
   * The `ResultError` that the guest is told of, given what a provider threw. Where the answer is none,
   * the instance ends. Without it, a `ResultError` stands for itself.
   */
  mapError?(error: unknown): unknown;
  /**
   * Hands on a provider's answer: at once when it is no promise; else suspends the guest where the
   * runtime can, or throws.
   */
  settle<T, R>(
    answer: Awaitable<T>,
    onValue: (value: T) => R,
    onError: (error: unknown) => R,
  ): R | Promise<R>;
}

/** A core value of a wasm signature. */
export type CoreValue = number | bigint;

/** One imported interface as data; a runtime dispatches over it, on both carriers. */
export interface ImportInterface<P> {
  /** Full name: `wajs:platform/kv@0.1.0`. */
  readonly name: string;
  /** Its functions; a function's index on the ring is its place here. */
  readonly functions: readonly ImportFunction<P>[];
}

/** One function of an imported interface. `P` is the provider that answers it. */
export interface ImportFunction<P> {
  /** Name in WIT: `get-many`, `[method]body-reader.read`, `[resource-drop]body-reader`. */
  readonly name: string;
  /** Whether it may wait. */
  readonly async: boolean;
  /** Ring: decodes the arguments, calls the provider and answers what it answers. */
  invoke(provider: P, reader: ValueReader, call: CallContext): unknown;
  /** Ring: encodes a result, the `ok` case where the function returns a result type. */
  encode(writer: ValueWriter, value: unknown): void;
  /** Ring: encodes the `err` case. Only functions that return a result type have it. */
  encodeError?(writer: ValueWriter, payload: unknown): void;
  /** Direct: makes the core function that a guest imports. */
  direct(guest: DirectGuest, provider: P): (...core: never[]) => unknown;
  /**
   * Direct, with the asynchronous ABI: the core function without the state that it answers. Where it is
   * missing, its core parameters are those of `direct`.
   */
  start?(guest: DirectGuest, provider: P): (...core: never[]) => unknown;
}

/** One exported interface as data: how to call it on both carriers. */
export interface ExportInterface<T> {
  /** Full name: `wajs:platform/http-handler@0.1.0`. */
  readonly name: string;
  /** Its functions. */
  readonly functions: readonly ExportFunction[];
  /** An object with the interface's methods, each of which is one call of `call`. */
  bind(call: GuestCall): T;
}

/** Calls a function of a guest with arguments, which are checked as they are encoded. */
export type GuestCall = <R>(fn: ExportFunction<R>, args: unknown[]) => Promise<Awaited<R>>;

/** One function of an exported interface. `R` is what it returns. */
export interface ExportFunction<R = unknown> {
  /** Full name of its interface. */
  readonly interface: string;
  /** Name in WIT. */
  readonly name: string;
  /** Whether it may wait. */
  readonly async: boolean;
  /** Ring: encodes the arguments. */
  encodeArguments(writer: ValueWriter, ...args: never[]): void;
  /**
   * Ring: decodes the result.
   * @throws ResultError for the `err` case of a result type.
   */
  decodeResult(reader: ValueReader): R;
  /** Direct: lowers the arguments to the values that the core export takes. */
  lower(guest: DirectGuest, ...args: never[]): CoreValue[];
  /**
   * Direct: lifts the results of the core call, or those of `task.return` when `fromTaskReturn`.
   * @throws ResultError for the `err` case of a result type.
   */
  lift(guest: DirectGuest, core: readonly CoreValue[], fromTaskReturn: boolean): R;
}
