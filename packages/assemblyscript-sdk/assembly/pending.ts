import { Pending as Call, PendingCall, Result as Answer, waitAny as waitAnyCall } from './codegen-v1';
import { Error } from './gen/types';
import { Result } from './result';

/** A hostcall that goes on while the function does something else, whatever its result is. */
export abstract class PendingResult {
  constructor(
    /** The call, as emitted code has it. */
    readonly call: PendingCall,
  ) {}

  /** Whether the result is there, so that waiting takes no time. */
  get isReady(): bool {
    return this.call.isReady;
  }

  /** Gives up on the call: nobody wants its result. What it has done may stay done. */
  cancel(): void {
    this.call.cancel();
  }
}

/**
 * A hostcall that goes on while the function does something else: begin several, then wait for each.
 * What is not waited for is given up when the request ends.
 *
 * @example
 * const one = bucket.getAsync('a');
 * const other = bucket.getAsync('b');
 * const both = [one.wait(), other.wait()];
 */
@final
export class Pending<T> extends PendingResult {
  private take: (call: PendingCall) => Result<T>;

  /** Takes a call, and what waits for its result. */
  constructor(call: PendingCall, take: (call: PendingCall) => Result<T>) {
    super(call);
    this.take = take;
  }

  /** A call whose result is what the author sees. */
  static received<T>(call: Call<Answer<T, Error>>): Pending<T> {
    return new Pending<T>(call, (one: PendingCall) =>
      Result.received<T>(settle<Answer<T, Error>>(one)),
    );
  }

  /** Waits for the result. It is given once. */
  wait(): Result<T> {
    return this.take(this.call);
  }
}

/** Waits until one of some calls has its result, and answers its index. */
export function waitAny(calls: Array<PendingResult>): i32 {
  return waitAnyCall(calls.map<PendingCall>((one) => one.call));
}

/** Waits for a call of emitted code, whose answer is a `T`. */
export function settle<T>(call: PendingCall): T {
  return changetype<Call<T>>(call).wait();
}
