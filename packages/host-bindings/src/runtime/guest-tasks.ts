import { type CoreValue, Trap } from '../codegen-v1/index.js';
import type { PlanExport } from '../linker/index.js';
import type { GuestCore } from './guest-core.js';
import { asTrap, type GuestTask, maxYields, status } from './guest-task.js';
import type { GuestWait } from './guest-wait.js';
import type { WaitableEvent, WaitableSets } from './waitable-sets.js';

/** What the tasks of an instance act on. */
export interface GuestTasksParts {
  readonly guest: {
    task: GuestTask | undefined;
    readonly channels: { readonly sets: WaitableSets };
  };
  readonly core: GuestCore;
  readonly wait: GuestWait;
  /** The guest is entered for a task. */
  readonly enter: (task: GuestTask) => void;
  /** A synchronously lifted function has returned. */
  readonly onReturn: (plan: PlanExport, task: GuestTask, result: CoreValue | undefined) => void;
}

type CoreExport = (...core: CoreValue[]) => CoreValue | undefined;

const noEvent: WaitableEvent = { code: 0, handle: 0, payload: 0 };

/** What a status says; above it is the set that a guest waits for. */
function kindOf(code: number): number {
  return code & 0xf;
}

/** The set that a status says a guest waits for. */
function waitedSet(code: number): number {
  if (kindOf(code) !== status.wait) {
    throw new Trap(`the guest answered the unknown status "${kindOf(code)}"`);
  }
  return code >>> 4;
}

/** The tasks of one instance that wait, or go on after they have returned. */
export class GuestTasks {
  readonly #parts: GuestTasksParts;
  /** What gives each of them up. */
  readonly #waiting = new Map<Promise<void>, (reason: Error) => void>();
  /** Moved on where tasks are given up: what they wait for wakes nobody any more. */
  #life = 0;
  #entered: Promise<CoreValue | undefined> | undefined;

  constructor(parts: GuestTasksParts) {
    this.#parts = parts;
  }

  /** Runs a task from beginning to end where its hostcalls may wait. `begun`: it was entered already. */
  async runWaiting(
    plan: PlanExport,
    task: GuestTask,
    values: CoreValue[],
    begun?: Promise<CoreValue | undefined>,
  ): Promise<void> {
    const life = this.#life;
    const { guest, core } = this.#parts;
    const follow = async (entered: Promise<CoreValue | undefined>): Promise<CoreValue> => {
      this.#entered = entered;
      try {
        return (await entered) as CoreValue;
      } catch (error) {
        // It may have broken where it could not be suspended: what it asked for there is nobody's.
        if (life === this.#life) this.#parts.wait.cut(error as Error);
        throw asTrap(error, core);
      } finally {
        if (life === this.#life) this.#entered = guest.task = undefined;
      }
    };
    const enter = async (name: string, args: readonly CoreValue[]): Promise<CoreValue> => {
      // Another task is in the guest, where a hostcall of it waits.
      while (this.#entered !== undefined) await this.#entered.catch(() => undefined);
      if (life !== this.#life) throw new Trap('the instance was restored');
      this.#parts.enter(task);
      return follow((async () => core.enter!(name, args))());
    };
    let result = await (begun === undefined ? enter(plan.core, values) : follow(begun));
    for (let yields = 0; plan.async && kindOf(result as number) !== status.exit;) {
      let event: WaitableEvent | undefined;
      if (kindOf(result as number) === status.yield) {
        if ((yields += 1) > maxYields) throw new Trap('the guest yields without end');
        event = noEvent;
      } else event = this.#parts.guest.channels.sets.takeEvent(waitedSet(result as number));
      if (life !== this.#life) throw new Trap('the instance was restored');
      if (event === undefined) {
        await this.#parts.guest.channels.sets.wait(waitedSet(result as number));
        continue;
      }
      result = await enter(plan.callback!, [event.code, event.handle, event.payload]);
    }
    if (life !== this.#life) throw new Trap('the instance was restored');
    // Another task may have entered meanwhile.
    const outer = guest.task;
    guest.task = task;
    try {
      if (!plan.async) this.#parts.onReturn(plan, task, result);
      else if (!task.isReturned) throw new Trap(`"${plan.function}" ended without a result`);
    } finally {
      guest.task = outer;
    }
  }

  /** Goes on with a task until it ends, or has to wait. */
  drive(plan: PlanExport, task: GuestTask, first: number): Promise<void> | undefined {
    const callback = this.#parts.core.exports[plan.callback ?? ''] as CoreExport;
    let code = first;
    for (let yields = 0; kindOf(code) !== status.exit;) {
      if (kindOf(code) === status.yield) {
        if ((yields += 1) > maxYields) throw new Trap('the guest yields without end');
        code = callback(0, 0, 0) as number;
      } else {
        const set = waitedSet(code);
        const event = this.#parts.guest.channels.sets.takeEvent(set);
        if (event === undefined) return this.#resume(plan, task, set);
        code = callback(event.code, event.handle, event.payload) as number;
      }
    }
    if (!task.isReturned) throw new Trap(`"${plan.function}" ended without a result`);
    return undefined;
  }

  /** Goes on with a task once something has happened in a set. */
  async #resume(plan: PlanExport, task: GuestTask, set: number): Promise<void> {
    const life = this.#life;
    await this.#parts.guest.channels.sets.wait(set);
    if (life !== this.#life) throw new Trap('the instance was restored');
    const outer = this.#parts.guest.task;
    this.#parts.enter(task);
    try {
      return this.drive(plan, task, status.wait | (set << 4));
    } catch (error) {
      throw asTrap(error, this.#parts.core);
    } finally {
      this.#parts.guest.task = outer;
    }
  }

  /** Follows a task that waits, until it ends or is given up. */
  follow(going: Promise<void>, onEnd: () => void): Promise<void> {
    let abandon!: (reason: Error) => void;
    const ended = new Promise<void>((resolve, reject) => {
      abandon = reject;
      going.then(resolve, reject);
    }).finally(() => {
      this.#waiting.delete(ended);
      onEnd();
    });
    // Whoever called sees how it ends; the process does not end of it.
    ended.catch(() => undefined);
    this.#waiting.set(ended, abandon);
    return ended;
  }

  /** How many there are. */
  get size(): number {
    return this.#waiting.size;
  }

  /** A call that is in the guest's own code, suspended or not: nothing else may enter meanwhile. */
  get entered(): Promise<unknown> | undefined {
    return this.#entered;
  }

  /** Gives up all tasks that wait: only a restore makes the instance usable again. */
  abandon(reason: Error): void {
    this.#life += 1;
    const { wait, core } = this.#parts;
    // The guest unwinds, or where it computes on another thread, is ended there.
    if (wait.isWaiting) wait.cut(reason);
    else if (this.#entered !== undefined) core.kill?.(reason);
    for (const giveUp of this.#waiting.values()) giveUp(reason);
    this.#waiting.clear();
  }

  /** Nobody is in the guest any more. */
  reset(): void {
    this.#entered = undefined;
    const { wait } = this.#parts;
    if (wait.isWaiting) wait.cut(new Trap('the instance was restored'));
  }
}
