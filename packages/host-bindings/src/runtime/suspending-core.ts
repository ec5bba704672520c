import type { CoreValue } from '../codegen-v1/index.js';
import { type GuestCore, type GuestCoreOptions, LocalCore, type Suspending } from './guest-core.js';

type Entry = (...core: CoreValue[]) => Promise<CoreValue | undefined>;

/** The parts of the JavaScript Promise Integration API, where the platform has it. */
interface StackSwitching {
  readonly Suspending?: new (fn: unknown) => unknown;
  readonly promising?: (fn: unknown) => Entry;
}

const { Suspending: SuspendingImport, promising } = WebAssembly as unknown as StackSwitching;

/** Whether the platform can suspend a guest: Node from 24 on, and Chromium. */
export const canSuspend = SuspendingImport !== undefined && promising !== undefined;

const suspending: Suspending = (fn) =>
  new SuspendingImport!(fn) as unknown as ReturnType<Suspending>;

/** An instance on this thread that is suspended while a hostcall waits. */
export class SuspendingCore extends LocalCore {
  readonly #entries = new Map<string, Entry>();

  constructor(options: GuestCoreOptions) {
    super(options, suspending);
  }

  /** An instance whose hostcalls may wait. */
  static override create(this: void, options: GuestCoreOptions): GuestCore {
    return new SuspendingCore(options);
  }

  enter(name: string, args: readonly CoreValue[]): Promise<CoreValue | undefined> {
    let entry = this.#entries.get(name);
    if (entry === undefined) {
      entry = promising!(this.exports[name]);
      this.#entries.set(name, entry);
    }
    return entry(...args);
  }
}
