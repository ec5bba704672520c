// Emitted by host-bindings from wajs:platform/types@0.1.0 (--target as-guest); do not edit.

/**
 * The one error type that every hostcall of this package can answer with.
 *
 * @packageDocumentation
 */

import { liftString } from '../codegen-v1';

/**
 * A limit that was passed: which one, by how much.
 *
 * WIT: `record exceeded { what: string, used: f64, maximum: f64 }`
 */
export class Exceeded {
  /** Name of the limit, as in the host's `limits` option: `kv-key-bytes`. */
  what: string;
  /** What was asked for or used, in the limit's own unit. */
  used: f64;
  /** The most that is allowed, in the same unit. */
  maximum: f64;
}

/** The cases of `error`. */
export enum ErrorTag {
  /** The host's policy does not grant this; the text names what would have to be granted. */
  Denied,
  /** An argument is malformed; the text names the argument and what is wrong with it. */
  Invalid,
  /** The thing named does not exist, and the call needs it. */
  NotFound,
  /** Someone else changed the thing first, or it exists already. */
  Conflict,
  /** One value is over its size limit. */
  TooLarge,
  /** A quota of this request or instance is used up. */
  Limit,
  /** No answer within the time allowed. */
  Timeout,
  /** The backend cannot be reached or refuses to serve now; trying later may help. */
  Unavailable,
  /** The caller gave up: the request was aborted or its signal fired. */
  Cancelled,
  /** A fault that is not the caller's; the host's log has the details. */
  Internal,
}

/**
 * Why a hostcall failed. The set of cases is closed: a guest may switch over it.
 *
 * ```wit
 * variant error {
 *   denied(string),
 *   invalid(string),
 *   not-found(string),
 *   conflict(string),
 *   too-large(exceeded),
 *   limit(exceeded),
 *   timeout(string),
 *   unavailable(string),
 *   cancelled(string),
 *   internal(string),
 * }
 * ```
 */
@final
export class Error {
  private deniedValue: string | null;
  private invalidValue: string | null;
  private notFoundValue: string | null;
  private conflictValue: string | null;
  private tooLargeValue: Exceeded | null;
  private limitValue: Exceeded | null;
  private timeoutValue: string | null;
  private unavailableValue: string | null;
  private cancelledValue: string | null;
  private internalValue: string | null;

  private constructor(
    /** Which case it is. */
    readonly tag: ErrorTag,
  ) {}

  /** The host's policy does not grant this; the text names what would have to be granted. */
  static denied(value: string): Error {
    const made = new Error(ErrorTag.Denied);
    made.deniedValue = value;
    return made;
  }

  /** An argument is malformed; the text names the argument and what is wrong with it. */
  static invalid(value: string): Error {
    const made = new Error(ErrorTag.Invalid);
    made.invalidValue = value;
    return made;
  }

  /** The thing named does not exist, and the call needs it. */
  static notFound(value: string): Error {
    const made = new Error(ErrorTag.NotFound);
    made.notFoundValue = value;
    return made;
  }

  /** Someone else changed the thing first, or it exists already. */
  static conflict(value: string): Error {
    const made = new Error(ErrorTag.Conflict);
    made.conflictValue = value;
    return made;
  }

  /** One value is over its size limit. */
  static tooLarge(value: Exceeded): Error {
    const made = new Error(ErrorTag.TooLarge);
    made.tooLargeValue = value;
    return made;
  }

  /** A quota of this request or instance is used up. */
  static limit(value: Exceeded): Error {
    const made = new Error(ErrorTag.Limit);
    made.limitValue = value;
    return made;
  }

  /** No answer within the time allowed. */
  static timeout(value: string): Error {
    const made = new Error(ErrorTag.Timeout);
    made.timeoutValue = value;
    return made;
  }

  /** The backend cannot be reached or refuses to serve now; trying later may help. */
  static unavailable(value: string): Error {
    const made = new Error(ErrorTag.Unavailable);
    made.unavailableValue = value;
    return made;
  }

  /** The caller gave up: the request was aborted or its signal fired. */
  static cancelled(value: string): Error {
    const made = new Error(ErrorTag.Cancelled);
    made.cancelledValue = value;
    return made;
  }

  /** A fault that is not the caller's; the host's log has the details. */
  static internal(value: string): Error {
    const made = new Error(ErrorTag.Internal);
    made.internalValue = value;
    return made;
  }

  /** Whether it is the case `denied`. */
  get isDenied(): bool {
    return this.tag == ErrorTag.Denied;
  }

  /** What the case `denied` carries; ends the guest where it is another case. */
  get denied(): string {
    assert(this.isDenied, 'this is another case; look at its tag first');
    return this.deniedValue!;
  }

  /** Whether it is the case `invalid`. */
  get isInvalid(): bool {
    return this.tag == ErrorTag.Invalid;
  }

  /** What the case `invalid` carries; ends the guest where it is another case. */
  get invalid(): string {
    assert(this.isInvalid, 'this is another case; look at its tag first');
    return this.invalidValue!;
  }

  /** Whether it is the case `not-found`. */
  get isNotFound(): bool {
    return this.tag == ErrorTag.NotFound;
  }

  /** What the case `not-found` carries; ends the guest where it is another case. */
  get notFound(): string {
    assert(this.isNotFound, 'this is another case; look at its tag first');
    return this.notFoundValue!;
  }

  /** Whether it is the case `conflict`. */
  get isConflict(): bool {
    return this.tag == ErrorTag.Conflict;
  }

  /** What the case `conflict` carries; ends the guest where it is another case. */
  get conflict(): string {
    assert(this.isConflict, 'this is another case; look at its tag first');
    return this.conflictValue!;
  }

  /** Whether it is the case `too-large`. */
  get isTooLarge(): bool {
    return this.tag == ErrorTag.TooLarge;
  }

  /** What the case `too-large` carries; ends the guest where it is another case. */
  get tooLarge(): Exceeded {
    assert(this.isTooLarge, 'this is another case; look at its tag first');
    return this.tooLargeValue!;
  }

  /** Whether it is the case `limit`. */
  get isLimit(): bool {
    return this.tag == ErrorTag.Limit;
  }

  /** What the case `limit` carries; ends the guest where it is another case. */
  get limit(): Exceeded {
    assert(this.isLimit, 'this is another case; look at its tag first');
    return this.limitValue!;
  }

  /** Whether it is the case `timeout`. */
  get isTimeout(): bool {
    return this.tag == ErrorTag.Timeout;
  }

  /** What the case `timeout` carries; ends the guest where it is another case. */
  get timeout(): string {
    assert(this.isTimeout, 'this is another case; look at its tag first');
    return this.timeoutValue!;
  }

  /** Whether it is the case `unavailable`. */
  get isUnavailable(): bool {
    return this.tag == ErrorTag.Unavailable;
  }

  /** What the case `unavailable` carries; ends the guest where it is another case. */
  get unavailable(): string {
    assert(this.isUnavailable, 'this is another case; look at its tag first');
    return this.unavailableValue!;
  }

  /** Whether it is the case `cancelled`. */
  get isCancelled(): bool {
    return this.tag == ErrorTag.Cancelled;
  }

  /** What the case `cancelled` carries; ends the guest where it is another case. */
  get cancelled(): string {
    assert(this.isCancelled, 'this is another case; look at its tag first');
    return this.cancelledValue!;
  }

  /** Whether it is the case `internal`. */
  get isInternal(): bool {
    return this.tag == ErrorTag.Internal;
  }

  /** What the case `internal` carries; ends the guest where it is another case. */
  get internal(): string {
    assert(this.isInternal, 'this is another case; look at its tag first');
    return this.internalValue!;
  }
}

/** Loads the type `exceeded` from memory. */
export function loadExceeded(at: usize): Exceeded {
  return {
    what: liftString(i32.load(at), i32.load(at, 4)),
    used: f64.load(at, 8),
    maximum: f64.load(at, 16),
  };
}

/** Stores the type `exceeded` in memory. */
export function storeExceeded(at: usize, value: Exceeded): void {
  i32.store(at, changetype<i32>(value.what));
  i32.store(at, value.what.length, 4);
  f64.store(at, value.used, 8);
  f64.store(at, value.maximum, 16);
}

/** Loads the type `error` from memory. */
export function loadError(at: usize): Error {
  switch (i32.load8_u(at)) {
    case 0:
      return Error.denied(liftString(i32.load(at, 8), i32.load(at, 12)));
    case 1:
      return Error.invalid(liftString(i32.load(at, 8), i32.load(at, 12)));
    case 2:
      return Error.notFound(liftString(i32.load(at, 8), i32.load(at, 12)));
    case 3:
      return Error.conflict(liftString(i32.load(at, 8), i32.load(at, 12)));
    case 4:
      return Error.tooLarge(loadExceeded(at + 8));
    case 5:
      return Error.limit(loadExceeded(at + 8));
    case 6:
      return Error.timeout(liftString(i32.load(at, 8), i32.load(at, 12)));
    case 7:
      return Error.unavailable(liftString(i32.load(at, 8), i32.load(at, 12)));
    case 8:
      return Error.cancelled(liftString(i32.load(at, 8), i32.load(at, 12)));
    default:
      return Error.internal(liftString(i32.load(at, 8), i32.load(at, 12)));
  }
}

/** Stores the type `error` in memory. */
export function storeError(at: usize, value: Error): void {
  switch (value.tag) {
    case ErrorTag.Denied:
      i32.store8(at, 0);
      i32.store(at, changetype<i32>(value.denied), 8);
      i32.store(at, value.denied.length, 12);
      break;
    case ErrorTag.Invalid:
      i32.store8(at, 1);
      i32.store(at, changetype<i32>(value.invalid), 8);
      i32.store(at, value.invalid.length, 12);
      break;
    case ErrorTag.NotFound:
      i32.store8(at, 2);
      i32.store(at, changetype<i32>(value.notFound), 8);
      i32.store(at, value.notFound.length, 12);
      break;
    case ErrorTag.Conflict:
      i32.store8(at, 3);
      i32.store(at, changetype<i32>(value.conflict), 8);
      i32.store(at, value.conflict.length, 12);
      break;
    case ErrorTag.TooLarge:
      i32.store8(at, 4);
      storeExceeded(at + 8, value.tooLarge);
      break;
    case ErrorTag.Limit:
      i32.store8(at, 5);
      storeExceeded(at + 8, value.limit);
      break;
    case ErrorTag.Timeout:
      i32.store8(at, 6);
      i32.store(at, changetype<i32>(value.timeout), 8);
      i32.store(at, value.timeout.length, 12);
      break;
    case ErrorTag.Unavailable:
      i32.store8(at, 7);
      i32.store(at, changetype<i32>(value.unavailable), 8);
      i32.store(at, value.unavailable.length, 12);
      break;
    case ErrorTag.Cancelled:
      i32.store8(at, 8);
      i32.store(at, changetype<i32>(value.cancelled), 8);
      i32.store(at, value.cancelled.length, 12);
      break;
    case ErrorTag.Internal:
      i32.store8(at, 9);
      i32.store(at, changetype<i32>(value.internal), 8);
      i32.store(at, value.internal.length, 12);
      break;
  }
}
