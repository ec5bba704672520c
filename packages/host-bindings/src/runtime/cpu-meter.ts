import { type CallContext, Trap } from '../codegen-v1/index.js';
import { type Limits, limitName } from '../contract/limits.js';
import { RequestCall } from './call.js';
import type { GuestCore } from './guest-core.js';
import { asTrap } from './guest-task.js';
import { addCpuTime } from './request-usage.js';

/** Limits of what a guest computes. */
export type CpuLimit = 'cpuKillMs' | 'loadMs';

/** The guest was stopped because it computed for too long without a pause. */
export class CpuLimitTrap extends Trap {
  /** Name of the limit, as guests know it. */
  readonly what: string;
  /** Milliseconds that it had computed. */
  readonly used: number;
  /** Milliseconds that it may. */
  readonly maximum: number;

  constructor(name: CpuLimit, used: number, maximum: number) {
    super(`it computed for too long without a pause (limit ${name})`);
    this.what = limitName(name);
    this.used = used;
    this.maximum = maximum;
  }
}

/** Measures what one instance computes, and says which limit holds. */
export class CpuMeter {
  /** Time inside of the guest, in milliseconds. */
  usedMs = 0;
  readonly #limits: Limits;
  readonly #core: Pick<GuestCore, 'refuel' | 'hold' | 'abortReason'>;
  #limit: CpuLimit = 'cpuKillMs';
  #began = 0;

  constructor(limits: Limits, core: Pick<GuestCore, 'refuel' | 'hold' | 'abortReason'>) {
    this.#limits = limits;
    this.#core = core;
  }

  /** The guest is entered. */
  begin(): void {
    this.#began = performance.now();
  }

  /** The guest is left; what it computed was for this call. */
  end(call: CallContext): void {
    const milliseconds = performance.now() - this.#began;
    this.usedMs += milliseconds;
    if (call instanceof RequestCall) addCpuTime(call.usages, milliseconds);
  }

  /** Runs a turn of the guest for a call. */
  run<T>(call: CallContext, turn: () => T): T {
    this.begin();
    try {
      return turn();
    } finally {
      this.end(call);
    }
  }

  /** Runs the start function of a module. */
  load(start: () => unknown): void {
    this.hold('loadMs');
    this.#core.refuel();
    this.begin();
    try {
      start();
    } catch (error) {
      throw asTrap(error, this.#core);
    }
    this.hold('cpuKillMs');
  }

  /** Which limit holds from now on. */
  hold(limit: CpuLimit): void {
    this.#limit = limit;
    this.#core.hold?.(limit);
  }

  /** @throws {CpuLimitTrap} always: the fuel is used up. */
  exhausted(): never {
    // Fuel is counted, not timed: on a fast machine it lasts for less than the limit says.
    const maximum = this.#limits[this.#limit];
    const used = Math.max(maximum, Math.ceil(performance.now() - this.#began));
    throw new CpuLimitTrap(this.#limit, used, maximum);
  }
}
