import type { CallContext } from '../../../codegen-v1/index.js';
import { HostError } from '../../../contract/errors.js';
import type { BodyReader } from '../../../contract/gen/http.js';
import { packBytes } from './portable-bytes.js';
import { packError, type PortableError, unpackError } from './portable-error.js';

/** What the two ends of streamed bodies say to each other. */
export type BodyMessage =
  | {
      readonly type: 'body-read';
      readonly body: number;
      readonly read: number;
      readonly max: number;
    }
  | { readonly type: 'body-chunk'; readonly read: number; readonly bytes: Uint8Array | undefined }
  | { readonly type: 'body-broken'; readonly read: number; readonly error: PortableError }
  | { readonly type: 'body-give-up'; readonly read: number }
  | { readonly type: 'body-drop'; readonly body: number };

/** Sends a message to the other thread. */
export type Send<M> = (message: M, transfer?: readonly ArrayBuffer[]) => void;

/** A read that the other thread has not answered yet. */
interface PendingRead {
  readonly resolve: (bytes: Uint8Array | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** Context of a read that the other thread's reader asks for. */
class ReadCall implements CallContext {
  readonly functionName = '';
  readonly requestId = '';
  readonly deadline = Number.POSITIVE_INFINITY;
  readonly controller = new AbortController();

  get signal(): AbortSignal {
    return this.controller.signal;
  }
}

/**
 * One thread's end of the bodies that stream between two threads, in both directions. A chunk crosses
 * when its reader asks for it, so a slow reader slows its source, and nothing piles up in between.
 */
export class BodyExchange {
  readonly #send: Send<BodyMessage>;
  /** Bodies that the other thread reads. */
  readonly #offered = new Map<number, BodyReader>();
  /** Reads of them that are under way. */
  readonly #serving = new Map<number, ReadCall>();
  /** Reads that wait for the other thread. */
  readonly #pending = new Map<number, PendingRead>();
  /** Told when a body that the other thread read is at its end or not wanted any more. */
  onClosed: ((body: number) => void) | undefined;
  #lastBody = 0;
  #lastRead = 0;
  #failure: Error | undefined;

  constructor(send: Send<BodyMessage>) {
    this.#send = send;
  }

  /** Bodies that either side may still read. */
  get size(): number {
    return this.#offered.size + this.#pending.size;
  }

  /** Lets the other thread read a body, under the number that this answers. */
  offer(reader: BodyReader): number {
    this.#offered.set(++this.#lastBody, reader);
    return this.#lastBody;
  }

  /** Takes a body back that the other thread has not begun to read. */
  withdraw(body: number): void {
    this.#offered.delete(body);
  }

  /** A body that the other thread offers. */
  open(body: number): BodyReader {
    let isDropped = false;
    let isEnded = false;
    return {
      read: async (max, call) => {
        if (isEnded) return undefined;
        const bytes = await this.#read(body, max, call.signal);
        isEnded = bytes === undefined;
        return bytes;
      },
      [Symbol.dispose]: () => {
        if (isDropped) return;
        isDropped = true;
        if (this.#failure === undefined) this.#send({ type: 'body-drop', body });
      },
    };
  }

  /** The other thread is gone: what is read of it fails, and what it read is not wanted any more. */
  fail(error: Error): void {
    this.#failure = error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    for (const call of this.#serving.values()) call.controller.abort(error);
    for (const body of this.#offered.keys()) this.#close(body);
  }

  /** Takes a message of the other thread. */
  receive(message: BodyMessage): void {
    switch (message.type) {
      case 'body-read':
        void this.#serve(message.body, message.read, message.max);
        break;
      case 'body-chunk':
        this.#take(message.read)?.resolve(message.bytes);
        break;
      case 'body-broken':
        this.#take(message.read)?.reject(unpackError(message.error));
        break;
      case 'body-give-up':
        this.#serving.get(message.read)?.controller.abort();
        break;
      default:
        this.#close(message.body);
    }
  }

  #take(read: number): PendingRead | undefined {
    const pending = this.#pending.get(read);
    this.#pending.delete(read);
    return pending;
  }

  #read(body: number, max: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const read = ++this.#lastRead;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#pending.delete(read);
        this.#send({ type: 'body-give-up', read });
        reject(new HostError('cancelled', 'the request ended before its body'));
      };
      const leave = (): void => signal.removeEventListener('abort', onAbort);
      this.#pending.set(read, {
        resolve: (bytes) => {
          leave();
          resolve(bytes);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      });
      this.#send({ type: 'body-read', body, read, max });
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  async #serve(body: number, read: number, max: number): Promise<void> {
    const call = new ReadCall();
    this.#serving.set(read, call);
    try {
      const reader = this.#offered.get(body);
      if (reader === undefined) throw new HostError('invalid', 'the body reader has been dropped');
      const bytes = await reader.read(max, call);
      if (bytes === undefined) {
        this.#send({ type: 'body-chunk', read, bytes });
        this.#close(body);
        return;
      }
      const transfer: ArrayBuffer[] = [];
      this.#send({ type: 'body-chunk', read, bytes: packBytes(bytes, transfer) }, transfer);
    } catch (error) {
      this.#send({ type: 'body-broken', read, error: packError(error) });
      this.#close(body);
    } finally {
      this.#serving.delete(read);
    }
  }

  #close(body: number): void {
    const reader = this.#offered.get(body);
    if (reader === undefined) return;
    this.#offered.delete(body);
    this.onClosed?.(body);
    try {
      reader[Symbol.dispose]?.();
    } catch {
      // It was given up: nobody is left who could be told.
    }
  }
}
