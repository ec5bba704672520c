import { Option, Unit } from './codegen-v1';
import * as calls from './gen/rpc';
import { Pending } from './pending';
import { Result } from './result';
import { wellFormed } from './well-formed';

/** Options that travel with a call. */
export class RpcOptions {
  /** Milliseconds until the call fails with `Timeout`; the request's own deadline without it. */
  timeout: u32 = 0;
  /** Two calls with the same key have the effect of one. */
  idempotencyKey: string | null = null;
}

/**
 * Calls to other functions, by service and method. Payloads are bytes; `host-bindings` generates what
 * encodes them.
 *
 * @example
 * const first = rpc.submit('prices', 'quote', utf8.encode('a')).expect('quote a');
 * const second = rpc.submit('prices', 'quote', utf8.encode('b')).expect('quote b');
 * const answers = [rpc.collect(first), rpc.collect(second)];
 */
export abstract class rpc {
  /** Calls a method and waits for its result. */
  static call(
    service: string,
    method: string,
    payload: Uint8Array | null = null,
    options: RpcOptions | null = null,
  ): Result<Uint8Array> {
    return Result.received<Uint8Array>(
      calls.call(wellFormed(service), wellFormed(method), bytesOrNone(payload), optionsOf(options)),
    );
  }

  /** Begins `call`. */
  static callAsync(
    service: string,
    method: string,
    payload: Uint8Array | null = null,
    options: RpcOptions | null = null,
  ): Pending<Uint8Array> {
    return Pending.received<Uint8Array>(
      calls.callAsync(wellFormed(service), wellFormed(method), bytesOrNone(payload), optionsOf(options)),
    );
  }

  /** Starts a call, and answers at once with a reference to its result. */
  static submit(
    service: string,
    method: string,
    payload: Uint8Array | null = null,
    options: RpcOptions | null = null,
  ): Result<string> {
    return Result.received<string>(
      calls.submit(wellFormed(service), wellFormed(method), bytesOrNone(payload), optionsOf(options)),
    );
  }

  /** Begins `submit`. */
  static submitAsync(
    service: string,
    method: string,
    payload: Uint8Array | null = null,
    options: RpcOptions | null = null,
  ): Pending<string> {
    return Pending.received<string>(
      calls.submitAsync(
        wellFormed(service),
        wellFormed(method),
        bytesOrNone(payload),
        optionsOf(options),
      ),
    );
  }

  /** Waits for the result of a call that has been started; it can be collected once. */
  static collect(reference: string, timeout: u32 = 0): Result<Uint8Array> {
    return Result.received<Uint8Array>(calls.collect(wellFormed(reference), timeoutOf(timeout)));
  }

  /** Begins `collect`. */
  static collectAsync(reference: string, timeout: u32 = 0): Pending<Uint8Array> {
    return Pending.received<Uint8Array>(calls.collectAsync(wellFormed(reference), timeoutOf(timeout)));
  }

  /** Gives up on a call that has been started. */
  static cancel(reference: string): Result<Unit> {
    return Result.received<Unit>(calls.cancel(wellFormed(reference)));
  }

  /** Begins `cancel`. */
  static cancelAsync(reference: string): Pending<Unit> {
    return Pending.received<Unit>(calls.cancelAsync(wellFormed(reference)));
  }
}

function bytesOrNone(payload: Uint8Array | null): Uint8Array {
  return payload === null ? new Uint8Array(0) : payload;
}

function optionsOf(options: RpcOptions | null): calls.CallOptions {
  if (options === null) return { timeout: Option.none<u32>(), idempotencyKey: null };
  const key = options.idempotencyKey;
  const idempotencyKey: string | null = key === null ? null : wellFormed(key);
  return { timeout: timeoutOf(options.timeout), idempotencyKey };
}

function timeoutOf(milliseconds: u32): Option<u32> {
  return milliseconds == 0 ? Option.none<u32>() : Option.some<u32>(milliseconds);
}
