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

/** Instances of one engine, shared by all its functions. */
export class InstancePool {
  readonly #engine: Engine;
  readonly #options: PoolOptions;
  readonly #idle: RingInstance[] = [];
  readonly #waiting: ((instance: RingInstance) => void)[] = [];
  #alive = 0;

  constructor(engine: Engine, options: PoolOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  /** Instances that exist, idle ones included. */
  get size(): number {
    return this.#alive;
  }

  /** Bytes of memory that idle instances hold. */
  get idleBytes(): number {
    return this.#idle.reduce((sum, instance) => sum + instance.guest.memoryBytes, 0);
  }

  /** An idle or new instance, or undefined where all are busy. The last used is the warmest. */
  tryTake(): RingInstance | undefined {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#alive >= this.#options.maximum) return undefined;
    this.#alive++;
    return this.#engine.takeIdle() ?? this.#engine.createInstance();
  }

  /**
   * Waits for an instance.
   *
   * @throws {HostError} `unavailable` where too many wait already.
   */
  async take(): Promise<RingInstance> {
    const instance = this.tryTake();
    if (instance !== undefined) return instance;
    if (this.#waiting.length >= this.#options.queue) {
      throw new HostError(
        'unavailable',
        'all instances are busy and the queue is full; try again later',
      );
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Gives an instance back. It is restored by whoever takes it next. */
  release(instance: RingInstance): void {
    if (instance.guest.memoryBytes > this.#options.retireBytes) return this.discard();
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(instance);
    else next(instance);
  }

  /** Forgets an instance that is not to be used again. */
  discard(): void {
    this.#alive--;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#alive++;
    next(this.#engine.createInstance());
  }
}
