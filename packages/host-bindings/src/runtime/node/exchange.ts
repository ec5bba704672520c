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

  constructor(incoming: IncomingMessage, outgoing: ServerResponse) {
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  get clientAddress(): string | undefined {
    return this.incoming.socket.remoteAddress;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = (this.#controller = new AbortController());
      const abort = (): void => {
        if (this.isGone) controller.abort();
      };
      if (this.isGone) abort();
      else this.outgoing.once('close', abort);
    }
    return this.#controller.signal;
  }

  /** Whether the client has gone before the whole response was sent. */
  get isGone(): boolean {
    return this.outgoing.closed && !this.outgoing.writableFinished;
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
}
