import type { Awaitable, CallContext } from '../../contract/index.js';
import { HostError } from '../../contract/errors.js';
import type { BodyReader } from '../../contract/gen/http.js';

/** What the reader of a response body does to its source. */
export interface BodySource {
  /** Holds the source back. */
  pause(): void;
  /** Lets it go on. */
  resume(): void;
  /** Gives it up. */
  abort(reason: Error): void;
}

/** Bytes from which on the source is held back. */
const highWaterBytes = 64 * 1024;

/** The body of a response as it arrives. */
export class ResponseBody implements BodyReader {
  readonly #source: BodySource;
  readonly #onClose: () => void;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #isEnded = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(source: BodySource, onClose: () => void) {
    this.#source = source;
    this.#onClose = onClose;
  }

  /** Takes a chunk from the source. */
  push(chunk: Uint8Array): void {
    if (this.#failure !== undefined) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= highWaterBytes) this.#source.pause();
    this.#wake?.();
  }

  /** The source is at its end. */
  end(): void {
    this.#isEnded = true;
    this.#onClose();
    this.#wake?.();
  }

  /** The source has failed: reads fail from now on. */
  fail(error: Error): void {
    if (this.#isEnded) return;
    this.#failure ??= error;
    this.#chunks.length = 0;
    this.#onClose();
    this.#wake?.();
  }

  read(max: number, call: CallContext): Awaitable<Uint8Array | undefined> {
    if (!(max >= 1)) throw new HostError('invalid', `max is "${max}": read one byte at least`);
    if (this.#wake !== undefined) {
      throw new HostError('invalid', 'the body is being read already: wait for that read first');
    }
    const chunk = this.#take(max);
    return chunk === null ? this.#wait(max, call.signal) : chunk;
  }

  /** Everything that is to come, in one piece. */
  async collect(call: CallContext): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for (;;) {
      const chunk = await this.read(Infinity, call);
      if (chunk === undefined) return Buffer.concat(chunks);
      chunks.push(chunk);
    }
  }

  [Symbol.dispose](): void {
    if (this.#isEnded || this.#failure !== undefined) return;
    const reason = new HostError('cancelled', 'the body reader has been dropped');
    this.fail(reason);
    this.#source.abort(reason);
  }

  /** The next chunk; undefined at the end, null where it has not arrived yet. */
  #take(max: number): Uint8Array | undefined | null {
    if (this.#failure !== undefined) throw this.#failure;
    const first = this.#chunks[0];
    if (first === undefined) return this.#isEnded ? undefined : null;
    const chunk = first.length > max ? first.subarray(0, max) : first;
    if (chunk === first) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(max);
    this.#bytes -= chunk.length;
    if (this.#bytes < highWaterBytes) this.#source.resume();
    return chunk;
  }

  async #wait(max: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    for (;;) {
      let abort: (() => void) | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        abort = resolve;
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', abort, { once: true });
      });
      this.#wake = undefined;
      if (abort !== undefined) signal.removeEventListener('abort', abort);
      const chunk = this.#take(max);
      if (chunk !== null) return chunk;
      if (signal.aborted) throw new HostError('cancelled', 'the request ended before the body did');
    }
  }
}
