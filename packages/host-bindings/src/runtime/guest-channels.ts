import {
  type Awaitable,
  ChannelBudget,
  ChannelSink,
  type ChannelType,
  type DirectChannels,
  type DirectGuest,
  ErrorContext,
  futureOf,
  FutureSource,
  type ResourceType,
  streamOf,
  StreamSource,
  Trap,
} from '../codegen-v1/index.js';
import { ChannelEnd, channelEnd } from './channel-end.js';
import { Subtasks } from './subtasks.js';
import { WaitableSets } from './waitable-sets.js';

/** The resource type of error contexts. */
const errorContext: ResourceType<ErrorContext> = {
  interface: 'wajs:platform/channels',
  name: 'error-context',
};

/** Most characters of an error context that are kept: handles are many, and each keeps its own text. */
const mostMessage = 4096;

/**
 * The streams, futures and error contexts of one instance on the direct carrier, which it names by
 * handles of its table, and what it waits for.
 */
export class GuestChannels implements DirectChannels {
  readonly #guest: Pick<DirectGuest, 'handles' | 'memory'>;
  readonly #budgetBytes: number;
  #budget: ChannelBudget;
  /** Hostcalls that go on beside the guest. */
  readonly subtasks = new Subtasks();
  /** The sets in which the guest waits for both. */
  readonly sets: WaitableSets;

  constructor(guest: Pick<DirectGuest, 'handles' | 'memory'>, budgetBytes: number) {
    this.#guest = guest;
    this.sets = new WaitableSets(guest, (handle) =>
      Subtasks.isHandle(handle)
        ? this.subtasks.get(handle)
        : guest.handles.peek(channelEnd, handle),
    );
    this.#budgetBytes = budgetBytes;
    this.#budget = new ChannelBudget(budgetBytes);
  }

  liftStream<C>(type: ChannelType<C>, handle: number): AsyncIterable<C> {
    const { source, sink } = this.#take('stream', handle);
    if (sink !== undefined) return streamOf(sink, type);
    assertSame('stream', source!.type, type);
    return {
      async *[Symbol.asyncIterator]() {
        try {
          for (;;) {
            const reading = await source!.read(Number.MAX_SAFE_INTEGER);
            if (reading === undefined) return;
            yield reading.value as C;
          }
        } finally {
          source![Symbol.dispose]();
        }
      },
    };
  }

  lowerStream<C>(type: ChannelType<C>, value: AsyncIterable<C>): number {
    return this.#add(ChannelEnd.ofSource('stream', new StreamSource(type, value)));
  }

  liftFuture<T>(type: ChannelType<T>, handle: number): Promise<Awaited<T>> {
    const { source, sink } = this.#take('future', handle);
    if (sink !== undefined) return futureOf(sink, type);
    assertSame('future', source!.type, type);
    const value = Promise.resolve(source!.read(1)).then((reading) => reading!.value as Awaited<T>);
    // Who never looks at it is not told, and the process does not end of it.
    value.catch(() => undefined);
    return value;
  }

  lowerFuture<T>(type: ChannelType<T>, value: Awaitable<Awaited<T>>): number {
    return this.#add(ChannelEnd.ofSource('future', new FutureSource(type, value)));
  }

  liftErrorContext(handle: number): ErrorContext {
    return this.#guest.handles.peek(errorContext, handle);
  }

  lowerErrorContext(value: ErrorContext): number {
    return this.#guest.handles.add(errorContext, new ErrorContext(value.debugMessage));
  }

  /** `error-context.new`. */
  createErrorContext(pointer: number, length: number): number {
    const text = this.#guest.memory.begin().loadString(pointer, length);
    return this.#guest.handles.add(errorContext, new ErrorContext(shorten(text)));
  }

  /** `error-context.debug-message`. */
  storeDebugMessage(handle: number, pointer: number): void {
    const memory = this.#guest.memory.begin();
    const { debugMessage } = this.liftErrorContext(handle);
    const at = memory.area(pointer, 4, 8);
    const text = memory.storeString(debugMessage);
    memory.set32(at + 4, memory.length);
    memory.set32(at, text);
  }

  /** `error-context.drop`. */
  dropErrorContext(handle: number): void {
    this.#guest.handles.take(errorContext, handle);
  }

  /** `stream.new`, `future.new`: the readable end's handle, and the writable one's above it. */
  create(kind: 'stream' | 'future'): bigint {
    const [readable, writable] = ChannelEnd.pair(kind, new ChannelSink(this.#budget));
    const low = this.#add(readable);
    return BigInt.asIntN(64, BigInt(low) | (BigInt(this.#add(writable)) << 32n));
  }

  /**
   * An end by its handle.
   * @throws Trap when the handle is unknown or of another kind.
   */
  end(kind: 'stream' | 'future', direction: ChannelEnd['direction'], handle: number): ChannelEnd {
    const end = this.#guest.handles.peek(channelEnd, handle);
    if (end.kind !== kind || end.direction !== direction) {
      throw new Trap(
        `handle "${handle}" is the ${end.direction} end of a ${end.kind}, not the ${direction} end of a ${kind}`,
      );
    }
    return end;
  }

  /** `stream.drop-readable` and the like. */
  drop(kind: 'stream' | 'future', direction: ChannelEnd['direction'], handle: number): void {
    this.end(kind, direction, handle).drop();
    this.#guest.handles.take(channelEnd, handle);
  }

  /** The instance is as it was when it had started; its handles are dropped beside this. */
  restore(): void {
    this.reset();
    this.sets.restore();
  }

  /** Forgets what an earlier request left under way. */
  reset(): void {
    this.sets.reset();
    this.subtasks.reset();
    this.#budget = new ChannelBudget(this.#budgetBytes);
  }

  #add(end: ChannelEnd): number {
    return this.#guest.handles.add(channelEnd, end);
  }

  #take(kind: 'stream' | 'future', handle: number): ReturnType<ChannelEnd['release']> {
    const parts = this.end(kind, 'readable', handle).release();
    this.#guest.handles.take(channelEnd, handle);
    return parts;
  }
}

/** The beginning of a text, as a copy: a slice would keep all of it. */
function shorten(text: string): string {
  if (text.length <= mostMessage) return text;
  const bytes = new TextEncoder().encode(text.slice(0, mostMessage));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Each emitted module has constants of its own for the types that it uses. */
function assertSame<T>(kind: string, own: ChannelType<unknown>, other: ChannelType<T>): void {
  if (own === other || (own.wit !== undefined && own.wit === other.wit)) return;
  throw new Trap(`a ${kind} of one type was passed as one of another`);
}
