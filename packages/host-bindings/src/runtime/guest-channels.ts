import {
  type Awaitable,
  readableEnd,
  channelSource,
  type ChannelType,
  type DirectChannels,
  ErrorContext,
  futureOf,
  FutureSource,
  type HandleTable,
  type ResourceType,
  streamOf,
  StreamSource,
} from '../codegen-v1/index.js';

/** The resource type of error contexts. */
export const errorContext: ResourceType<ErrorContext> = {
  interface: 'wajs:platform/channels',
  name: 'error-context',
};

/** The streams, futures and error contexts of one instance, which it names by handles of its table. */
export class GuestChannels implements DirectChannels {
  readonly #handles: HandleTable;

  constructor(handles: HandleTable) {
    this.#handles = handles;
  }

  liftStream<C>(type: ChannelType<C>, handle: number): AsyncIterable<C> {
    return streamOf(this.#handles.take(readableEnd, handle), type);
  }

  lowerStream<C>(type: ChannelType<C>, value: AsyncIterable<C>): number {
    return this.#handles.add(channelSource, new StreamSource(type, value));
  }

  liftFuture<T>(type: ChannelType<T>, handle: number): Promise<T> {
    return futureOf(this.#handles.take(readableEnd, handle), type);
  }

  lowerFuture<T>(type: ChannelType<T>, value: Awaitable<T>): number {
    return this.#handles.add(channelSource, new FutureSource(type, value));
  }

  liftErrorContext(handle: number): ErrorContext {
    return this.#handles.get(errorContext, handle);
  }

  lowerErrorContext(value: ErrorContext): number {
    return this.#handles.add(errorContext, new ErrorContext(value.debugMessage));
  }
}
