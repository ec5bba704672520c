import { createDeferred, type Deferred } from './deferred.js';
import { highWaterMarkOf, type QueuingStrategy } from './queuing-strategy.js';

/** What a read answers. */
export type ReadResult<R> = { done: false; value: R } | { done: true; value: undefined };

/** Where the chunks of a stream come from. */
export interface UnderlyingSource<C> {
  /** Called at once. */
  start?: ((controller: C) => unknown) | undefined;
  /** Called when the queue has room. */
  pull?: ((controller: C) => unknown) | undefined;
  /** Called when nobody wants the rest. */
  cancel?: ((reason: unknown) => unknown) | undefined;
  /** `bytes` streams are read as others are: there are no BYOB readers. */
  type?: 'bytes' | undefined;
}

interface Queued<R> {
  readonly value: R;
  readonly size: number;
}

/** The state machine of a readable stream: https://streams.spec.whatwg.org/#rs-abstract-ops */
export class ReadableCore<R> {
  state: 'readable' | 'closed' | 'errored' = 'readable';
  error: unknown = undefined;
  disturbed = false;
  /** The reader's `closed`, while there is a reader. */
  reader: Deferred<undefined> | undefined = undefined;
  #queue: Queued<R>[] = [];
  #queueSize = 0;
  #requests: Deferred<ReadResult<R>>[] = [];
  #closing = false;
  #started = false;
  #pulling = false;
  #pullAgain = false;
  #pull: (() => unknown) | undefined = undefined;
  #cancel: ((reason: unknown) => unknown) | undefined = undefined;
  readonly #highWaterMark: number;
  readonly #sizeOf: ((chunk: R) => number) | undefined;

  constructor(strategy: QueuingStrategy<R> | undefined, usualMark: number) {
    this.#highWaterMark = highWaterMarkOf(strategy, usualMark);
    this.#sizeOf = strategy?.size;
  }

  /** Connects the source; its `start` runs now. */
  start<C>(source: UnderlyingSource<C>, controller: C): void {
    if (source.pull) this.#pull = () => source.pull!(controller);
    if (source.cancel) this.#cancel = (reason) => source.cancel!(reason);
    const begun = () => {
      this.#started = true;
      this.#callPull();
    };
    const result = source.start?.(controller);
    Promise.resolve(result).then(begun, (error: unknown) => this.fail(error));
  }

  get desiredSize(): number | null {
    if (this.state === 'errored') return null;
    return this.state === 'closed' ? 0 : this.#highWaterMark - this.#queueSize;
  }

  enqueue(value: R): void {
    if (this.#closing || this.state !== 'readable') throw new TypeError('the stream is closed');
    const waiting = this.#requests.shift();
    if (waiting) waiting.resolve({ done: false, value });
    else this.#push(value);
    this.#callPull();
  }

  close(): void {
    if (this.#closing || this.state !== 'readable') throw new TypeError('the stream is closed');
    this.#closing = true;
    if (this.#queue.length === 0) this.#end();
  }

  fail(error: unknown): void {
    if (this.state !== 'readable') return;
    this.state = 'errored';
    this.error = error;
    this.#forget();
    this.reader?.reject(error);
    for (const request of this.#requests.splice(0)) request.reject(error);
  }

  read(): Promise<ReadResult<R>> {
    this.disturbed = true;
    if (this.state === 'closed') return Promise.resolve({ done: true, value: undefined });
    if (this.state === 'errored') return Promise.reject(this.error);
    const next = this.#queue.shift();
    if (!next) {
      const request = createDeferred<ReadResult<R>>();
      this.#requests.push(request);
      this.#callPull();
      return request.promise;
    }
    this.#queueSize = this.#queue.length === 0 ? 0 : this.#queueSize - next.size;
    if (this.#closing && this.#queue.length === 0) this.#end();
    else this.#callPull();
    return Promise.resolve({ done: false, value: next.value });
  }

  cancel(reason: unknown): Promise<undefined> {
    this.disturbed = true;
    if (this.state === 'closed') return Promise.resolve(undefined);
    if (this.state === 'errored') return Promise.reject(this.error);
    const cancel = this.#cancel;
    this.#queue = [];
    this.#end();
    return new Promise<unknown>((resolve) => resolve(cancel?.(reason))).then(nothing);
  }

  /** Takes the reader away; what it waits for is rejected. */
  release(): void {
    const error = new TypeError('the reader has been released');
    for (const request of this.#requests.splice(0)) request.reject(error);
    if (this.reader && this.state !== 'readable') this.reader = createDeferred();
    this.reader?.reject(error);
    this.reader = undefined;
  }

  #push(value: R): void {
    let size: number;
    try {
      size = this.#sizeOf ? Number(this.#sizeOf.call(undefined, value)) : 1;
      if (!(size >= 0) || size === Infinity)
        throw new RangeError(`"${size}" is no size of a chunk`);
    } catch (error) {
      this.fail(error);
      throw error;
    }
    this.#queue.push({ value, size });
    this.#queueSize += size;
  }

  /** Whether the source should give more. */
  get wantsMore(): boolean {
    if (this.state !== 'readable' || this.#closing || !this.#started) return false;
    return this.#requests.length > 0 || this.desiredSize! > 0;
  }

  #callPull(): void {
    if (!this.#pull || !this.wantsMore) return;
    if (this.#pulling) {
      this.#pullAgain = true;
      return;
    }
    this.#pulling = true;
    const pull = this.#pull;
    new Promise<unknown>((resolve) => resolve(pull())).then(
      () => {
        this.#pulling = false;
        if (!this.#pullAgain) return;
        this.#pullAgain = false;
        this.#callPull();
      },
      (error: unknown) => this.fail(error),
    );
  }

  #end(): void {
    this.state = 'closed';
    this.#forget();
    this.reader?.resolve(undefined);
    for (const request of this.#requests.splice(0)) {
      request.resolve({ done: true, value: undefined });
    }
  }

  #forget(): void {
    this.#queue = [];
    this.#queueSize = 0;
    this.#pull = undefined;
    this.#cancel = undefined;
  }
}

function nothing(): undefined {
  return undefined;
}
