import { AbortController, type AbortSignal } from '../abort.js';
import { createDeferred, type Deferred } from './deferred.js';
import { highWaterMarkOf, type QueuingStrategy } from './queuing-strategy.js';

/** Where the chunks of a stream go. */
export interface UnderlyingSink<W = any> {
  /** Called at once. */
  start?: ((controller: WritableStreamDefaultController) => unknown) | undefined;
  /** Takes a chunk; the next comes when it has answered. */
  write?: ((chunk: W, controller: WritableStreamDefaultController) => unknown) | undefined;
  /** Called after the last chunk. */
  close?: (() => unknown) | undefined;
  /** Called when the stream is broken off. */
  abort?: ((reason: unknown) => unknown) | undefined;
}

interface Queued<W> {
  readonly chunk: W;
  readonly size: number;
  readonly written: Deferred<void>;
}

/** The state machine of a writable stream: https://streams.spec.whatwg.org/#ws-abstract-ops */
class WritableCore<W> {
  state: 'writable' | 'closed' | 'errored' = 'writable';
  error: unknown = undefined;
  locked = false;
  ready: Deferred<void> = createDeferred();
  readonly closed: Deferred<undefined> = createDeferred();
  readonly controller: WritableStreamDefaultController;
  readonly stopping: AbortController = new AbortController();
  #queue: Queued<W>[] = [];
  #queueSize = 0;
  #closing: Deferred<void> | undefined = undefined;
  #started = false;
  #busy: Promise<unknown> | undefined = undefined;
  #waits = false;
  readonly #sink: UnderlyingSink<W>;
  readonly #highWaterMark: number;
  readonly #sizeOf: ((chunk: W) => number) | undefined;

  constructor(sink: UnderlyingSink<W>, strategy: QueuingStrategy<W> | undefined) {
    this.#sink = sink;
    this.#highWaterMark = highWaterMarkOf(strategy, 1);
    this.#sizeOf = strategy?.size;
    this.controller = new WritableStreamDefaultController(this);
    if (this.#highWaterMark > 0) this.ready.resolve();
    else this.#waits = true;
    const result = sink.start?.(this.controller);
    Promise.resolve(result).then(
      () => {
        this.#started = true;
        this.#advance();
      },
      (error: unknown) => this.fail(error),
    );
  }

  get desiredSize(): number | null {
    if (this.state === 'errored') return null;
    return this.state === 'closed' ? 0 : this.#highWaterMark - this.#queueSize;
  }

  write(chunk: W): Promise<void> {
    if (this.state === 'errored') return Promise.reject(this.error);
    if (this.state === 'closed' || this.#closing) return Promise.reject(alreadyClosed());
    let size: number;
    try {
      size = this.#sizeOf ? Number(this.#sizeOf.call(undefined, chunk)) : 1;
    } catch (error) {
      this.fail(error);
      return Promise.reject(error);
    }
    const written = createDeferred<void>();
    this.#queue.push({ chunk, size, written });
    this.#queueSize += size;
    this.#updateReady();
    this.#advance();
    return written.promise;
  }

  close(): Promise<void> {
    if (this.state === 'errored') return Promise.reject(this.error);
    if (this.state === 'closed' || this.#closing) return Promise.reject(alreadyClosed());
    this.#closing = createDeferred();
    this.#updateReady();
    this.#advance();
    return this.#closing.promise;
  }

  async abort(reason: unknown): Promise<void> {
    if (this.state !== 'writable') return;
    this.stopping.abort(reason);
    const busy = this.#busy;
    this.fail(reason);
    await busy?.catch(() => {});
    await this.#sink.abort?.(reason);
  }

  fail(error: unknown): void {
    if (this.state !== 'writable') return;
    this.state = 'errored';
    this.error = error;
    for (const queued of this.#queue.splice(0)) queued.written.reject(error);
    this.#closing?.reject(error);
    this.closed.reject(error);
    if (!this.#waits) this.ready = createDeferred();
    this.ready.reject(error);
  }

  #updateReady(): void {
    const waits = !this.#closing && this.desiredSize! <= 0;
    if (waits === this.#waits) return;
    this.#waits = waits;
    if (waits) this.ready = createDeferred();
    else this.ready.resolve();
  }

  #advance(): void {
    if (!this.#started || this.#busy || this.state !== 'writable') return;
    const next = this.#queue[0];
    if (next)
      this.#run(
        () => this.#sink.write?.(next.chunk, this.controller),
        () => this.#wrote(),
      );
    else if (this.#closing)
      this.#run(
        () => this.#sink.close?.(),
        () => this.#end(),
      );
  }

  #run(action: () => unknown, done: () => void): void {
    this.#busy = new Promise<unknown>((resolve) => resolve(action()));
    this.#busy.then(
      () => {
        this.#busy = undefined;
        if (this.state !== 'writable') return;
        done();
        this.#advance();
      },
      (error: unknown) => {
        this.#busy = undefined;
        this.fail(error);
      },
    );
  }

  #wrote(): void {
    const { size, written } = this.#queue.shift()!;
    this.#queueSize = this.#queue.length === 0 ? 0 : this.#queueSize - size;
    written.resolve();
    this.#updateReady();
  }

  #end(): void {
    this.state = 'closed';
    this.#closing!.resolve();
    this.closed.resolve(undefined);
  }
}

/** What a sink breaks its stream off with. */
export class WritableStreamDefaultController {
  readonly #core: WritableCore<any>;

  /** @internal */
  constructor(core: WritableCore<any>) {
    this.#core = core;
  }

  /** Fires when the stream is broken off. */
  get signal(): AbortSignal {
    return this.#core.stopping.signal;
  }

  /** Breaks the stream off. */
  error(reason?: any): void {
    this.#core.fail(reason);
  }
}

/** Writes chunks into a stream, which is locked until the writer is released. */
export class WritableStreamDefaultWriter<W = any> {
  #core: WritableCore<any> | undefined;
  readonly #closed: Promise<undefined>;

  /** @throws TypeError where the stream has a writer already */
  constructor(stream: WritableStream<W>) {
    const core = WritableStream.core(stream);
    if (core.locked) throw new TypeError('the stream is locked to a writer');
    core.locked = true;
    this.#core = core;
    this.#closed = core.closed.promise;
  }

  /** Settles when the stream has been closed, or has failed. */
  get closed(): Promise<undefined> {
    return this.#closed;
  }

  /** Settles when the queue has room. */
  get ready(): Promise<void> {
    return this.#core ? this.#core.ready.promise : Promise.reject(released());
  }

  /** How much more the queue should take; null where the stream has failed. */
  get desiredSize(): number | null {
    if (!this.#core) throw released();
    return this.#core.desiredSize;
  }

  /** Adds a chunk; answers when the sink has taken it. */
  write(chunk?: W): Promise<void> {
    return this.#core ? this.#core.write(chunk as W) : Promise.reject(released());
  }

  /** Ends the stream after what has been written. */
  close(): Promise<void> {
    return this.#core ? this.#core.close() : Promise.reject(released());
  }

  /** Breaks the stream off. */
  abort(reason?: any): Promise<void> {
    return this.#core ? this.#core.abort(reason) : Promise.reject(released());
  }

  /** Unlocks the stream. */
  releaseLock(): void {
    if (this.#core) this.#core.locked = false;
    this.#core = undefined;
  }
}

/** Takes chunks over time. */
export class WritableStream<W = any> {
  // Not `WritableCore<W>`: that would tie streams of related types apart.
  readonly #core: WritableCore<any>;

  constructor(sink: UnderlyingSink<W> = {}, strategy?: QueuingStrategy<W>) {
    this.#core = new WritableCore<W>(sink, strategy);
  }

  /** Whether there is a writer. */
  get locked(): boolean {
    return this.#core.locked;
  }

  /** A writer, which locks the stream. */
  getWriter(): WritableStreamDefaultWriter<W> {
    return new WritableStreamDefaultWriter(this);
  }

  /** Ends the stream. */
  close(): Promise<void> {
    if (this.locked) return Promise.reject(new TypeError('the stream is locked to a writer'));
    return this.#core.close();
  }

  /** Breaks the stream off. */
  abort(reason?: any): Promise<void> {
    if (this.locked) return Promise.reject(new TypeError('the stream is locked to a writer'));
    return this.#core.abort(reason);
  }

  get [Symbol.toStringTag](): string {
    return 'WritableStream';
  }

  /** @internal */
  static core<T>(stream: WritableStream<T>): WritableCore<T> {
    return stream.#core;
  }
}

function released(): TypeError {
  return new TypeError('the writer has been released');
}

function alreadyClosed(): TypeError {
  return new TypeError('the stream is closed, or about to be');
}
