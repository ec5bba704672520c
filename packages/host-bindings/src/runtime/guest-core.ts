import type { Awaitable, CoreValue } from '../codegen-v1/index.js';
import type { Limits } from '../contract/limits.js';
import { type Delta, linkedExports, type Plan, type Snapshot } from '../linker/index.js';
import type { CompiledModule } from './compiled-module.js';
import type { CpuLimit } from './cpu-meter.js';
import { GuestState } from './guest-state.js';

/** A function that a core module imports. */
export type CoreFunction = (...core: never[]) => unknown;
/** Makes of an import that answers promises what a module can import; `isWide`: it answers 64 bits. */
export type Suspending = (fn: CoreFunction, isWide: boolean) => CoreFunction;
/** An import object. */
export type ImportObject = Record<string, Record<string, CoreFunction>>;

/** What a {@link GuestCore} is made of. */
export interface GuestCoreOptions {
  readonly module: CompiledModule;
  readonly plan: Plan;
  readonly limits: Limits;
  /** Gives up the hostcall that would wait, where the guest cannot be suspended. */
  readonly cut: (reason: Error) => void;
  /** Runs a turn of a guest that goes on after it has waited. */
  readonly runTurn: <T>(turn: () => T) => T;
  /** The import object; imports that may wait went through `suspending`, if there is one. */
  readonly createImports: (suspending: Suspending | undefined) => ImportObject;
}

/** Makes the core of an instance. */
export type CreateCore = (options: GuestCoreOptions) => GuestCore;

/** What runs the code of one instance: this thread, or another. */
export interface GuestCore {
  /** The functions that the host calls, each of which returns before anything else happens. */
  readonly exports: Record<string, unknown>;
  /** The instance's memory. */
  readonly memory: { readonly buffer: ArrayBufferLike };
  /** Where the stack begins while nothing runs, or 0 where that is unknown. */
  readonly idleStack: number;
  /** Lets the guest compute for as long as one call may. */
  refuel(): void;
  /** Which limit one call has from now on. Missing where it is always `cpuKillMs`. */
  hold?(limit: CpuLimit): void;
  /** Calls an export whose hostcalls may wait. Missing where none may. */
  enter?(name: string, args: readonly CoreValue[]): Awaitable<CoreValue | undefined>;
  /** Whether `enter` answers no promise where nothing has waited. */
  readonly entersAtOnce?: boolean;
  /**
   * Ends what the guest computes, from beside it, once nothing else can: it is of no use any more.
   * Missing where the guest runs on the thread that would call this.
   */
  kill?(reason: Error): void;
  /** Whether it is of no use any more. */
  readonly isDead?: boolean;
  /** Why the guest aborted, where it says so. */
  readonly abortReason: string | undefined;
  /** It is not used again: a thread that it has is free. */
  dispose?(): void;
  /** Copies the state. */
  takeSnapshot(): Snapshot;
  /** Puts the state back to an image. */
  restore(base: Snapshot, delta: Delta): void;
  /** Takes note of what the host writes, where stores are noted. */
  readonly onWrite?: ((memory: Uint8Array, at: number, size: number) => void) | undefined;
  /** Takes note that the host may write anywhere through a view, and answers it. */
  noteAll?(view: DataView): DataView;
}

/** Loop rounds that a core does in a millisecond, about: how fuel becomes time. */
const loopsPerMs = 200_000;

/** How much fuel one call has. */
export function fuelPerCall(limits: Limits, limit: CpuLimit = 'cpuKillMs'): number {
  return Math.min(0x7fff_ffff, limits[limit] * loopsPerMs);
}

/** An instance on this thread. */
export class LocalCore extends GuestState implements GuestCore {
  readonly exports: Record<string, unknown>;
  readonly #fuel: WebAssembly.Global | undefined;
  readonly #limits: Limits;
  #fuelPerCall: number;

  constructor(options: GuestCoreOptions, suspending?: Suspending) {
    const { module, plan, limits } = options;
    const { exports } = new WebAssembly.Instance(module, options.createImports(suspending));
    super(exports, plan, limits.memoryBytes);
    this.exports = exports;
    if (plan.fuel) this.#fuel = exports[linkedExports.fuel] as WebAssembly.Global;
    this.#limits = limits;
    this.#fuelPerCall = fuelPerCall(limits);
  }

  /** An instance whose hostcalls do not wait. */
  static create(this: void, options: GuestCoreOptions): GuestCore {
    return new LocalCore(options);
  }

  hold(limit: CpuLimit): void {
    this.#fuelPerCall = fuelPerCall(this.#limits, limit);
  }

  refuel(): void {
    if (this.#fuel !== undefined) this.#fuel.value = this.#fuelPerCall;
  }
}
