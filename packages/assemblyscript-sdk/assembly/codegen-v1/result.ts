/** What a side of a result carries that carries nothing. */
export enum Unit {
  /** The only value. */
  Value,
}

/**
 * What an operation answers that can fail: a value, or an error.
 *
 * @example
 * const found = kv.get('visits', 'n');
 * if (found.isErr) return Result.err<Response, Error>(found.error);
 */
@final
export class Result<T, E> {
  private okay: bool;
  private content: T;
  private failure: E;

  private constructor() {
    unreachable();
  }

  /** A result that is a value. */
  static ok<T, E>(value: T): Result<T, E> {
    const made = Result.blank<T, E>();
    made.okay = true;
    made.content = value;
    return made;
  }

  /** A result that is an error. */
  static err<T, E>(error: E): Result<T, E> {
    const made = Result.blank<T, E>();
    made.failure = error;
    return made;
  }

  /** Whether it is a value. */
  get isOk(): bool {
    return this.okay;
  }

  /** Whether it is an error. */
  get isErr(): bool {
    return !this.okay;
  }

  /** The value. Ends the guest where it is an error: look at `isOk` first. */
  get value(): T {
    assert(this.okay, 'this result is an error; look at isOk first');
    return this.content;
  }

  /** The error. Ends the guest where it is a value: look at `isErr` first. */
  get error(): E {
    assert(!this.okay, 'this result is a value; look at isErr first');
    return this.failure;
  }

  /** Neither side has a value that could stand for the other one's absence: that one is never read. */
  private static blank<T, E>(): Result<T, E> {
    const made = changetype<Result<T, E>>(__new(offsetof<Result<T, E>>(), idof<Result<T, E>>()));
    memory.fill(changetype<usize>(made), 0, offsetof<Result<T, E>>());
    return made;
  }
}
