/**
 * Why a component could not be linked:
 * - `malformed`: the bytes are not a WebAssembly component or module.
 * - `unsupported`: the component uses something that the linker does not know; the message names it.
 * - `invalid`: the component contradicts itself, such as an import that nothing satisfies.
 */
export type LinkErrorCode = 'malformed' | 'unsupported' | 'invalid';

/** A component that cannot be linked, said by name and with what to do about it. */
export class LinkError extends Error {
  /** Why it cannot be linked. */
  readonly code: LinkErrorCode;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** The message without its code and hint. */
  readonly rawMessage: string;

  constructor(
    code: LinkErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(`[${code}] ${message}${options.hint === undefined ? '' : `; ${options.hint}`}`, {
      cause: options.cause,
    });
    this.name = 'LinkError';
    this.code = code;
    this.hint = options.hint;
    this.rawMessage = message;
  }
}
