import { readableEnd } from './channel-sink.js';
import type { ChannelSink } from './channel-sink.js';
import type { ChannelType } from './channel-type.js';
import { ChannelError } from './errors.js';
import type { ValueReader } from './value-reader.js';

/**
 * Takes a stream that a guest gives. Whoever takes it reads it to its end, or returns early, as
 * leaving a `for await` loop does: until then the guest's request goes on, up to its limits.
 */
export function readStream<C>(reader: ValueReader, type: ChannelType<C>): AsyncIterable<C> {
  return streamOf(reader.own(readableEnd), type);
}

/** Takes a future that a guest gives. Rejects with ChannelError when no value comes. */
export function readFuture<T>(reader: ValueReader, type: ChannelType<T>): Promise<Awaited<T>> {
  return futureOf(reader.own(readableEnd), type);
}

/** The host's view of a stream that a guest writes. */
export function streamOf<C>(sink: ChannelSink, type: ChannelType<C>): AsyncIterable<C> {
  sink.attach(type as ChannelType<unknown>, true);
  return new GuestStream<C>(sink);
}

/** The host's view of a future that a guest writes. */
export function futureOf<T>(sink: ChannelSink, type: ChannelType<T>): Promise<Awaited<T>> {
  sink.attach(type as ChannelType<unknown>, false);
  const value = sink.next().then((result) => {
    if (result.done) throw new ChannelError('the guest dropped a future without a value');
    return result.value as Awaited<T>;
  });
  // Who never looks at it is not told, and the process does not end of it.
  value.catch(() => undefined);
  return value;
}

/** A stream of a guest, to be read once. */
class GuestStream<C> implements AsyncIterableIterator<C, undefined> {
  readonly #sink: ChannelSink;

  constructor(sink: ChannelSink) {
    this.#sink = sink;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<C, undefined>> {
    return this.#sink.next() as Promise<IteratorResult<C, undefined>>;
  }

  return(): Promise<IteratorResult<C, undefined>> {
    this.#sink.cancel();
    return Promise.resolve({ done: true, value: undefined });
  }
}
