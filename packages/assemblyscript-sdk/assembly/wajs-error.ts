import { Error, ErrorTag as ErrorCode, Exceeded } from './gen/types';
import { wellFormed } from './well-formed';

export { ErrorCode };

/**
 * Why a call failed: a code, which a program may switch over, and a text for people.
 *
 * @example
 * const page = request.text();
 * if (page.isErr && page.error.code == ErrorCode.TooLarge) return Response.text('too long', 413);
 */
@final
export class WajsError {
  constructor(
    /** What kind of failure it is: the set of codes is closed. */
    readonly code: ErrorCode,
    /** What went wrong, for people. */
    readonly message: string,
  ) {}

  /** An error of the contract, as a hostcall answers it. */
  static received(error: Error): WajsError {
    return new WajsError(error.tag, messageOf(error));
  }

  /** The code's name in the contract, and the text: `[not-found] there is no such key`. */
  toString(): string {
    return '[' + nameOf(this.code) + '] ' + this.message;
  }

  /** The error as the contract has it. */
  toContract(): Error {
    const message = wellFormed(this.message);
    switch (this.code) {
      case ErrorCode.Denied:
        return Error.denied(message);
      case ErrorCode.Invalid:
        return Error.invalid(message);
      case ErrorCode.NotFound:
        return Error.notFound(message);
      case ErrorCode.Conflict:
        return Error.conflict(message);
      case ErrorCode.Timeout:
        return Error.timeout(message);
      case ErrorCode.Unavailable:
        return Error.unavailable(message);
      case ErrorCode.Cancelled:
        return Error.cancelled(message);
      default:
        // The text of what is over a limit has become what the case's record said.
        return Error.internal(message);
    }
  }
}

function nameOf(code: ErrorCode): string {
  switch (code) {
    case ErrorCode.Denied:
      return 'denied';
    case ErrorCode.Invalid:
      return 'invalid';
    case ErrorCode.NotFound:
      return 'not-found';
    case ErrorCode.Conflict:
      return 'conflict';
    case ErrorCode.TooLarge:
      return 'too-large';
    case ErrorCode.Limit:
      return 'limit';
    case ErrorCode.Timeout:
      return 'timeout';
    case ErrorCode.Unavailable:
      return 'unavailable';
    case ErrorCode.Cancelled:
      return 'cancelled';
    default:
      return 'internal';
  }
}

function messageOf(error: Error): string {
  switch (error.tag) {
    case ErrorCode.Denied:
      return error.denied;
    case ErrorCode.Invalid:
      return error.invalid;
    case ErrorCode.NotFound:
      return error.notFound;
    case ErrorCode.Conflict:
      return error.conflict;
    case ErrorCode.TooLarge:
      return exceededText(error.tooLarge);
    case ErrorCode.Limit:
      return exceededText(error.limit);
    case ErrorCode.Timeout:
      return error.timeout;
    case ErrorCode.Unavailable:
      return error.unavailable;
    case ErrorCode.Cancelled:
      return error.cancelled;
    default:
      return error.internal;
  }
}

function exceededText(exceeded: Exceeded): string {
  return (
    exceeded.what + ' is ' + count(exceeded.used) + ', over the limit of ' + count(exceeded.maximum)
  );
}

/** Limits are whole numbers: those of bytes, calls and milliseconds. */
function count(value: f64): string {
  return (<i64>value).toString();
}
