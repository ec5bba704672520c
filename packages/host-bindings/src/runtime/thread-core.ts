import { type CoreValue, Trap } from '../codegen-v1/index.js';
import { type Delta, linkedExports, type Plan, type Snapshot } from '../linker/index.js';
import { abortReason } from './abort-reason.js';
import type { LinearMemory } from './linear-memory.js';
import { fuelPerCall, type GuestCore, type GuestCoreOptions } from './guest-core.js';
import { type GuestThread, type ThreadLoad, turnKinds } from './guest-thread.js';
import type { Turn, TurnTaker } from './turn-taker.js';

/** A thread that is ready for guests, with the host's side of their turns. */
export interface ReadyThread {
  readonly thread: GuestThread;
  readonly turns: TurnTaker;
  /** Takes it back; one that is dead is replaced. */
  readonly release: () => void;
}

type HostFunction = (...core: readonly CoreValue[]) => unknown;

/**
 * An instance on a thread of its own, which blocks while a hostcall waits. The host lifts and lowers in
 * the instance's memory, which both threads see, in the thread's pauses; so one side alone touches it at
 * any time.
 */
export class ThreadCore implements GuestCore {
  readonly exports: Record<string, unknown> = {};
  readonly memory: LinearMemory;
  readonly idleStack = 0;
  readonly #ready: ReadyThread;
  readonly #imports: readonly HostFunction[];
  readonly #abort: number | undefined;
  readonly #cut: GuestCoreOptions['cut'];
  readonly #functions = new Map<string, number>();
  /** What the import threw that the guest is unwound with. */
  #thrown: unknown;
  #isDisposed = false;

  /** Loads a module, whose memory is shared, into a thread. */
  constructor(ready: ReadyThread, options: GuestCoreOptions) {
    const { module, plan, limits, createImports } = options;
    this.#ready = ready;
    this.#cut = options.cut;
    this.#abort = plan.abort;
    const imports = createImports(undefined);
    this.#imports = plan.imports.map((item) => imports[item.module]![item.name] as HostFunction);
    const names = functionNames(plan);
    for (const [index, name] of names.entries()) {
      this.#functions.set(name, index);
      this.exports[name] = (...args: CoreValue[]) => this.#call(index, args);
    }
    const load: ThreadLoad = {
      module,
      imports: plan.imports.map((item) => [item.module, item.name] as const),
      exports: names,
      start: plan.start ? linkedExports.start : undefined,
      globals: [...new Set([...plan.globals, linkedExports.pages])],
      memory: linkedExports.memory,
      pages: linkedExports.pages,
      limit: linkedExports.limit,
      maximumPages: Math.floor(limits.memoryBytes / 65_536),
      fuel: plan.fuel ? linkedExports.fuel : undefined,
      fuelPerCall: fuelPerCall(limits),
    };
    ready.thread.post(load);
    ready.turns.give(turnKinds.load, 0, []);
    if (ready.turns.take().kind !== turnKinds.done) throw this.#failure();
    this.memory = ready.thread.receive() as LinearMemory;
  }

  get isDead(): boolean {
    return this.#ready.turns.dead !== undefined;
  }

  get abortReason(): string | undefined {
    return this.#abort === undefined ? undefined : abortReason(this.memory.buffer, this.#abort);
  }

  refuel(): void {
    this.#ready.turns.refuel();
  }

  async enter(name: string, args: readonly CoreValue[]): Promise<CoreValue | undefined> {
    const { thread, turns } = this.#ready;
    thread.hold(true);
    try {
      turns.give(turnKinds.call, this.#functions.get(name)!, args);
      for (;;) {
        const turn = await turns.wait();
        if (turn.kind !== turnKinds.imported) return this.#outcome(turn);
        this.#look();
        try {
          const answer = this.#imports[turn.target]!(...turn.values);
          this.#answer(answer instanceof Promise ? await answer : answer);
        } catch (error) {
          this.#unwind(error);
        }
      }
    } finally {
      thread.hold(false);
    }
  }

  /** Calls a function while the guest is idle or waits, and waits for it here. */
  #call(target: number, args: readonly CoreValue[]): CoreValue | undefined {
    const { turns } = this.#ready;
    turns.give(turnKinds.call, target, args);
    for (;;) {
      const turn = turns.take();
      if (turn.kind !== turnKinds.imported) return this.#outcome(turn);
      this.#look();
      try {
        const answer = this.#imports[turn.target]!(...turn.values);
        if (answer instanceof Promise) {
          answer.catch(() => undefined);
          const trap = new Trap('a hostcall waits where the guest cannot be suspended');
          this.#cut(trap);
          throw trap;
        }
        this.#answer(answer);
      } catch (error) {
        this.#unwind(error);
      }
    }
  }

  #answer(value: unknown): void {
    this.#ready.turns.give(turnKinds.answer, 0, value === undefined ? [] : [value as CoreValue]);
  }

  #unwind(error: unknown): void {
    this.#thrown = error;
    this.#ready.turns.give(turnKinds.unwind, 0, []);
  }

  #outcome({ kind, values }: Turn): CoreValue | undefined {
    this.#look();
    if (kind === turnKinds.returned) return values[0];
    if (kind === turnKinds.unwound) throw this.#thrown;
    throw this.#failure();
  }

  /** Sees a memory that has grown on the thread. */
  #look(): void {
    const { pages } = this.#ready.turns;
    if (this.memory !== undefined && this.memory.buffer.byteLength < pages * 65_536) {
      this.memory.grow(0);
    }
  }

  #failure(): Error {
    const { name, message, stack } = this.#ready.thread.receive() as Error;
    // What the log makes of a trap depends on its class.
    const error =
      name === 'RangeError'
        ? new RangeError(message)
        : name === 'RuntimeError'
          ? new WebAssembly.RuntimeError(message)
          : new Trap(message);
    error.stack = stack ?? `${name}: ${message}`;
    return error;
  }

  kill(reason: Error): void {
    this.#ready.turns.end(reason);
    this.#ready.thread.terminate();
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#ready.release();
  }

  takeSnapshot(): Snapshot {
    return { memory: new Uint8Array(this.memory.buffer).slice(), globals: [] };
  }

  /** The thread keeps the image itself: the state before its first request. */
  restore(_base: Snapshot, _delta: Delta): void {
    const { turns } = this.#ready;
    turns.give(turnKinds.restore, 0, []);
    turns.take();
  }
}

/** The functions of a linked module that a host calls. */
function functionNames(plan: Plan): string[] {
  const names = new Set<string>(plan.start ? [linkedExports.start] : []);
  for (const { core, callback, postReturn, realloc } of plan.exports) {
    for (const name of [core, callback, postReturn, realloc])
      if (name !== undefined) names.add(name);
  }
  for (const { meaning } of plan.imports) {
    if (meaning.kind !== 'lower' && meaning.kind !== 'builtin') continue;
    if (meaning.realloc !== undefined) names.add(meaning.realloc);
  }
  for (const { destructor } of plan.resources) if (destructor !== undefined) names.add(destructor);
  return [...names];
}
