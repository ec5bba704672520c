import { HostError } from '../contract/index.js';
import type { Engine } from './engine.js';
import type { RingInstance } from './ring-instance.js';

/** How a pool behaves. */
export interface PoolOptions {
  /** Most instances alive at a time. */
  readonly maximum: number;
  /** Most requests that wait for an instance. */
  readonly queue: number;
  /** An instance whose memory has grown beyond this is not used again: V8 never gives it back. */
  readonly retireBytes: number;
}

/** Hands an instance to who waits for it. */
type Waiting = (instance: RingInstance) => void;

/** Instances of one engine, shared by all its functions. */
export class InstancePool {
  readonly #engine: Engine;
  readonly #options: PoolOptions;
  readonly #idle: RingInstance[] = [];
  readonly #waiting: Waiting[] = [];
  /** Instances that a function keeps although it serves nothing, and how to get them back. */
  readonly #kept = new Map<RingInstance, () => void>();
  #alive = 0;

  constructor(engine: Engine, options: PoolOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  /** Instances that exist, idle ones included. */
  get size(): number {
    return this.#alive;
  }

  /** An idle or new instance, or undefined where all are busy. The last used is the warmest. */
  tryTake(): RingInstance | undefined {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#alive >= this.#options.maximum) return this.#reclaim();
    const instance = this.#engine.takeIdle() ?? this.#create();
    this.#alive++;
    return instance;
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
    if (instance.guest.memoryBytes > this.#options.retireBytes) return this.discard();
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(instance);
    else next(instance);
  }

  /** @throws {HostError} `unavailable` where the process has no room for another memory. */
  #create(): RingInstance {
    try {
      return this.#engine.createInstance();
    } catch (cause) {
      throw new HostError('unavailable', 'there is no room for another instance', { cause });
    }
  }

  /** Forgets an instance that is not to be used again. */
  discard(): void {
    this.#alive--;
    if (this.#waiting.length === 0) return;
    try {
      const instance = this.#create();
      this.#alive++;
      this.#waiting.shift()!(instance);
    } catch {
      // Who waits goes on waiting: for another instance, or until the deadline.
    }
  }
}
