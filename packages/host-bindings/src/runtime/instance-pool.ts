import { HostError } from '../contract/index.js';
import type { Engine } from './engine.js';
import type { PoolSettings } from './pool-options.js';
import type { RingInstance } from './ring-instance.js';

/** Who waits for an instance. */
type Waiting = (instance: RingInstance) => void;

/** What a pool has done and holds. */
export interface PoolStatus {
  /** Instances that exist. */
  readonly live: number;
  /** Those of them that serve nothing. */
  readonly idle: number;
  /** Requests that wait for one. */
  readonly waiting: number;
  /** Bytes of memory of the live ones. */
  readonly memoryBytes: number;
  /** Instances that were made, since the beginning. */
  readonly created: number;
  /** Those that are gone because they had grown or broke. */
  readonly retired: number;
  /** Those that are gone because nothing needed them. */
  readonly reclaimed: number;
  /** How often an instance was put back to an image. */
  readonly restores: number;
}

/** What several pools have done and hold together. */
export function sumStatuses(statuses: readonly PoolStatus[]): PoolStatus {
  const sum = (name: keyof PoolStatus): number =>
    statuses.reduce((total, status) => total + status[name], 0);
  return {
    live: sum('live'),
    idle: sum('idle'),
    waiting: sum('waiting'),
    memoryBytes: sum('memoryBytes'),
    created: sum('created'),
    retired: sum('retired'),
    reclaimed: sum('reclaimed'),
    restores: sum('restores'),
  };
}

/** Instances of one engine, shared by all its functions. */
export class InstancePool {
  /** How often a function restored one of the instances. */
  restores = 0;
  readonly #engine: Engine;
  readonly #options: PoolSettings;
  /** An instance whose memory has grown beyond this is not used again: V8 never gives it back. */
  readonly #retireBytes: number;
  readonly #live = new Set<RingInstance>();
  /** The last used is at the end: it is the warmest. */
  readonly #idle: RingInstance[] = [];
  /** In the order in which they came. */
  readonly #waiting: Waiting[] = [];
  /** Instances that a function keeps although it serves nothing, and how to get them back. */
  readonly #kept = new Map<RingInstance, () => void>();
  /** Fewest idle instances since the last sweep: as many were needed by nobody. */
  #spare = 0;
  #sweep: ReturnType<typeof setTimeout> | undefined;
  #warmUp: ReturnType<typeof setTimeout> | undefined;
  #created = 0;
  #retired = 0;
  #reclaimed = 0;

  /** Begins to make the minimum of instances, one at a time, between requests. */
  constructor(engine: Engine, options: PoolSettings) {
    this.#engine = engine;
    this.#options = options;
    this.#retireBytes = Math.max(16 * 1024 * 1024, engine.base.memory.length * 4);
    this.#warmLater();
  }

  /** What the pool has done and holds. */
  get status(): PoolStatus {
    let memoryBytes = 0;
    for (const { guest } of this.#live) memoryBytes += guest.memoryBytes;
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

  /** An idle or new instance, or undefined where all are busy or others wait. */
  tryTake(): RingInstance | undefined {
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
    return this.#create();
  }

  /**
   * Waits for an instance.
   *
   * @throws {HostError} `unavailable` where too many wait already, or none is free by the deadline;
   * `cancelled` where the signal fires.
   */
  async take(deadline: number, signal?: AbortSignal): Promise<RingInstance> {
    const instance = this.tryTake();
    if (instance !== undefined) return instance;
    if (this.#waiting.length >= this.#options.queue) {
      throw new HostError(
        'unavailable',
        'all instances are busy and the queue is full; try again later',
      );
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const giveUp = (error: HostError): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        leave();
        reject(error);
      };
      const waiting: Waiting = (later) => {
        leave();
        resolve(later);
      };
      const onAbort = (): void =>
        giveUp(new HostError('cancelled', 'the client has gone before an instance was free'));
      const timer = setTimeout(
        () => giveUp(new HostError('unavailable', 'all instances were busy for too long')),
        Math.max(0, deadline - Date.now()),
      );
      this.#waiting.push(waiting);
      if (signal?.aborted) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /**
   * Keeps an instance for one function while it serves nothing. `giveBack` is called, at once or
   * later, where another request needs it: it has to release the instance.
   */
  keep(instance: RingInstance, giveBack: () => void): void {
    if (this.#waiting.length > 0) giveBack();
    else this.#kept.set(instance, giveBack);
  }

  /** The function that keeps an instance uses it again. */
  unkeep(instance: RingInstance): void {
    this.#kept.delete(instance);
  }

  /** An instance that some function keeps for nothing: the one that it has kept longest. */
  #reclaim(): RingInstance | undefined {
    for (const [instance, giveBack] of this.#kept) {
      this.#kept.delete(instance);
      giveBack();
      return this.tryTake();
    }
    return undefined;
  }

  /** Gives an instance back. It is restored by whoever takes it next. */
  release(instance: RingInstance): void {
    this.#kept.delete(instance);
    if (instance.guest.memoryBytes > this.#retireBytes) return this.discard(instance);
    const next = this.#waiting.shift();
    if (next !== undefined) return next(instance);
    this.#idle.push(instance);
    if (this.#sweep === undefined && this.#live.size > this.#options.minimum) this.#sweepLater();
  }

  /** Forgets an instance that is not to be used again. */
  discard(instance: RingInstance): void {
    this.#live.delete(instance);
    this.#retired++;
    this.#serveWaiting();
    this.#warmLater();
  }

  /** Makes nothing ahead any more, and lets idle instances go. Requests under way go on. */
  close(): void {
    clearTimeout(this.#sweep);
    clearTimeout(this.#warmUp);
    this.#warmUp = undefined;
    for (const instance of this.#idle.splice(0)) this.#live.delete(instance);
  }

  /** @throws {HostError} `unavailable` where the process has no room for another memory. */
  #create(): RingInstance {
    try {
      const instance = this.#engine.takeIdle() ?? this.#engine.createInstance();
      this.#live.add(instance);
      this.#created++;
      return instance;
    } catch (cause) {
      throw new HostError('unavailable', 'there is no room for another instance', { cause });
    }
  }

  /** Makes instances for those who wait, as many as there may be. */
  #serveWaiting(): void {
    while (this.#waiting.length > 0 && this.#live.size < this.#options.maximum) {
      try {
        const instance = this.#create();
        this.#waiting.shift()!(instance);
      } catch {
        // Who waits goes on waiting: for another instance, or until the deadline.
        return;
      }
    }
  }

  /** Makes the next instance of the minimum once the process has time for it. */
  #warmLater(): void {
    if (this.#warmUp !== undefined || this.#live.size >= this.#options.minimum) return;
    this.#warmUp = unref(
      setTimeout(() => {
        this.#warmUp = undefined;
        if (this.#live.size >= this.#options.minimum) return;
        try {
          this.release(this.#create());
        } catch {
          // There is no room: requests say so, should they need it.
          return;
        }
        this.#warmLater();
      }, 0),
    );
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
      this.#live.delete(instance);
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
