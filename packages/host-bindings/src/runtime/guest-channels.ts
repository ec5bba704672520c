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
import { ChannelEnd, channelEnd, type Waiting } from './channel-end.js';

/** The resource type of error contexts. */
const errorContext: ResourceType<ErrorContext> = {
  interface: 'wajs:platform/channels',
  name: 'error-context',
};

/** Most characters of an error context that are kept: handles are many, and each keeps its own text. */
const mostMessage = 4096;

/** Something that a guest waits for has happened (component-model CanonicalABI.md, `EventCode`). */
export interface WaitableEvent {
  readonly code: number;
  readonly handle: number;
  readonly payload: number;
}

const eventCodes = {
  'stream readable': 2,
  'stream writable': 3,
  'future readable': 4,
  'future writable': 5,
} as const;

/**
 * The streams, futures and error contexts of one instance on the direct carrier, which it names by
 * handles of its table, and the sets in which it waits for them.
 */
export class GuestChannels implements DirectChannels {
  readonly #guest: Pick<DirectGuest, 'handles' | 'memory'>;
  readonly #budgetBytes: number;
  #budget: ChannelBudget;
  readonly #sets = new Map<number, Waiting>();
  #lastSet = 0;

  constructor(guest: Pick<DirectGuest, 'handles' | 'memory'>, budgetBytes: number) {
    this.#guest = guest;
    this.#budgetBytes = budgetBytes;
    this.#budget = new ChannelBudget(budgetBytes);
  }

  liftStream<C>(type: ChannelType<C>, handle: number): AsyncIterable<C> {
    const { source, sink } = this.#take('stream', handle);
    if (sink !== undefined) return streamOf(sink, type);
    if (source!.type !== type) throw otherType('stream');
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

  liftFuture<T>(type: ChannelType<T>, handle: number): Promise<T> {
    const { source, sink } = this.#take('future', handle);
    if (sink !== undefined) return futureOf(sink, type);
    if (source!.type !== type) throw otherType('future');
    const value = Promise.resolve(source!.read(1)).then((reading) => reading!.value as T);
    // Who never looks at it is not told, and the process does not end of it.
    value.catch(() => undefined);
    return value;
  }

  lowerFuture<T>(type: ChannelType<T>, value: Awaitable<T>): number {
    return this.#add(ChannelEnd.ofSource('future', new FutureSource(type, value)));
  }

  liftErrorContext(handle: number): ErrorContext {
    return this.#guest.handles.get(errorContext, handle);
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
    const end = this.#guest.handles.get(channelEnd, handle);
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

  /** `waitable-set.new`. */
  createSet(): number {
    this.#lastSet = (this.#lastSet % 0xfff_ffff) + 1;
    return this.#lastSet;
  }

  /** `waitable-set.drop`. */
  dropSet(set: number): void {
    const found = this.#sets.get(set);
    if (found === undefined) return;
    if (found.ends.size > 0) throw new Trap('a waitable set was dropped that is not empty');
    this.#sets.delete(set);
  }

  /** `waitable.join`: puts an end into a set, or with 0 out of its set. */
  join(handle: number, set: number): void {
    const end = this.#guest.handles.get(channelEnd, handle);
    end.set?.ends.delete(end);
    end.set = undefined;
    if (set === 0) return;
    let found = this.#sets.get(set);
    if (found === undefined) {
      if (this.#sets.size >= 1024) throw new Trap('the guest waits in over 1024 sets; drop some');
      found = { ends: new Set(), wake: undefined };
      this.#sets.set(set, found);
    }
    found.ends.add(end);
    end.set = found;
    end.handle = handle;
    if (end.hasEvent) found.wake?.();
  }

  /** An event of a set, where there is one. */
  takeEvent(set: number): WaitableEvent | undefined {
    for (const end of this.#sets.get(set)?.ends ?? []) {
      if (!end.hasEvent) continue;
      const code = eventCodes[`${end.kind} ${end.direction}`];
      return { code, handle: end.handle, payload: end.takeEvent() };
    }
    return undefined;
  }

  /**
   * Resolves when there may be an event in a set.
   * @throws Trap when the set is empty: nothing would ever happen.
   */
  wait(set: number): Promise<void> {
    const found = this.#sets.get(set);
    if (found === undefined || found.ends.size === 0) {
      throw new Trap('the guest waits for something that no hostcall will end');
    }
    return new Promise((resolve) => {
      found.wake = () => {
        found.wake = undefined;
        resolve();
      };
    });
  }

  /** `waitable-set.poll`, `waitable-set.wait`: stores an event, and answers its code. */
  storeEvent(set: number, pointer: number, mayWait: boolean): number {
    const event = this.takeEvent(set);
    if (event === undefined) {
      if (mayWait) return 0;
      throw new Trap(
        'the guest waits, and the host cannot suspend one on the direct carrier yet; return the status WAIT from the callback',
      );
    }
    const memory = this.#guest.memory.begin();
    const at = memory.area(pointer, 4, 8);
    memory.set32(at, event.handle);
    memory.set32(at + 4, event.payload);
    return event.code;
  }

  /** Forgets what an earlier life of the instance left; its handles are dropped beside this. */
  reset(): void {
    // What an end of an earlier life has to say wakes nobody.
    for (const set of this.#sets.values()) set.wake = undefined;
    if (this.#sets.size > 0) this.#sets.clear();
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

function otherType(kind: string): Trap {
  return new Trap(`a ${kind} of one type was passed as one of another`);
}
