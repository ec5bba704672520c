import type { Awaitable } from '../codegen-v1/index.js';
import { HostError } from '../contract/index.js';
import { InstanceQueue } from './instance-queue.js';
import type { PoolSettings } from './pool-options.js';
import type { PoolStatus } from './pool-status.js';

/** What a pool keeps. */
export interface PooledInstance {
  /** Bytes of memory that it holds for good. */
  readonly memoryBytes: number;
  /** Whether it is of no use any more. */
  readonly isDead?: boolean;
  /** It is not used again. */
  dispose?(): void;
}

/** Where the instances of a pool come from. */
export interface InstanceSource<T> {
  /** Makes an instance; a promise of one where that takes its time, as a thread does. */
  create(): Awaitable<T>;
  /** An instance whose memory has grown beyond this is not used again: V8 never gives it back. */
  readonly retireBytes: number;
  /** Whether somebody else needs what an idle instance holds. */
  readonly isWanted?: (() => boolean) | undefined;
}

/** Bytes beyond which an instance is retired that began with so many. */
export function retireLimit(memoryBytes: number): number {
  return Math.max(16 * 1024 * 1024, memoryBytes * 4);
}

/** Instances of one engine, shared by all its functions; or those of one function on the direct carrier. */
export class InstancePool<T extends PooledInstance> {
  /** How often a function restored one of the instances. */
  restores = 0;
  readonly #source: InstanceSource<T>;
  readonly #options: PoolSettings;
  readonly #live = new Set<T>();
  /** The last used is at the end: it is the warmest. */
  readonly #idle: T[] = [];
  readonly #waiting = new InstanceQueue<T>();
  /** Instances that a function keeps although it serves nothing, and how to get them back. */
  readonly #kept = new Map<T, () => void>();
  /** Fewest idle instances since the last sweep: as many were needed by nobody. */
  #spare = 0;
  #sweep: ReturnType<typeof setTimeout> | undefined;
  #warmUp: ReturnType<typeof setTimeout> | undefined;
  #created = 0;
  #retired = 0;
  #reclaimed = 0;
  /** Whether an instance is about to be, which takes somebody out of the queue. */
  #isCreating = false;
  /** Whether instances take their time to be made. */
  #isSlow = false;
  #isClosed = false;

  /** Begins to make the minimum of instances, one at a time, between requests. */
  constructor(source: InstanceSource<T>, options: PoolSettings) {
    this.#source = source;
    this.#options = options;
    this.#warmLater();
  }

  /** What the pool has done and holds. */
  get status(): PoolStatus {
    let memoryBytes = 0;
    for (const instance of this.#live) memoryBytes += instance.memoryBytes;
    return {
      live: this.#live.size,
      idle: this.#idle.length + this.#kept.size,
      waiting: this.#waiting.length,
      memoryBytes,
      created: this.#created,
      retired: this.#retired,
      reclaimed: this.#reclaimed,
      restores: this.restores,
    };
  }

  /** An idle or new instance, or undefined where all are busy, others wait, or a new one takes its time. */
  tryTake(): T | undefined {
    const idle = this.#idle.pop();
    if (idle !== undefined) {
      if (this.#idle.length < this.#spare) this.#spare = this.#idle.length;
      return idle;
    }
    if (this.#live.size >= this.#options.maximum) return this.#reclaim();
    // Whoever waits came first: there was no room for another memory, and perhaps there is now.
    if (this.#waiting.length > 0) {
      this.#serveWaiting();
      return undefined;
    }
    if (this.#isCreating) return undefined;
    const created = this.#create();
    if (!(created instanceof Promise)) return created;
    this.#expect(created);
    return undefined;
  }

  /**
   * Waits for an instance.
   *
   * @throws {HostError} `unavailable` where too many wait already, or none is free by the deadline;
   * `cancelled` where the signal fires.
   */
  async take(deadline: number, signal?: AbortSignal): Promise<T> {
    const instance = this.tryTake();
    if (instance !== undefined) return instance;
    const { queue, maximum } = this.#options;
    // Who waits for an instance that is still to be made is not in the queue.
    const coming = this.#isSlow ? maximum - this.#live.size : 0;
    if (this.#waiting.length >= queue + coming) {
      throw new HostError(
        'unavailable',
        'all instances are busy and the queue is full; try again later',
      );
    }
    return this.#waiting.wait(deadline, signal);
  }

  /**
   * Keeps an instance for one function while it serves nothing. `giveBack` is called, at once or
   * later, where another request needs it: it has to release the instance.
   */
  keep(instance: T, giveBack: () => void): void {
    if (this.#waiting.length > 0) giveBack();
    else this.#kept.set(instance, giveBack);
  }

  /** The function that keeps an instance uses it again. */
  unkeep(instance: T): void {
    this.#kept.delete(instance);
  }

  /** An instance that some function keeps for nothing: the one that it has kept longest. */
  #reclaim(): T | undefined {
    for (const [instance, giveBack] of this.#kept) {
      this.#kept.delete(instance);
      giveBack();
      return this.tryTake();
    }
    return undefined;
  }

  /** Gives an instance back, once it has been left. It is restored by whoever takes it next. */
  release(instance: T): void {
    this.#kept.delete(instance);
    const { retireBytes } = this.#source;
    if (instance.isDead === true || instance.memoryBytes > retireBytes) this.discard(instance);
    else if (this.#source.isWanted?.() === true) this.#letGo(instance);
    else this.#hand(instance);
  }

  /** Forgets an instance that is not to be used again. */
  discard(instance: T): void {
    this.#forget(instance);
    this.#retired++;
    this.#serveWaiting();
    this.#warmLater();
  }

  /** Lets an idle instance go, where there is one: somebody else needs what it holds. */
  spare(): boolean {
    const idle = this.#idle.shift();
    if (idle !== undefined) this.#letGo(idle);
    return idle !== undefined;
  }

  /**
   * Makes nothing ahead any more, and lets instances go once they are idle. Requests under way go on;
   * those that wait do too, unless there is a reason to refuse them.
   */
  close(reason?: HostError): void {
    this.#isClosed = true;
    clearTimeout(this.#sweep);
    clearTimeout(this.#warmUp);
    this.#warmUp = undefined;
    for (const instance of this.#idle.splice(0)) this.#forget(instance);
    if (reason !== undefined) this.#waiting.refuse(reason);
  }

  #forget(instance: T): void {
    this.#live.delete(instance);
    instance.dispose?.();
  }

  #letGo(instance: T): void {
    this.#forget(instance);
    this.#reclaimed++;
    this.#serveWaiting();
  }

  /** Gives an instance to who waits, or keeps it. */
  #hand(instance: T): void {
    const next = this.#waiting.shift();
    if (next !== undefined) return next.resolve(instance);
    if (this.#isClosed) return this.#forget(instance);
    this.#idle.push(instance);
    if (this.#sweep === undefined && this.#live.size > this.#options.minimum) this.#sweepLater();
  }

  /** @throws {HostError} `unavailable` where the process has no room for another memory. */
  #create(): Awaitable<T> {
    const keep = (instance: T): T => {
      this.#live.add(instance);
      this.#created++;
      return instance;
    };
    const fail = (cause: unknown): never => {
      throw new HostError('unavailable', 'there is no room for another instance', { cause });
    };
    try {
      const created = this.#source.create();
      return created instanceof Promise ? created.then(keep, fail) : keep(created);
    } catch (cause) {
      return fail(cause);
    }
  }

  /** An instance takes its time: whoever is first in the queue has it then. */
  #expect(created: Promise<T>): void {
    this.#isCreating = this.#isSlow = true;
    created
      .finally(() => (this.#isCreating = false))
      .then(
        (instance) => {
          this.#hand(instance);
          this.#serveWaiting();
        },
        (error: HostError) => {
          this.#waiting.shift()?.reject(error);
          this.#serveWaiting();
        },
      );
  }

  /**
   * Makes instances for those who wait, as many as there may be. Slow ones come one at a time: threads
   * that start take the processor away from those that serve.
   */
  #serveWaiting(): void {
    const { maximum } = this.#options;
    while (this.#waiting.length > 0 && this.#live.size < maximum && !this.#isCreating) {
      try {
        const created = this.#create();
        if (created instanceof Promise) this.#expect(created);
        else this.#waiting.shift()!.resolve(created);
      } catch {
        // Who waits goes on waiting: for another instance, or until the deadline.
        return;
      }
    }
  }

  /** Makes the next instance of the minimum once the process has time for it. */
  #warmLater(): void {
    if (this.#warmUp !== undefined || this.#isClosed || !this.#isShort) return;
    this.#warmUp = unref(
      setTimeout(() => {
        this.#warmUp = undefined;
        if (this.#isCreating || !this.#isShort) return;
        try {
          const created = this.#create();
          if (created instanceof Promise) this.#expect(created);
          else this.#hand(created);
        } catch {
          // There is no room: requests say so, should they need it.
          return;
        }
        this.#warmLater();
      }, 0),
    );
  }

  /** Whether there are fewer instances than are to be kept. */
  get #isShort(): boolean {
    return this.#live.size < this.#options.minimum;
  }

  #sweepLater(): void {
    this.#spare = this.#idle.length;
    this.#sweep = unref(setTimeout(() => this.#sweepIdle(), this.#options.idleMs));
  }

  /** Lets the instances go that nothing needed since the last sweep, down to the minimum. */
  #sweepIdle(): void {
    this.#sweep = undefined;
    const excess = this.#live.size - this.#options.minimum;
    // The first are those that were used longest ago.
    for (const instance of this.#idle.splice(0, Math.min(this.#spare, excess))) {
      this.#forget(instance);
      this.#reclaimed++;
    }
    if (this.#idle.length > 0 && this.#live.size > this.#options.minimum) this.#sweepLater();
  }
}

/** A timer that keeps no process alive; browsers have numbers, and no process. */
function unref<T>(timer: T): T {
  (timer as { unref?: () => void }).unref?.();
  return timer;
}
