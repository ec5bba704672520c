import type { Awaitable } from '../codegen-v1/index.js';
import { shareMemory } from '../linker/index.js';
import { compileModule } from './engine.js';
import { GuestInstance, type InstanceOptions } from './guest-instance.js';
import { canSuspend, SuspendingCore } from './suspending-core.js';
import { ThreadCore } from './thread-core.js';
import type { ThreadPool } from './thread-pool.js';

/** The instances of one function on the direct carrier, by the means that its platform has. */
export interface DirectInstances {
  /** An instance as it was made: what all are restored to. */
  readonly first: GuestInstance;
  /** Most instances at a time: of requests that are served at once, and of sessions. */
  readonly maximum: number;
  /** Makes an instance; a promise of one where it needs a thread. */
  readonly create: () => Awaitable<GuestInstance>;
  /** Whether another function needs what an idle instance holds. */
  readonly isWanted?: () => boolean;
  /** Registers what spares an idle instance, and answers what takes that back. */
  readonly onSpare?: (spare: () => boolean) => () => void;
}

/** Options of {@link createDirectInstances}. */
export interface DirectInstancesOptions {
  readonly linked: Uint8Array;
  readonly instance: Omit<InstanceOptions, 'module' | 'createCore'>;
  /** Whether hostcalls of the function may wait. */
  readonly waits: boolean;
  readonly maximum: number;
  /** Threads for guests that wait, where the platform has them. */
  readonly threads: ThreadPool | undefined;
  /** Told how far the code that runs lies behind that of the linked module, whenever that changes. */
  readonly onCode: (shift: number) => void;
}

/**
 * Chooses where a function's instances run. Hostcalls that may wait suspend the guest where the platform
 * can, and else block a thread of its own; where there are no threads either, they fail.
 */
export async function createDirectInstances({
  linked,
  instance,
  waits,
  maximum,
  threads,
  onCode,
}: DirectInstancesOptions): Promise<DirectInstances> {
  const createCore = waits && canSuspend ? SuspendingCore.create : undefined;
  const own: InstanceOptions = { ...instance, module: await compileModule(linked), createCore };
  onCode(0);
  const first = new GuestInstance(own);
  if (!waits || canSuspend || threads === undefined) {
    let unused: GuestInstance | undefined = first;
    const create = (): GuestInstance => {
      const given = unused ?? new GuestInstance(own);
      unused = undefined;
      return given;
    };
    return { first, maximum, create };
  }
  const maximumPages = Math.floor(instance.limits.memoryBytes / 65_536);
  const shared = shareMemory(linked, maximumPages);
  // What sharing changes lies before the code.
  onCode(shared.length - linked.length);
  const module = await compileModule(shared);
  const create = async (): Promise<GuestInstance> => {
    const ready = await threads.take();
    try {
      return new GuestInstance({
        ...instance,
        module,
        createCore: (options) => new ThreadCore(ready, options),
      });
    } catch (error) {
      ready.release();
      throw error;
    }
  };
  return {
    first,
    maximum: Math.min(maximum, threads.maximum),
    create,
    isWanted: () => threads.isWanted,
    onSpare: (spare) => threads.addOwner(spare),
  };
}
