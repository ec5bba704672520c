import type { IncomingMessage } from 'node:http';
import type { Awaitable, CallContext } from '../../codegen-v1/index.js';
import { HostError } from '../../contract/errors.js';
import type { BodyReader } from '../../contract/gen/http.js';
import { limitName } from '../../contract/limits.js';

/** How much of a request's body is read. */
export interface RequestBodyOptions {
  /** The most bytes of the body. */
  readonly maximumBytes: number;
  /** Told once when the body is over that. */
  onTooLarge(): void;
}

/** A request's body as it arrives. Nothing is read ahead beyond Node's own buffer. */
export class RequestBodyReader implements BodyReader {
  readonly #message: IncomingMessage;
  readonly #options: RequestBodyOptions;
  #rest: Uint8Array | undefined;
  #bytes = 0;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(message: IncomingMessage, options: RequestBodyOptions) {
    this.#message = message;
    this.#options = options;
    const wake = (): void => this.#wake?.();
    message.on('readable', wake).once('end', wake);
    const fail = (): void => {
      if (message.complete) return;
      this.#failure ??= new HostError('cancelled', 'the client went before the body was complete');
      wake();
    };
    message.once('error', fail).once('close', fail);
  }

  read(max: number, call: CallContext): Awaitable<Uint8Array | undefined> {
    if (!(max >= 1)) throw new HostError('invalid', `max is "${max}": read one byte at least`);
    if (this.#wake !== undefined) {
      throw new HostError('invalid', 'the body is being read already: wait for that read first');
    }
    const chunk = this.#take(max);
    return chunk === null ? this.#wait(max, call.signal) : chunk;
  }

  [Symbol.dispose](): void {
    this.#failure ??= new HostError('invalid', 'the body reader has been dropped');
    this.#rest = undefined;
    this.#message.removeAllListeners('readable');
    this.#message.resume();
    this.#wake?.();
  }

  /** The next chunk; undefined at the end, null where it has not arrived yet. */
  #take(max: number): Uint8Array | undefined | null {
    if (this.#failure !== undefined) throw this.#failure;
    const chunk = this.#rest ?? this.#receive();
    if (chunk === null) return this.#message.readableEnded ? undefined : null;
    this.#rest = chunk.length > max ? chunk.subarray(max) : undefined;
    return chunk.length > max ? chunk.subarray(0, max) : chunk;
  }

  #receive(): Uint8Array | null {
    const chunk = this.#message.read() as Uint8Array | null;
    this.#bytes += chunk?.length ?? 0;
    const maximum = this.#options.maximumBytes;
    if (this.#bytes <= maximum) return chunk;
    this.#failure = new HostError('too-large', {
      what: limitName('bodyBytes'),
      used: this.#bytes,
      maximum,
    });
    this.#options.onTooLarge();
    throw this.#failure;
  }

  async #wait(max: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    for (;;) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#wake = wake;
        if (signal.aborted) wake();
        else signal.addEventListener('abort', wake, { once: true });
      });
      this.#wake = undefined;
      if (signal.aborted) throw new HostError('cancelled', 'the request ended before its body');
      const chunk = this.#take(max);
      if (chunk !== null) return chunk;
    }
  }
}

/** A body whose length is known, in one piece. */
export function collectBody(message: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let first: Uint8Array | undefined;
    let chunks: Uint8Array[] | undefined;
    message.on('data', (chunk: Uint8Array) => {
      if (first === undefined) first = chunk;
      else (chunks ??= [first]).push(chunk);
    });
    message.once('end', () =>
      resolve(chunks ? Buffer.concat(chunks) : (first ?? new Uint8Array())),
    );
    const fail = (): void => {
      if (!message.complete) reject(new HostError('cancelled', 'the client went within the body'));
    };
    message.once('error', fail).once('close', fail);
  });
}
