import type { Awaitable } from '../codegen-v1/index.js';
import { shareMemory, type Snapshot } from '../linker/index.js';
import { compileModule } from './engine.js';
import { ExportedFunctions } from './exported-functions.js';
import { GuestInstance, type InstanceOptions } from './guest-instance.js';
import type { CreateCore } from './guest-core.js';
import { AsyncifyCore } from './asyncify-core.js';
import { SuspendingCore } from './suspending-core.js';
import { ThreadCore } from './thread-core.js';
import type { ThreadPool } from './thread-pool.js';
import type { WaitMechanism } from './wait-mechanism.js';

/** The instances of one function on the direct carrier, by the means that its platform has. */
export interface DirectInstances {
  /** The state of an instance as it was made: what all are restored to. */
  readonly image: Snapshot;
  /** What the function exports. */
  readonly exported: ExportedFunctions;
  /** Most instances at a time: of requests that are served at once, and of sessions. */
  readonly maximum: number;
  /** Most instances that are worth making before a request needs them. */
  readonly ahead: number;
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
  /** How hostcalls of the function wait; undefined where they must not. */
  readonly mechanism: WaitMechanism | undefined;
  readonly maximum: number;
  /** Threads for guests that wait, where the platform has them. */
  readonly threads: ThreadPool | undefined;
  /** Told how far the code that runs lies behind that of the linked module, whenever that changes. */
  readonly onCode: (shift: number) => void;
}

/** What instances run on that stay on this thread. */
const localCores: Partial<Record<WaitMechanism, CreateCore>> = {
  'stack-switching': SuspendingCore.create,
  asyncify: AsyncifyCore.create,
};

/** Makes what makes a function's instances: on this thread, or where they wait on threads, on those. */
export async function createDirectInstances({
  linked,
  instance,
  mechanism,
  maximum,
  threads,
  onCode,
}: DirectInstancesOptions): Promise<DirectInstances> {
  const createCore = mechanism && localCores[mechanism];
  const own: InstanceOptions = { ...instance, module: await compileModule(linked), createCore };
  onCode(0);
  const first = new GuestInstance(own);
  const image = first.takeSnapshot();
  const exported = ExportedFunctions.of(instance.plan);
  if (mechanism !== 'thread' || threads === undefined) {
    let unused: GuestInstance | undefined = first;
    const create = (): GuestInstance => {
      const given = unused ?? new GuestInstance(own);
      unused = undefined;
      return given;
    };
    return { image, exported, maximum, ahead: maximum, create };
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
    image,
    exported,
    maximum: Math.min(maximum, threads.maximum),
    // All functions of the host share its threads.
    ahead: 0,
    create,
    isWanted: () => threads.isWanted,
    onSpare: (spare) => threads.addOwner(spare),
  };
}
