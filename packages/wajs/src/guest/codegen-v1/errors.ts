/**
 * The `err` case of a hostcall, thrown. For the contract's own errors `code` is the case of
 * `wajs:platform/types.error` and `detail` is what the case carries.
 */
export class WajsError extends Error {
  /** Name of the class, for logs. */
  override readonly name: string = 'WajsError';
  /** Name of the case: `not-found`, `denied`. The text itself where the err type is a string. */
  readonly code: string;
  /** What the case carries: a text, or a record. */
  readonly detail: unknown;
  /** The whole err value, as the contract types it. */
  readonly payload: unknown;

  constructor(payload: unknown, options?: ErrorOptions) {
    const { code, detail } = parts(payload);
    super(`[${code}] ${text(detail)}`, options);
    this.code = code;
    this.detail = detail;
    this.payload = payload;
  }

  /** An error of a code that this side makes itself. */
  static of(code: string, detail: string, options?: ErrorOptions): WajsError {
    return new WajsError({ tag: code, val: detail }, options);
  }
}

/**
 * The `err` case of a method that another function serves, or that this one does: what its own result
 * type says, while a call that failed on its way is a plain WajsError.
 */
export class ResultError<E = unknown> extends WajsError {
  /** Name of the class, for logs. */
  override readonly name: string = 'ResultError';
  /** The err value. */
  declare readonly payload: E;

  // oxlint-disable-next-line no-useless-constructor -- it types the payload
  constructor(payload: E, options?: ErrorOptions) {
    super(payload, options);
  }
}

/** Bytes from the host, or from a caller, that do not hold the value that the contract says. */
export class DecodeError extends Error {
  /** Name of the class, for logs. */
  override readonly name: string = 'DecodeError';
}

/** A value that does not fit the type that the contract gives it. */
export class EncodeError extends TypeError {
  /** Name of the class, for logs. */
  override readonly name: string = 'EncodeError';
}

function parts(payload: unknown): { code: string; detail: unknown } {
  if (typeof payload === 'object' && payload !== null) {
    const { tag, val } = payload as { tag?: unknown; val?: unknown };
    if (typeof tag === 'string') return { code: tag, detail: val };
  }
  return typeof payload === 'string'
    ? { code: payload, detail: undefined }
    : { code: 'error', detail: payload };
}

function text(detail: unknown): string {
  if (detail === undefined) return 'the call answered its err case';
  if (typeof detail === 'string') return detail;
  if (typeof detail === 'object' && detail !== null) {
    const { what, used, maximum } = detail as Record<string, unknown>;
    if (typeof what === 'string')
      return `${what} is ${String(used)}, over the limit of ${String(maximum)}`;
  }
  return JSON.stringify(detail, writable);
}

/** JSON knows no integers of 64 bits. */
function writable(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
