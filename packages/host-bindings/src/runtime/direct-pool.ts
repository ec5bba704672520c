import type { Awaitable } from '../codegen-v1/index.js';
import { HostError } from '../contract/index.js';
import type { GuestInstance } from './guest-instance.js';
import type { PoolStatus } from './instance-pool.js';

/** How a {@link DirectPool} behaves. */
export interface DirectPoolOptions {
  /** Most instances alive at a time. */
  readonly maximum: number;
  /** Most requests that wait for an instance. */
  readonly queue: number;
  /** An instance whose memory has grown beyond this is not used again: V8 never gives it back. */
  readonly retireBytes: number;
  /** Makes an instance; a promise of one where it needs a thread. */
  readonly create: () => Awaitable<GuestInstance>;
  /** Whether another function needs what an idle instance holds. */
  readonly isWanted?: (() => boolean) | undefined;
}

interface Waiting {
  readonly resolve: (instance: GuestInstance) => void;
  readonly reject: (error: HostError) => void;
}

/** The instances of one function on the direct carrier. */
export class DirectPool {
  readonly #options: DirectPoolOptions;
  readonly #idle: GuestInstance[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #instances = new Set<GuestInstance>();
  #alive = 0;
  #created = 0;
  #retired = 0;
  /** Instances that are about to be, each of which takes somebody out of the queue. */
  #creating = 0;
  #isClosed = false;

  constructor(options: DirectPoolOptions) {
    this.#options = options;
  }

  /** What the pool has done and holds. */
  get status(): PoolStatus {
    let memoryBytes = 0;
    for (const instance of this.#instances) memoryBytes += instance.memoryBytes;
    return {
      live: this.#instances.size,
      idle: this.#idle.length,
      waiting: this.#waiting.length,
      memoryBytes,
      created: this.#created,
      retired: this.#retired,
      reclaimed: 0,
      restores: 0,
    };
  }

  /** Instances that exist, those included that are about to. */
  get size(): number {
    return this.#alive;
  }

  /** The idle instance that was used last, or a new one where that takes no time. */
  tryTake(): GuestInstance | undefined {
    const idle = this.#idle.pop();
    if (idle !== undefined || this.#alive >= this.#options.maximum) return idle;
    // One at a time: threads that start take the processor away from those that serve.
    if (this.#creating > 0) return undefined;
    const created = this.#create();
    if (!(created instanceof Promise)) return created;
    // It takes its time: whoever is first in the queue has it then.
    this.#creating += 1;
    created
      .finally(() => (this.#creating -= 1))
      .then(
        (instance) => {
          this.#hand(instance);
          this.#grow();
        },
        (error: HostError) => {
          this.#waiting.shift()?.reject(error);
          this.#grow();
        },
      );
    return undefined;
  }

  /**
   * Waits for an instance.
   *
   * @throws {HostError} `unavailable` where too many wait already, or none is free by the deadline;
   * `cancelled` where the signal fires.
   */
  take(deadline: number, signal?: AbortSignal): Promise<GuestInstance> {
    return new Promise((resolve, reject) => {
      const { queue, maximum } = this.#options;
      if (this.#waiting.length >= queue + this.#creating + maximum - this.#alive) {
        const full = 'all instances are busy and the queue is full; try again later';
        reject(new HostError('unavailable', full));
        return;
      }
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const waiting: Waiting = {
        resolve: (instance) => {
          leave();
          resolve(instance);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const giveUp = (error: HostError): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        waiting.reject(error);
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

  /** Gives an instance back, once it has been left by whoever called it. */
  release(instance: GuestInstance): void {
    const isSpent = instance.isDead || instance.memoryBytes > this.#options.retireBytes;
    if (isSpent || this.#options.isWanted?.() === true) this.discard(instance);
    else this.#hand(instance);
  }

  /** Discards an instance that serves nothing, where there is one. */
  spare(): boolean {
    const idle = this.#idle.shift();
    if (idle !== undefined) this.discard(idle);
    return idle !== undefined;
  }

  /** Forgets an instance that is not to be used again. */
  discard(instance: GuestInstance): void {
    instance.dispose();
    this.#instances.delete(instance);
    this.#retired += 1;
    this.#alive -= 1;
    this.#grow();
  }

  /** Makes an instance for who waits, where there may be more. */
  #grow(): void {
    if (this.#waiting.length === 0 || this.#isClosed) return;
    try {
      const next = this.tryTake();
      if (next !== undefined) this.#hand(next);
    } catch {
      // Who waits goes on waiting: for another instance, or until the deadline.
    }
  }

  /** No instance is kept any more, and those that are in use go once they are left. */
  close(): void {
    this.#isClosed = true;
    for (const instance of this.#idle.splice(0)) this.discard(instance);
    const gone = new HostError('unavailable', 'the function is disposed of');
    for (const waiting of this.#waiting.splice(0)) waiting.reject(gone);
  }

  #hand(instance: GuestInstance): void {
    if (this.#isClosed) return this.discard(instance);
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(instance);
    else next.resolve(instance);
  }

  #create(): Awaitable<GuestInstance> {
    this.#alive += 1;
    const fail = (cause: unknown): never => {
      this.#alive -= 1;
      throw new HostError('unavailable', 'there is no room for another instance', { cause });
    };
    const keep = (instance: GuestInstance): GuestInstance => {
      this.#instances.add(instance);
      this.#created += 1;
      return instance;
    };
    try {
      const created = this.#options.create();
      return created instanceof Promise ? created.then(keep, fail) : keep(created);
    } catch (cause) {
      return fail(cause);
    }
  }
}
