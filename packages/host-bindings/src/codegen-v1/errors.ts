/**
 * An error that is part of a function's contract: a provider throws it to answer the `err` case of a
 * `result<T, E>`, and a caller of an export receives it.
 */
export class ResultError<E> extends Error {
  /** Name of the class, for logs. */
  override readonly name: string = 'ResultError';
  /** What the `err` case carries. */
  readonly payload: E;
  /** Whether it is one of the contract's errors, which a call can fail with whatever its own say. */
  readonly isOfContract: boolean = false;

  constructor(payload: E, message?: string, options?: ErrorOptions) {
    super(message ?? `the call answered its err case: ${describe(payload)}`, options);
    this.payload = payload;
  }
}

/**
 * A call of a function that the provider does not offer: what the base classes of emitted interfaces
 * throw. A guest sees it as `unavailable` where its interface has the contract's errors.
 */
export class UnavailableError extends Error {
  /** Name of the class, for logs. */
  override readonly name: string = 'UnavailableError';
  /** Full name of the interface: `wajs:platform/kv@0.1.0`. */
  readonly interfaceName: string;
  /** Name of the function in WIT: `get-many`. */
  readonly functionName: string;

  constructor(interfaceName: string, functionName: string) {
    super(`the host does not offer "${functionName}" of "${interfaceName}"`);
    this.interfaceName = interfaceName;
    this.functionName = functionName;
  }
}

/** A stream or future of the other side broke off: it failed there, or ended without its value. */
export class ChannelError extends Error {
  /** Name of the class, for logs. */
  override readonly name: string = 'ChannelError';
}

/** A fault that kills the instance: the guest broke a rule that no sound guest breaks. */
export class Trap extends Error {
  /** Name of the class, for logs. */
  override readonly name: string = 'Trap';
}

/** Bytes or memory from a guest that do not hold the value that the contract says. */
export class DecodeError extends Trap {
  /** Name of the class, for logs. */
  override readonly name: string = 'DecodeError';
}

/** A value from a guest that is over one of the host's limits. */
export class DecodeLimitError extends DecodeError {
  /** Name of the class, for logs. */
  override readonly name: string = 'DecodeLimitError';
  /** Name of the limit. */
  readonly what: string;
  /** What was asked for. */
  readonly used: number;
  /** The most that is allowed. */
  readonly maximum: number;

  constructor(what: string, used: number, maximum: number) {
    const option = what.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    super(
      `${what} is ${used}, over the limit of ${maximum}; pass less at once, or raise the host's limit "${option}"`,
    );
    this.what = what;
    this.used = used;
    this.maximum = maximum;
  }
}

/** A host value that does not fit the type that the contract gives it: a fault of the host's own code. */
export class EncodeError extends Error {
  /** Name of the class, for logs. */
  override readonly name: string = 'EncodeError';
}

function describe(payload: unknown): string {
  try {
    return JSON.stringify(payload, writable) ?? String(payload);
  } catch {
    return String(payload);
  }
}

/** JSON knows no integers of 64 bits. */
function writable(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
