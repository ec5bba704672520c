/** Where messages go: a port, a thread. */
export interface Recipient {
  postMessage(value: unknown, transfer: readonly ArrayBuffer[]): void;
}

/**
 * Messages of one turn of the event loop, sent in one piece at its end: a message costs more than what is
 * in it, and waking the other thread most of all.
 */
export class Outbox<M> {
  readonly #recipient: Recipient;
  readonly #onUnsendable: (message: M, error: Error) => void;
  #messages: M[] = [];
  #transfers: (readonly ArrayBuffer[])[] = [];

  /** `onUnsendable` is told of a message with something in it that cannot be cloned. */
  constructor(recipient: Recipient, onUnsendable: (message: M, error: Error) => void) {
    this.#recipient = recipient;
    this.#onUnsendable = onUnsendable;
  }

  /** Puts a message in, with the buffers in it that are handed over. */
  readonly send = (message: M, transfer: readonly ArrayBuffer[] = []): void => {
    this.#messages.push(message);
    this.#transfers.push(transfer);
    if (this.#messages.length === 1) setImmediate(this.flush);
  };

  /** Sends what is in it now. */
  readonly flush = (): void => {
    const messages = this.#messages;
    const transfers = this.#transfers;
    if (messages.length === 0) return;
    this.#messages = [];
    this.#transfers = [];
    try {
      this.#recipient.postMessage(messages, transfers.flat());
    } catch (error) {
      if (messages.length === 1) return this.#onUnsendable(messages[0]!, error as Error);
      // One of them cannot be cloned: the others must not suffer for it.
      for (const [i, message] of messages.entries()) {
        this.#messages = [message];
        this.#transfers = [transfers[i]!];
        this.flush();
      }
    }
  };
}
