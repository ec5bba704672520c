import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallContext } from '../../codegen-v1/index.js';
import type { HandleOptions } from './handler.js';

/** One request with its response: what the handler is told, made only when it is asked for. */
export class Exchange implements HandleOptions {
  readonly requestId: string = randomUUID();
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Set where the body turned out to be over the limit while it was read. */
  isBodyTooLarge = false;
  #controller: AbortController | undefined;
  #isGone = false;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse) {
    this.incoming = incoming;
    this.outgoing = outgoing;
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) this.#leave();
    });
  }

  get clientAddress(): string | undefined {
    return this.incoming.socket.remoteAddress;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isGone) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** Whether the client has gone before the whole response was sent. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** The context for reading streams of this exchange. */
  createCall(): CallContext {
    return {
      functionName: '',
      requestId: this.requestId,
      deadline: Number.POSITIVE_INFINITY,
      signal: this.signal,
    };
  }

  #leave(): void {
    this.#isGone = true;
    this.#controller?.abort();
  }
}
