import type { Awaitable } from './call-context.js';
import type { ChannelType } from './channel-type.js';
import type { ErrorContext } from './error-context.js';

/** Streams, futures and error contexts of one instance on the direct carrier. The runtime implements it. */
export interface DirectChannels {
  /** Takes the readable end of a stream that the guest gives. */
  liftStream<C>(type: ChannelType<C>, handle: number): AsyncIterable<C>;
  /** Gives the guest a stream: the handle of its readable end. */
  lowerStream<C>(type: ChannelType<C>, value: AsyncIterable<C>): number;
  /** Takes the readable end of a future that the guest gives. */
  liftFuture<T>(type: ChannelType<T>, handle: number): Promise<Awaited<T>>;
  /** Gives the guest a future: the handle of its readable end. */
  lowerFuture<T>(type: ChannelType<T>, value: Awaitable<Awaited<T>>): number;
  /** Takes an error context that the guest gives, which keeps its own. */
  liftErrorContext(handle: number): ErrorContext;
  /** Gives the guest an error context. */
  lowerErrorContext(value: ErrorContext): number;
}
