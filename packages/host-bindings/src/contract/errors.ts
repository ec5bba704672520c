import { ResultError, UnavailableError } from '../codegen-v1/index.js';
import type * as types from './gen/types.js';

/** Why a hostcall failed: the cases of the contract's `error`. The set is closed. */
export type HostErrorCode = types.Error['tag'];

/** What an error of a code carries: a text, or which limit was passed and by how much. */
export type HostErrorDetail<C extends HostErrorCode = HostErrorCode> = {
  // A lookup and not a conditional type, so that HostError<'denied'> is a HostError.
  [E in types.Error as E['tag']]: E['val'];
}[C];

/**
 * An error that a guest may see. Providers throw it; the guest receives its code and detail.
 *
 * @example
 * ```ts
 * import { type Config, HostError } from '@org/host-bindings/contract';
 *
 * const get: Config['get'] = (name) => {
 *   throw new HostError('not-found', `there is no setting "${name}"`);
 * };
 * ```
 */
export class HostError<C extends HostErrorCode = HostErrorCode> extends ResultError<types.Error> {
  /** Name of the class, for logs. */
  override readonly name: string = 'HostError';
  /** Always true. */
  override readonly isOfContract: boolean = true;
  /** Why the call failed. */
  readonly code: C;
  /** The text, or the limit that was passed. */
  readonly detail: HostErrorDetail<C>;
  /** The message without its code. */
  readonly rawMessage: string;

  constructor(code: C, detail: HostErrorDetail<C>, options?: ErrorOptions) {
    const rawMessage = typeof detail === 'string' ? detail : describeExceeded(detail);
    super({ tag: code, val: detail } as types.Error, `[${code}] ${rawMessage}`, options);
    this.code = code;
    this.detail = detail;
    this.rawMessage = rawMessage;
  }

  /**
   * A HostError of any error: itself; `unavailable` for a function that its provider does not offer;
   * else `internal` with the error as its cause.
   */
  static from(error: unknown): HostError {
    if (error instanceof HostError) return error as HostError;
    if (error instanceof UnavailableError)
      return new HostError<HostErrorCode>('unavailable', error.message, { cause: error });
    return new HostError<HostErrorCode>(
      'internal',
      'the provider failed; the log of the host says why',
      {
        cause: error,
      },
    );
  }
}

function describeExceeded({ what, used, maximum }: types.Exceeded): string {
  return `${what} is ${used}, over the limit of ${maximum}`;
}
