/** What went wrong on the other side, for people to read: WIT's `error-context`. */
export class ErrorContext {
  /** Text for the log. It may be cut or empty: nothing may depend on it. */
  readonly debugMessage: string;

  constructor(debugMessage: string) {
    this.debugMessage = debugMessage;
  }
}
