import type { Awaitable } from './call-context.js';
import type { ChannelType } from './channel-type.js';
import { chunkLength } from './chunk.js';
import { ChannelError, DecodeError, DecodeLimitError } from './errors.js';
import type { ResourceType } from './handle-table.js';
import type { ValueReader } from './value-reader.js';

/** Bytes of one instance's writes that may wait for their readers, all channels together. */
export class ChannelBudget {
  readonly #maximum: number;
  #used = 0;

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  /**
   * Counts bytes in.
   * @throws DecodeLimitError when they are too many.
   */
  take(bytes: number): void {
    if (this.tryTake(bytes)) return;
    throw new DecodeLimitError('ring-bytes', this.#used + bytes, this.#maximum);
  }

  /** Counts bytes in, unless they are too many. */
  tryTake(bytes: number): boolean {
    const used = this.#used + bytes;
    if (used > this.#maximum) return false;
    this.#used = used;
    return true;
  }

  /** Counts bytes out. */
  give(bytes: number): void {
    this.#used -= bytes;
  }
}

interface PendingWrite {
  /** Holds what was written, not decoded yet. */
  readonly load: (type: ChannelType<unknown>) => unknown;
  readonly bytes: number;
  readonly resolve: (isWanted: boolean) => void;
  readonly reject: (error: unknown) => void;
}

interface KeptWrite {
  readonly value: unknown;
  readonly bytes: number;
}

interface PendingRead {
  readonly resolve: (result: IteratorResult<unknown, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

/** Bytes that a kept write takes beside what it carries, about. */
const keptOverhead = 64;

const done: IteratorResult<never, undefined> = { done: true, value: undefined };

/**
 * A stream or future that a guest writes and the host reads. It holds one write at most, which
 * completes when the host has taken it: that is all the backpressure there is.
 */
export class ChannelSink implements Disposable {
  readonly #budget: ChannelBudget;
  #type: ChannelType<unknown> | undefined;
  #isStream = false;
  #write: PendingWrite | undefined;
  /** What was written by those who cannot wait, in front of the write that waits. */
  readonly #kept: KeptWrite[] = [];
  readonly #reads: PendingRead[] = [];
  #watchers: (() => void)[] = [];
  #state: 'open' | 'ended' | 'failed' | 'unwanted' = 'open';
  #error: ChannelError | undefined;

  constructor(budget: ChannelBudget) {
    this.#budget = budget;
  }

  /**
   * Says what it carries: the guest gave its readable end to the host.
   */
  attach(type: ChannelType<unknown>, isStream: boolean): void {
    this.#type = type;
    this.#isStream = isStream;
  }

  /**
   * Hands over one chunk or value, encoded: the rest of a payload. Answers whether more is wanted,
   * once the host has taken it.
   * @throws DecodeError when the bytes are no such value, or another write is under way;
   * DecodeLimitError when too much waits.
   */
  write(reader: ValueReader): Awaitable<boolean> {
    if (this.#isTaken()) {
      return this.#hand((type) => {
        const value = type.read(reader);
        reader.end();
        return value;
      });
    }
    if (this.#state !== 'open') return false;
    const { reader: rest, bytes } = reader.takeRest();
    return this.#park(bytes, (type) => {
      try {
        const value = type.read(rest);
        rest.end();
        return value;
      } catch (error) {
        rest.discard();
        throw error;
      }
    });
  }

  /** How what it carries crosses; undefined until its readable end was given to the host. */
  get type(): ChannelType<unknown> | undefined {
    return this.#type;
  }

  /** As `write`, of what stays in the guest's memory until the host takes it. */
  offer(load: PendingWrite['load']): Awaitable<boolean> {
    if (this.#isTaken()) return this.#hand(load);
    return this.#state === 'open' ? this.#park(0, load) : false;
  }

  /**
   * As `write`, for a guest that goes on: what nobody takes at once is kept, up to the budget. `measure`
   * answers the bytes of what was loaded last. With `mayWait`, what the budget has no room for waits.
   * @throws DecodeLimitError when too much is kept.
   */
  keep(load: PendingWrite['load'], measure: () => number, mayWait = false): Awaitable<boolean> {
    if (this.#isTaken()) return this.#hand(load);
    if (this.#state !== 'open') return false;
    const value = this.#load(load);
    const bytes = keptOverhead + measure();
    if (mayWait && !this.#budget.tryTake(bytes)) return this.#park(0, () => value);
    if (!mayWait) this.#budget.take(bytes);
    this.#kept.push({ value, bytes });
    return true;
  }

  /** The guest takes its write back, where nobody has taken it. */
  withdraw(): void {
    this.#drop();
  }

  /** Resolves once nothing more is wanted, or it is over. */
  watch(): Awaitable<void> {
    if (this.#state !== 'open') return undefined;
    return new Promise((resolve) => {
      this.#watchers.push(resolve);
    });
  }

  /** The guest has written all. */
  end(): void {
    this.#close('ended');
  }

  /** The guest could not go on. */
  fail(message: string): void {
    this.#error = new ChannelError(message);
    this.#close('failed');
  }

  /** The host's next item; `done` after the end. Rejects with ChannelError where the guest failed. */
  next(): Promise<IteratorResult<unknown, undefined>> {
    return new Promise((resolve, reject) => {
      this.#reads.push({ resolve, reject });
      this.#move();
    });
  }

  /** The host wants no more: the guest's producer is told. */
  cancel(): void {
    if (this.#state === 'open') this.#close('unwanted');
    for (const { bytes } of this.#kept.splice(0)) this.#budget.give(bytes);
    this.#drop();
    this.#state = 'unwanted';
    this.#move();
  }

  /** The instance is over with: who reads is told that there is nothing more to come. */
  [Symbol.dispose](): void {
    if (this.#state !== 'open') return;
    this.#drop();
    this.fail('the guest is gone: its request is over');
  }

  /** Whether somebody waits for what is written now. */
  #isTaken(): boolean {
    if (this.#write !== undefined) {
      throw new DecodeError('a write to this stream is under way; await it before the next');
    }
    return this.#state === 'open' && this.#reads.length > 0;
  }

  #hand(load: PendingWrite['load']): boolean {
    const value = this.#load(load);
    // A chunk of nothing is no news.
    if (!this.#isStream || chunkLength(value) > 0) {
      this.#reads.shift()!.resolve({ done: false, value });
    }
    return true;
  }

  #park(bytes: number, load: PendingWrite['load']): Promise<boolean> {
    this.#budget.take(bytes);
    return new Promise((resolve, reject) => {
      this.#write = { load, bytes, resolve, reject };
    });
  }

  #load(load: PendingWrite['load']): unknown {
    try {
      return load(this.#type!);
    } catch (error) {
      this.#error = new ChannelError('the guest wrote what the type does not allow', {
        cause: error,
      });
      this.#close('failed');
      throw error;
    }
  }

  /** Hands what is written, or the end, to who reads. */
  #move(): void {
    while (this.#reads.length > 0) {
      const kept = this.#kept.shift();
      if (kept !== undefined) {
        this.#budget.give(kept.bytes);
        this.#hand(() => kept.value);
        continue;
      }
      const write = this.#write;
      if (write !== undefined) {
        this.#write = undefined;
        this.#budget.give(write.bytes);
        try {
          write.resolve(this.#hand(write.load));
        } catch (error) {
          write.reject(error);
        }
        continue;
      }
      if (this.#state === 'open') return;
      const read = this.#reads.shift()!;
      if (this.#state === 'failed') {
        // As a generator does: the error once, the end from then on.
        this.#state = 'ended';
        read.reject(this.#error);
      } else read.resolve(done);
    }
  }

  #close(state: 'ended' | 'failed' | 'unwanted'): void {
    if (this.#state !== 'open') return;
    this.#state = state;
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const resolve of watchers) resolve();
    this.#move();
  }

  /** Lets go of a write that nobody takes any more. */
  #drop(): void {
    const write = this.#write;
    if (write === undefined) return;
    this.#write = undefined;
    this.#budget.give(write.bytes);
    write.resolve(false);
  }
}

/** The resource type of readable ends: a guest gives it to the host once, with a call or a chunk. */
export const readableEnd: ResourceType<ChannelSink> = {
  interface: 'wajs:platform/channels',
  name: 'readable-end',
};

/** The resource type of writable ends, which a guest keeps until it has written all. */
export const writableEnd: ResourceType<ChannelSink> = {
  interface: 'wajs:platform/channels',
  name: 'writable-end',
};
