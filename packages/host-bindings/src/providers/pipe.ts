import type { Awaitable, CallContext } from '../contract/index.js';
import { HostError } from '../contract/errors.js';
import type { BodyReader, BodyWriter } from '../contract/gen/http.js';

/** How much a pipe holds. */
export interface PipeOptions {
  /** Bytes from which on a write waits for the reader; 64 KiB by default. */
  readonly highWaterBytes?: number | undefined;
}

/**
 * A streamed body in memory: what goes into the writer comes out of the reader. A write answers at once
 * while there is room, and waits for the reader otherwise. A writer that is dropped before `finish`
 * breaks the body off; a reader that is dropped fails the writer.
 */
export function createPipe(options: PipeOptions = {}): [BodyWriter, BodyReader] {
  const pipe = new Pipe(options.highWaterBytes ?? 64 * 1024);
  const writer: BodyWriter = {
    write: (chunk, call) => pipe.write(chunk, call),
    finish: () => pipe.finish(),
    abort: (reason) => pipe.abort(reason),
    [Symbol.dispose]: () => pipe.dropWriter(),
  };
  const reader: BodyReader = {
    read: (max, call) => pipe.read(max, call),
    [Symbol.dispose]: () => pipe.dropReader(),
  };
  return [writer, reader];
}

class Pipe {
  readonly #highWaterBytes: number;
  readonly #chunks: Uint8Array[] = [];
  readonly #writers = new Waiters();
  readonly #readers = new Waiters();
  #bytes = 0;
  #isFinished = false;
  /** Why the reader fails, once it has been broken off. */
  #broken: HostError<'cancelled'> | undefined;
  #isReaderGone = false;

  constructor(highWaterBytes: number) {
    this.#highWaterBytes = highWaterBytes;
  }

  write(chunk: Uint8Array, { signal }: CallContext): Awaitable<void> {
    this.#assertOpen();
    if (chunk.length === 0) return undefined;
    this.#chunks.push(new Uint8Array(chunk));
    this.#bytes += chunk.length;
    this.#readers.wake();
    return this.#bytes < this.#highWaterBytes ? undefined : this.#waitForRoom(signal);
  }

  finish(): void {
    this.#assertOpen();
    this.#isFinished = true;
    this.#readers.wake();
    this.#writers.wake();
  }

  abort(reason: string): void {
    this.#assertOpen();
    this.#breakOff(reason === '' ? 'the body was broken off' : reason);
  }

  dropWriter(): void {
    if (!this.#isFinished && this.#broken === undefined) {
      this.#breakOff('the body was broken off before its end');
    }
  }

  read(max: number, { signal }: CallContext): Awaitable<Uint8Array | undefined> {
    if (!(max >= 1)) throw new HostError('invalid', `max is "${max}": read one byte at least`);
    return this.#isReady() ? this.#take(max) : this.#waitForChunk(max, signal);
  }

  dropReader(): void {
    this.#isReaderGone = true;
    this.#clear();
    this.#writers.wake();
    this.#readers.wake();
  }

  #assertOpen(): void {
    if (this.#isReaderGone) {
      throw new HostError('cancelled', 'nobody reads the body any more: stop writing it');
    }
    if (this.#isFinished || this.#broken !== undefined) {
      throw new HostError('invalid', 'the body has ended: write before finish or abort');
    }
  }

  #breakOff(reason: string): void {
    this.#broken = new HostError('cancelled', reason);
    this.#clear();
    this.#readers.wake();
    this.#writers.wake();
  }

  #clear(): void {
    this.#chunks.length = 0;
    this.#bytes = 0;
  }

  #isReady(): boolean {
    return (
      this.#chunks.length > 0 ||
      this.#isFinished ||
      this.#broken !== undefined ||
      this.#isReaderGone
    );
  }

  #take(max: number): Uint8Array | undefined {
    if (this.#broken !== undefined) throw this.#broken;
    if (this.#isReaderGone) throw new HostError('invalid', 'the body reader has been dropped');
    const first = this.#chunks[0];
    if (first === undefined) return undefined;
    const chunk = first.length > max ? first.subarray(0, max) : first;
    if (chunk === first) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(max);
    this.#bytes -= chunk.length;
    if (this.#bytes < this.#highWaterBytes) this.#writers.wake();
    return chunk;
  }

  async #waitForRoom(signal: AbortSignal): Promise<void> {
    while (this.#bytes >= this.#highWaterBytes && !this.#isFinished) {
      await this.#writers.wait(signal);
      if (this.#isReaderGone) {
        throw new HostError('cancelled', 'nobody reads the body any more: stop writing it');
      }
      if (this.#broken !== undefined) return;
    }
  }

  async #waitForChunk(max: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    while (!this.#isReady()) await this.#readers.wait(signal);
    return this.#take(max);
  }
}

/** Calls that wait for the other end. */
class Waiters {
  #waiting: Array<() => void> = [];

  wake(): void {
    const woken = this.#waiting;
    this.#waiting = [];
    for (const resolve of woken) resolve();
  }

  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        reject(new HostError('cancelled', 'the request ended before the body did'));
      };
      if (signal.aborted) {
        abort();
        return;
      }
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(() => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
    });
  }
}
