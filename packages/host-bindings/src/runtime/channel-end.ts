import {
  type Awaitable,
  type ChannelSink,
  type ChannelSource,
  type ChannelType,
  type DirectGuest,
  type Reading,
  type ResourceType,
  Trap,
} from '../codegen-v1/index.js';
import { chunkLength, chunkPart } from '../codegen-v1/chunk.js';
import type { GuestWait } from './guest-wait.js';
import type { Waitable, WaitableSet } from './waitable-sets.js';

/** How a copy ended (component-model CanonicalABI.md, `CopyResult`). */
export const copyResult = { completed: 0, dropped: 1, cancelled: 2 } as const;
/** What a copy answers that is not done yet. */
export const BLOCKED = -1;
/** Most items of one copy. */
const mostItems = 2 ** 28 - 1;

/** A copy's place in the guest's memory. */
export interface CopyBuffer {
  readonly guest: DirectGuest;
  readonly pointer: number;
  /** Items; 1 for a future. */
  readonly count: number;
  /** Whether the copy may answer {@link BLOCKED}. */
  readonly isAsync: boolean;
  /** What suspends the guest where the copy may not, and has to wait; undefined where nothing can. */
  readonly waits?: GuestWait | undefined;
}

/** What events of ends are told by (component-model CanonicalABI.md, `EventCode`). */
const eventCodes = {
  'stream readable': 2,
  'stream writable': 3,
  'future readable': 4,
  'future writable': 5,
} as const;

/**
 * One end of a stream or future that a guest holds by a handle: the readable end of the host's own,
 * or an end of a channel that the guest made.
 */
export class ChannelEnd implements Disposable, Waitable {
  readonly kind: 'stream' | 'future';
  readonly direction: 'readable' | 'writable';
  set: WaitableSet | undefined;
  handle = 0;
  readonly #source: ChannelSource | undefined;
  readonly #sink: ChannelSink | undefined;
  #state: 'idle' | 'copying' | 'done' = 'idle';
  #event: (() => number) | undefined;
  /** The copy that is under way; what an earlier one comes to is nobody's. */
  #copy: object | undefined;
  /** A read of the source that a cancelled copy began. */
  #underWay: Promise<Reading | undefined> | undefined;
  /** What was read and did not fit into the copy that asked for it. */
  #left: Reading | undefined;

  private constructor(parts: {
    kind: 'stream' | 'future';
    direction: 'readable' | 'writable';
    source?: ChannelSource;
    sink?: ChannelSink;
  }) {
    this.kind = parts.kind;
    this.direction = parts.direction;
    this.#source = parts.source;
    this.#sink = parts.sink;
  }

  /** The readable end of what the host gives. */
  static ofSource(kind: 'stream' | 'future', source: ChannelSource): ChannelEnd {
    return new ChannelEnd({ kind, direction: 'readable', source });
  }

  /** Both ends of what the guest makes, the readable one first. */
  static pair(kind: 'stream' | 'future', sink: ChannelSink): [ChannelEnd, ChannelEnd] {
    return [
      new ChannelEnd({ kind, direction: 'readable', sink }),
      new ChannelEnd({ kind, direction: 'writable', sink }),
    ];
  }

  get eventCode(): number {
    return eventCodes[`${this.kind} ${this.direction}`];
  }

  get hasEvent(): boolean {
    return this.#event !== undefined;
  }

  /**
   * What its copy came to, for the guest; said once.
   * @throws Trap where the copy broke.
   */
  takeEvent(): number {
    const event = this.#event!;
    this.#event = undefined;
    return event();
  }

  /** What is behind it, which goes to the host. Only a readable end at rest can go. */
  release(): {
    readonly source: ChannelSource | undefined;
    readonly sink: ChannelSink | undefined;
  } {
    if (this.direction !== 'readable') throw new Trap('a writable end was given away; keep it');
    this.#assertIdle();
    this.#state = 'done';
    this.set?.waitables.delete(this);
    if (this.#left !== undefined || this.#underWay !== undefined) {
      throw new Trap('a stream was given away with items that were read already; read them first');
    }
    return { source: this.#source, sink: this.#sink };
  }

  /** `stream.read`, `future.read`. */
  read(buffer: CopyBuffer): Awaitable<number> {
    this.#assertIdle();
    const source = this.#source;
    if (source === undefined) {
      throw new Trap('the guest reads what it writes itself; give the readable end away');
    }
    const { guest, isAsync, waits } = buffer;
    const at = this.#area(source.type, buffer);
    const store = (reading: Reading | undefined): number => this.#store(guest, at, buffer, reading);
    const reading = this.#left ?? this.#underWay ?? source.read(Math.max(1, buffer.count));
    this.#left = undefined;
    if (!(reading instanceof Promise)) return store(reading);
    this.#underWay = reading;
    if (!isAsync && waits === undefined) {
      // Nobody looks at it any more, so that it breaks off is no unhandled rejection.
      reading.catch(() => undefined);
      throw cannotWait(this.kind);
    }
    const copy = this.#begin();
    const onRead = (value: Reading | undefined): number => {
      this.#underWay = undefined;
      return store(value);
    };
    const onBreak = (cause: unknown): never => {
      throw new Trap(`a ${this.kind} of the host broke off; its cause says why`, { cause });
    };
    if (!isAsync) return waits!.wait(reading, onRead, onBreak);
    reading.then(
      (value) => {
        if (copy === this.#copy) this.#finish(() => onRead(value));
      },
      (cause: unknown) => {
        if (copy === this.#copy) this.#finish(() => onBreak(cause));
      },
    );
    return BLOCKED;
  }

  /** `stream.write`, `future.write`. */
  write(buffer: CopyBuffer): Awaitable<number> {
    this.#assertIdle();
    const sink = this.#sink!;
    if (sink.type !== undefined) this.#area(sink.type, buffer);
    const { guest, isAsync, count, waits } = buffer;
    const load = (type: ChannelType<unknown>): unknown => {
      guest.memory.begin();
      return type.load(guest, this.#area(type, buffer), count);
    };
    if (!isAsync) {
      if (sink.type === undefined) {
        throw new Trap(
          `a ${this.kind} was written before its readable end was given to the host; give it first, or write with the asynchronous form`,
        );
      }
      const flat = sink.type.size * count;
      const kept = sink.keep(load, () => flat + guest.memory.lifted, waits !== undefined);
      if (!(kept instanceof Promise)) return this.#wrote(count, kept);
      this.#begin();
      return waits!.wait(
        kept,
        (isWanted) => this.#wrote(count, isWanted),
        (error) => {
          throw error;
        },
      );
    }
    const answer = sink.offer(load);
    if (!(answer instanceof Promise)) return this.#wrote(count, answer);
    const copy = this.#begin();
    answer.then(
      (isWanted) => {
        if (copy === this.#copy) this.#finish(() => this.#wrote(count, isWanted));
      },
      (error: unknown) => {
        this.#finish(() => {
          throw error;
        });
      },
    );
    return BLOCKED;
  }

  /** `stream.cancel-read` and the like: what the copy came to, if it is over, or that it is cancelled. */
  cancel(): number {
    if (this.#state !== 'copying') throw new Trap(`no copy of this ${this.kind} is under way`);
    if (this.#event !== undefined) return this.takeEvent();
    this.#copy = undefined;
    this.#state = 'idle';
    if (this.direction === 'writable') this.#sink!.withdraw();
    return copyResult.cancelled;
  }

  /** `stream.drop-readable` and the like. */
  drop(): void {
    if (this.#state === 'copying') throw new Trap(`a ${this.kind} was dropped during a copy`);
    if (this.kind === 'future' && this.direction === 'writable' && this.#state !== 'done') {
      throw new Trap('a future was dropped without a value; write one');
    }
    this.#leave();
    if (this.direction === 'writable') this.#sink!.end();
  }

  /** The instance is over. */
  [Symbol.dispose](): void {
    this.#leave();
    if (this.direction === 'writable') this.#sink![Symbol.dispose]();
  }

  #leave(): void {
    this.set?.waitables.delete(this);
    this.#state = 'done';
    this.#copy = undefined;
    if (this.direction === 'writable') return;
    this.#source?.[Symbol.dispose]();
    this.#sink?.cancel();
  }

  #assertIdle(): void {
    if (this.#state === 'copying') throw new Trap(`a copy of this ${this.kind} is under way`);
    if (this.#state === 'done') throw new Trap(`this ${this.kind} is over; drop it`);
  }

  /** The checked place of a copy. */
  #area(type: ChannelType<unknown>, { guest, pointer, count }: CopyBuffer): number {
    if (count > mostItems) throw new Trap(`a copy of ${count} items is too large`);
    const bytes = type.size * count;
    return bytes === 0 ? 0 : guest.memory.begin().area(pointer, type.align, bytes);
  }

  #store(guest: DirectGuest, at: number, buffer: CopyBuffer, reading: Reading | undefined): number {
    if (reading === undefined) {
      this.#state = 'done';
      return copyResult.dropped;
    }
    const { type, value } = reading;
    guest.memory.begin();
    if (this.kind === 'future') {
      type.store(guest, at, value);
      this.#state = 'done';
      return copyResult.completed;
    }
    const length = chunkLength(value);
    const count = Math.min(length, buffer.count);
    if (count < length) this.#left = { type, value: chunkPart(value, count, length) };
    if (count > 0) type.store(guest, at, count < length ? chunkPart(value, 0, count) : value);
    this.#state = 'idle';
    return copyResult.completed | (count << 4);
  }

  #wrote(count: number, isWanted: boolean): number {
    if (!isWanted) {
      this.#state = 'done';
      return copyResult.dropped;
    }
    this.#state = this.kind === 'future' ? 'done' : 'idle';
    return this.kind === 'future' ? copyResult.completed : copyResult.completed | (count << 4);
  }

  #begin(): object {
    this.#state = 'copying';
    this.#copy = {};
    return this.#copy;
  }

  #finish(event: () => number): void {
    this.#event = event;
    this.set?.wake();
  }
}

/** The resource type of ends. */
export const channelEnd: ResourceType<ChannelEnd> = {
  interface: 'wajs:platform/channels',
  name: 'channel-end',
};

function cannotWait(kind: string): Trap {
  return new Trap(
    `a ${kind} could not be read at once, and this host cannot suspend the guest: read it with the asynchronous form, give an iterable that is there already, or give the host another option for waits than "never"`,
  );
}
