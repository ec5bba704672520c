import { Result as Answer, Unit } from './codegen-v1';
import { Error } from './gen/types';
import { WajsError } from './wajs-error';

export { Unit };

/**
 * What a call answers that can fail: a value, or an error.
 *
 * @example
 * const text = request.text();
 * if (text.isErr) return Response.text(text.error.message, 400);
 * return Response.text('you said ' + text.value);
 */
@final
export class Result<T> {
  private okay: bool;
  private content: T;
  private failure: WajsError | null;

  private constructor() {
    unreachable();
  }

  /** A result that is a value. */
  static ok<T>(value: T): Result<T> {
    const made = Result.blank<T>();
    made.okay = true;
    made.content = value;
    return made;
  }

  /** A result that is an error. */
  static err<T>(error: WajsError): Result<T> {
    const made = Result.blank<T>();
    made.failure = error;
    return made;
  }

  /** A result that is an error of the contract. */
  static failed<T>(error: Error): Result<T> {
    return Result.err<T>(WajsError.received(error));
  }

  /** What a hostcall answered, with its error as authors see it. */
  static received<T>(answer: Answer<T, Error>): Result<T> {
    return answer.isOk ? Result.ok<T>(answer.value) : Result.failed<T>(answer.error);
  }

  /** Whether it is a value. */
  get isOk(): bool {
    return this.okay;
  }

  /** Whether it is an error. */
  get isErr(): bool {
    return !this.okay;
  }

  /** The value. Ends the request where it is an error: look at `isOk` first. */
  get value(): T {
    assert(this.okay, this.failure!.toString());
    return this.content;
  }

  /** The error. Ends the request where it is a value: look at `isErr` first. */
  get error(): WajsError {
    assert(!this.okay, 'this result is a value; look at isErr first');
    return this.failure!;
  }

  /** The value, or another one where it is an error. */
  unwrapOr(other: T): T {
    return this.okay ? this.content : other;
  }

  /** The value. Ends the request where it is an error, and the log says this text and the error. */
  expect(message: string): T {
    assert(this.okay, message + ': ' + this.failure!.toString());
    return this.content;
  }

  /** Neither side has a value that could stand for the other one's absence: that one is never read. */
  private static blank<T>(): Result<T> {
    const made = changetype<Result<T>>(__new(offsetof<Result<T>>(), idof<Result<T>>()));
    memory.fill(changetype<usize>(made), 0, offsetof<Result<T>>());
    return made;
  }
}
