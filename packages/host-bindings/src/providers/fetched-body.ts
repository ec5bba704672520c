import type { CallContext } from '../contract/index.js';
import { HostError } from '../contract/errors.js';
import type { BodyReader } from '../contract/gen/http.js';
import type { Limits } from '../contract/limits.js';
import { assertWithin } from './outgoing-request.js';

/** The body of a response as `fetch` gives it, counted. */
export class FetchedBody implements BodyReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #limits: Limits;
  readonly #signal: AbortSignal;
  #rest: Uint8Array = new Uint8Array();
  #bytes = 0;

  /** @param signal The one that `fetch` was given: its reason is why a body breaks off. */
  constructor(stream: ReadableStream<Uint8Array>, limits: Limits, signal: AbortSignal) {
    this.#reader = stream.getReader();
    this.#limits = limits;
    this.#signal = signal;
  }

  async read(max: number, _call?: CallContext): Promise<Uint8Array | undefined> {
    if (!(max >= 1)) throw new HostError('invalid', `max is "${max}": read one byte at least`);
    while (this.#rest.length === 0) {
      const chunk = await this.#next();
      if (chunk === undefined) return undefined;
      this.#bytes += chunk.length;
      assertWithin(this.#limits, 'bodyBytes', this.#bytes);
      this.#rest = chunk;
    }
    const chunk = this.#rest.subarray(0, max);
    this.#rest = this.#rest.subarray(chunk.length);
    return chunk;
  }

  [Symbol.dispose](): void {
    this.#reader.cancel().catch(() => undefined);
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      return (await this.#reader.read()).value;
    } catch (cause) {
      const reason: unknown = this.#signal.reason;
      if (reason instanceof HostError) throw reason;
      throw new HostError('unavailable', 'the body of the answer broke off', { cause });
    }
  }
}
