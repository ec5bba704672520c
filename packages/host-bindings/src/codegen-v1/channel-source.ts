import type { Awaitable } from './call-context.js';
import type { ChannelType } from './channel-type.js';
import { chunkLength, chunkPart } from './chunk.js';
import { DecodeError, EncodeError } from './errors.js';
import type { ResourceType } from './handle-table.js';
import type { ValueWriter } from './value-writer.js';

/** What one read of a channel answers with: a chunk or value, and how it crosses. */
export interface Reading {
  /** How it crosses. */
  readonly type: ChannelType<unknown>;
  /** A stream's chunk, or a future's value. */
  readonly value: unknown;
}

/** A stream or future that the host gave to a guest, which reads it by handle. Dropping it ends the host's own. */
export interface ChannelSource extends Disposable {
  /** How what it gives crosses. */
  readonly type: ChannelType<unknown>;
  /**
   * The next chunk, of `max` items at most, or the value. Undefined at a stream's end.
   * @throws DecodeError when another read is under way, or a future is read twice.
   */
  read(max: number): Awaitable<Reading | undefined>;
}

/** The resource type of what a guest reads. */
export const channelSource: ResourceType<ChannelSource> = {
  interface: 'wajs:platform/channels',
  name: 'channel-source',
};

/** Gives a guest a stream: an iterable of chunks, which are pulled when the guest reads. */
export function writeStream<C>(
  writer: ValueWriter,
  type: ChannelType<C>,
  value: AsyncIterable<C>,
): void {
  writer.own(channelSource, new StreamSource(type, value));
}

/** Gives a guest a future. */
export function writeFuture<T>(
  writer: ValueWriter,
  type: ChannelType<T>,
  value: Awaitable<Awaited<T>>,
): void {
  writer.own(channelSource, new FutureSource(type, value));
}

/** A stream of the host. */
export class StreamSource<C> implements ChannelSource {
  readonly type: ChannelType<unknown>;
  #iterator: AsyncIterator<C> | Iterator<C> | undefined;
  #chunk: unknown;
  #at = 0;
  #length = 0;
  #isReading = false;

  /** @throws EncodeError when the value is no iterable. */
  constructor(type: ChannelType<C>, value: AsyncIterable<C> | Iterable<C>) {
    this.type = type as ChannelType<unknown>;
    this.#iterator = iteratorOf(value);
  }

  read(max: number): Awaitable<Reading | undefined> {
    if (this.#isReading) {
      throw new DecodeError('a read of this stream is under way; await it before the next');
    }
    const most = Math.max(1, max);
    for (;;) {
      if (this.#at < this.#length) return this.#take(most);
      const iterator = this.#iterator;
      if (iterator === undefined) return undefined;
      const next = iterator.next();
      if (isPromise(next)) return this.#pull(next, most);
      this.#keep(next);
    }
  }

  async #pull(first: PromiseLike<IteratorResult<C>>, max: number): Promise<Reading | undefined> {
    this.#isReading = true;
    try {
      let next = await first;
      for (;;) {
        this.#keep(next);
        if (this.#at < this.#length) return this.#take(max);
        if (this.#iterator === undefined) return undefined;
        next = await this.#iterator.next();
      }
    } catch (error) {
      this.#iterator = undefined;
      throw error;
    } finally {
      this.#isReading = false;
    }
  }

  #keep(next: IteratorResult<C>): void {
    if (next.done) {
      this.#iterator = undefined;
      return;
    }
    try {
      this.#length = chunkLength(next.value);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    this.#chunk = next.value;
    this.#at = 0;
  }

  #take(max: number): Reading {
    const from = this.#at;
    this.#at = Math.min(this.#length, from + max);
    const isWhole = from === 0 && this.#at === this.#length;
    const value = isWhole ? this.#chunk : chunkPart(this.#chunk, from, this.#at);
    if (this.#at === this.#length) this.#chunk = undefined;
    return { type: this.type, value };
  }

  /** Stops: nobody wants what is still to come. */
  [Symbol.dispose](): void {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    this.#chunk = undefined;
    this.#at = this.#length = 0;
    // Nobody waits for the end of what nobody wants: its failure is nobody's either.
    const end = iterator?.return?.();
    if (isPromise(end)) void end.then(undefined, () => undefined);
  }
}

/** A future of the host. */
export class FutureSource<T> implements ChannelSource {
  readonly type: ChannelType<unknown>;
  readonly #value: Awaitable<Awaited<T>>;
  #isRead = false;

  constructor(type: ChannelType<T>, value: Awaitable<Awaited<T>>) {
    this.type = type as ChannelType<unknown>;
    this.#value = isPromise(value) ? Promise.resolve(value) : value;
    // The guest may never look: a rejection is the guest's to see, and no fault of the process.
    if (this.#value instanceof Promise) this.#value.catch(() => undefined);
  }

  read(): Awaitable<Reading> {
    if (this.#isRead) throw new DecodeError('this future was read already; read it once');
    this.#isRead = true;
    const reading = (value: unknown): Reading => ({
      type: this.type,
      value,
    });
    const value = this.#value;
    return value instanceof Promise ? value.then(reading) : reading(value);
  }

  /** Stops: nobody wants what is still to come. */
  [Symbol.dispose](): void {
    this.#isRead = true;
  }
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as Partial<PromiseLike<T>> | undefined)?.then === 'function';
}

/** As much of a ReadableStream as is needed: its own iterator cannot be left while it waits. */
interface Readable<C> {
  getReader(): { read(): Promise<IteratorResult<C>>; cancel(): Promise<unknown> };
}

function isReadable<C>(
  value: Iterable<C> | AsyncIterable<C>,
): value is AsyncIterable<C> & Readable<C> {
  return typeof (value as Partial<Readable<C>>).getReader === 'function';
}

function iterateReader<C>(reader: ReturnType<Readable<C>['getReader']>): AsyncIterator<C> {
  return {
    next: () => reader.read(),
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

function iteratorOf<C>(value: AsyncIterable<C> | Iterable<C>): AsyncIterator<C> | Iterator<C> {
  if (typeof value === 'object' && value !== null) {
    if (isReadable(value)) return iterateReader(value.getReader());
    if (Symbol.asyncIterator in value) return value[Symbol.asyncIterator]();
    if (Symbol.iterator in value) return value[Symbol.iterator]();
  }
  throw new EncodeError(
    `"${typeof value}" is not a stream; pass an async iterable of chunks, such as an async generator`,
  );
}
