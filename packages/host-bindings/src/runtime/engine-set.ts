import { HostError } from '../contract/index.js';
import { Engine, type EngineEnvironment } from './engine.js';
import type { HostOptions } from './host.js';
import { InstancePool, retireLimit } from './instance-pool.js';
import type { PoolStatus } from './pool-status.js';
import type { RingInstance } from './ring-instance.js';
import { type PoolSettings, resolvePoolOptions } from './pool-options.js';

/** The engines of a host, each with its pool: the universal one, and one for each component. */
export class EngineSet {
  /** How many instances each engine may have. */
  readonly poolOptions: PoolSettings;
  readonly #options: HostOptions;
  readonly #environment: EngineEnvironment;
  readonly #pools = new Map<Engine, InstancePool<RingInstance>>();
  #universal: Promise<Engine> | undefined;

  constructor(options: HostOptions, environment: EngineEnvironment) {
    this.#options = options;
    this.poolOptions = resolvePoolOptions(options.instances, options.queue);
    this.#environment = environment;
  }

  /**
   * The engine that serves artifacts, compiled once.
   *
   * @throws {HostError} `unavailable` where the host was given none.
   */
  universal(functionName: string): Promise<Engine> {
    const { engine } = this.#options;
    if (engine === undefined) {
      throw new HostError(
        'unavailable',
        `function "${functionName}" is an artifact, which needs the universal engine; give createHost the option engine: await readEngine(), from "@org/wajs/engine"`,
      );
    }
    if (this.#universal === undefined) {
      this.#universal = this.create(engine);
      this.#universal.catch(() => (this.#universal = undefined));
    }
    return this.#universal;
  }

  /** An engine of its own for a linked component. */
  async create(linked: Uint8Array): Promise<Engine> {
    const digest = await this.#options.platform.sha256(linked);
    return Engine.create(linked, toHex(digest), this.#environment);
  }

  /** The pool of an engine. */
  pool(engine: Engine): InstancePool<RingInstance> {
    let pool = this.#pools.get(engine);
    if (pool === undefined) {
      const create = (): RingInstance => engine.takeIdle() ?? engine.createInstance();
      const retireBytes = retireLimit(engine.base.memory.length);
      pool = new InstancePool({ create, retireBytes }, this.poolOptions);
      this.#pools.set(engine, pool);
    }
    return pool;
  }

  /** What each pool has done and holds. */
  get statuses(): PoolStatus[] {
    return [...this.#pools.values()].map((pool) => pool.status);
  }

  /** A function is gone: the instances of a component, which is an engine of its own, go with it. */
  release(engine: Engine): void {
    if (engine.isUniversal) return;
    this.#pools.get(engine)?.close();
    this.#pools.delete(engine);
  }

  /** Forgets all instances. */
  clear(): void {
    for (const pool of this.#pools.values()) pool.close();
    this.#pools.clear();
  }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
