import { createDeferred, ignore } from './deferred.js';
import { pipe, type PipeOptions } from './pipe.js';
import type { QueuingStrategy } from './queuing-strategy.js';
import { ReadableCore, type ReadResult, type UnderlyingSource } from './readable-core.js';
import { teeCore } from './tee.js';
import type { WritableStream } from './writable-stream.js';

/** What a source puts chunks into. */
export class ReadableStreamDefaultController<R = any> {
  readonly #core: ReadableCore<R>;

  /** @internal */
  constructor(core: ReadableCore<R>) {
    this.#core = core;
  }

  /** How much more the queue should take; null where the stream has failed. */
  get desiredSize(): number | null {
    return this.#core.desiredSize;
  }

  /** Ends the stream once its queue has been read. */
  close(): void {
    this.#core.close();
  }

  /** Adds a chunk. */
  enqueue(chunk?: R): void {
    this.#core.enqueue(chunk as R);
  }

  /** Breaks the stream off. */
  error(reason?: any): void {
    this.#core.fail(reason);
  }
}

/** Reads a stream's chunks; the stream is locked until it is released. */
export class ReadableStreamDefaultReader<R = any> {
  #core: ReadableCore<any> | undefined;
  readonly #closed: { promise: Promise<undefined> };

  /** @throws TypeError where the stream has a reader already */
  constructor(stream: ReadableStream<R>) {
    const core = ReadableStream.core(stream);
    if (core.reader) throw new TypeError('the stream is locked to a reader');
    const closed = createDeferred<undefined>();
    if (core.state === 'closed') closed.resolve(undefined);
    if (core.state === 'errored') closed.reject(core.error);
    core.reader = closed;
    this.#core = core;
    this.#closed = closed;
  }

  /** Settles when the stream ends, breaks off, or the reader is released. */
  get closed(): Promise<undefined> {
    return this.#closed.promise;
  }

  /** The next chunk. */
  read(): Promise<ReadResult<R>> {
    return this.#core ? this.#core.read() : Promise.reject(released());
  }

  /** Says that nobody wants the rest. */
  cancel(reason?: any): Promise<void> {
    return this.#core ? this.#core.cancel(reason) : Promise.reject(released());
  }

  /** Unlocks the stream. */
  releaseLock(): void {
    this.#core?.release();
    this.#core = undefined;
  }
}

/** Options of `values`. */
export interface ReadableStreamIteratorOptions {
  /** Whether leaving the loop keeps the stream from being cancelled. */
  preventCancel?: boolean;
}

/** Chunks that arrive over time. */
export class ReadableStream<R = any> {
  // Not `ReadableCore<R>`: that would keep a stream of a narrower type from standing for a wider one.
  readonly #core: ReadableCore<any>;

  constructor(
    source: UnderlyingSource<ReadableStreamDefaultController<R>> = {},
    strategy?: QueuingStrategy<R>,
  ) {
    this.#core = new ReadableCore<R>(strategy, source?.type === 'bytes' ? 0 : 1);
    if (source) this.#core.start(source, new ReadableStreamDefaultController(this.#core));
  }

  /** Whether there is a reader. */
  get locked(): boolean {
    return this.#core.reader !== undefined;
  }

  /** A stream of what an iterable gives. */
  static from<T>(iterable: Iterable<T | PromiseLike<T>> | AsyncIterable<T>): ReadableStream<T> {
    const source = iterable as Partial<AsyncIterable<T>> & Partial<Iterable<T>>;
    const iterator = source[Symbol.asyncIterator]?.() ?? source[Symbol.iterator]?.();
    if (!iterator) throw new TypeError('the value is not iterable');
    return new ReadableStream<T>(
      {
        async pull(controller) {
          const next = await iterator.next();
          if (next.done) controller.close();
          else controller.enqueue(await next.value);
        },
        async cancel(reason) {
          await iterator.return?.(reason);
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** Says that nobody wants the rest. */
  cancel(reason?: any): Promise<void> {
    if (this.locked) return Promise.reject(new TypeError('the stream is locked to a reader'));
    return this.#core.cancel(reason);
  }

  /**
   * A reader, which locks the stream.
   *
   * @throws TypeError where there is one already, or a BYOB reader is asked for
   */
  getReader(options?: { mode?: undefined }): ReadableStreamDefaultReader<R> {
    if (options?.mode !== undefined) throw new TypeError('there are no BYOB readers here');
    return new ReadableStreamDefaultReader(this);
  }

  /** Writes everything into a writable stream. */
  pipeTo(destination: WritableStream<R>, options: PipeOptions = {}): Promise<void> {
    if (this.locked || destination.locked) {
      return Promise.reject(new TypeError('a stream that is locked cannot be piped'));
    }
    return pipe(this.getReader(), destination.getWriter(), options);
  }

  /** Sends everything through a transform, and answers its other end. */
  pipeThrough<T>(
    transform: { readonly readable: ReadableStream<T>; readonly writable: WritableStream<R> },
    options?: PipeOptions,
  ): ReadableStream<T> {
    if (this.locked || transform.writable.locked) {
      throw new TypeError('a stream that is locked cannot be piped');
    }
    this.pipeTo(transform.writable, options).catch(ignore);
    return transform.readable;
  }

  /** Two streams of the same chunks; this one is locked. */
  tee(): [ReadableStream<R>, ReadableStream<R>] {
    const reader = this.getReader();
    const [first, second] = teeCore(reader);
    return [
      new ReadableStream<R>(first, { highWaterMark: 0 }),
      new ReadableStream<R>(second, { highWaterMark: 0 }),
    ];
  }

  /** The chunks, for `for await`. */
  async *values(options?: ReadableStreamIteratorOptions): AsyncGenerator<R, void, undefined> {
    const reader = this.getReader();
    let ended = false;
    try {
      for (;;) {
        const next = await reader.read().catch((error: unknown) => {
          ended = true;
          throw error;
        });
        if (next.done) {
          ended = true;
          return;
        }
        yield next.value;
      }
    } finally {
      if (!ended && !options?.preventCancel) await reader.cancel();
      reader.releaseLock();
    }
  }

  /** The same as `values`. */
  [Symbol.asyncIterator](
    options?: ReadableStreamIteratorOptions,
  ): AsyncGenerator<R, void, undefined> {
    return this.values(options);
  }

  get [Symbol.toStringTag](): string {
    return 'ReadableStream';
  }

  /** @internal */
  static core<T>(stream: ReadableStream<T>): ReadableCore<T> {
    return stream.#core;
  }

  /**
   * Locks the stream for good, as reading all of it does; its source is not told.
   *
   * @internal
   */
  static useUp(stream: ReadableStream): void {
    stream.getReader();
    stream.#core.disturbed = true;
  }

  /**
   * Whether something has been read from the stream, or it has been cancelled.
   *
   * @internal
   */
  static isDisturbed(stream: ReadableStream): boolean {
    return stream.#core.disturbed;
  }
}

function released(): TypeError {
  return new TypeError('the reader has been released');
}
