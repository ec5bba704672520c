import {
  type Awaitable,
  type CallContext,
  type CoreValue,
  type DirectGuest,
  type ExportFunction,
  GuestMemory,
  HandleTable,
  type Loans,
  ResultError,
  Trap,
} from '../codegen-v1/index.js';
import { HostError } from '../contract/index.js';
import type { Limits } from '../contract/limits.js';
import {
  type Delta,
  linkedExports,
  type Plan,
  type PlanExport,
  type ResourceName,
  type Snapshot,
} from '../linker/index.js';
import { idleCall } from './call.js';
import type { CompiledModule } from './compiled-module.js';
import { GuestChannels } from './guest-channels.js';
import { type CoreImports, resolveImports } from './core-imports.js';
import { GuestState } from './guest-state.js';
import { asTrap, GuestTask, maxYields, status } from './guest-task.js';
import type { BoundInterface } from './host-interfaces.js';

/** What an instance is made of. */
export interface InstanceOptions {
  readonly module: CompiledModule;
  readonly plan: Plan;
  readonly limits: Limits;
  /** Interfaces that the instance may import directly. */
  readonly interfaces: ReadonlyMap<string, BoundInterface>;
  /** Wall clock in milliseconds that the guest's libc sees. */
  readonly now: () => number;
  readonly entropy: (length: number) => Uint8Array;
}

type LowerArguments = (guest: DirectGuest, ...args: readonly unknown[]) => CoreValue[];
type CoreExport = (...core: CoreValue[]) => CoreValue | undefined;

const stderrRoom = 8192;
/** Loop rounds that a core does in a millisecond, about: how fuel becomes time. */
const loopsPerMs = 200_000;

/** One instance of a linked module. */
export class GuestInstance implements DirectGuest {
  readonly memory: GuestMemory;
  readonly handles: HandleTable;
  readonly channels: GuestChannels;
  call: CallContext = idleCall;
  /** Image that the instance was restored to last; undefined while it is as it was made. */
  image: Delta | undefined;
  /** The end of the task that was begun last, where it goes on; rejects where it breaks. */
  going: Promise<void> | undefined;
  /** Whether anything ran since the last restore. */
  isDirty = false;
  readonly #exports: Record<string, unknown>;
  readonly #state: GuestState;
  readonly #functions = new Map<string, PlanExport>();
  readonly #hasResources: boolean;
  readonly #destructors = new Map<string, CoreExport>();
  readonly #realloc: CoreExport | undefined;
  readonly #fuel: WebAssembly.Global | undefined;
  readonly #fuelPerCall: number;
  #task: GuestTask | undefined;
  /** Tasks that wait, or go on after they have returned; each with what gives it up. */
  readonly #waiting = new Map<Promise<void>, (reason: Error) => void>();
  /** Moved on where tasks are given up: what they wait for wakes nobody any more. */
  #life = 0;
  #stderr = '';

  constructor(options: InstanceOptions) {
    const { module, plan, limits } = options;
    this.handles = new HandleTable(limits.handles);
    this.channels = new GuestChannels(this, limits.ringBytes);
    const core: CoreImports = {
      guest: this,
      channels: this.channels,
      contextGet: () => this.#current().context,
      contextSet: (value) => {
        this.#current().context = value;
      },
      taskReturn: (values) => this.#taskReturn(values),
      destroy: (resource, rep) => this.#destructor(resource)?.(rep),
      wasi: {
        view: () => this.memory.begin().view,
        now: options.now,
        monotonic: () => performance.now(),
        stderr: (bytes) => this.#captureStderr(bytes),
        entropy: options.entropy,
      },
    };
    const instance = new WebAssembly.Instance(
      module,
      resolveImports(plan, options.interfaces, core),
    );
    this.#exports = instance.exports;
    this.#state = new GuestState(instance.exports, plan, limits.memoryBytes);
    if (plan.fuel) this.#fuel = instance.exports[linkedExports.fuel] as WebAssembly.Global;
    this.#fuelPerCall = Math.min(0x7fff_ffff, limits.cpuKillMs * loopsPerMs);
    this.#realloc = instance.exports['realloc-0'] as CoreExport | undefined;
    for (const item of plan.exports)
      this.#functions.set(`${item.interface || '$root'}#${item.function}`, item);
    this.#hasResources = plan.resources.length > 0;
    for (const { interface: owner, name, destructor } of plan.resources) {
      if (destructor === undefined) continue;
      this.#destructors.set(`${owner}#${name}`, instance.exports[destructor] as CoreExport);
    }
    this.memory = new GuestMemory({
      memory: this.#state.memory,
      realloc: (oldPointer, oldSize, align, size) => this.realloc(oldPointer, oldSize, align, size),
      encoding: plan.exports[0]?.encoding === 'utf16' ? 'utf16' : 'utf8',
      limits: { bytes: limits.liftBytes, elements: limits.liftElements },
    });
    if (plan.start) (instance.exports[linkedExports.start] as CoreExport)();
  }

  /** Whether the component exports a function. */
  has(interfaceName: string, functionName: string): boolean {
    return this.#functions.has(`${interfaceName}#${functionName}`);
  }

  /** Full names of the interfaces that the component exports. */
  get interfaces(): readonly string[] {
    return [...this.#functions.keys()].map((name) => name.slice(0, name.indexOf('#')));
  }

  /** Bytes of memory that the instance holds for good. */
  get memoryBytes(): number {
    return this.#state.memory.buffer.byteLength;
  }

  /** Where the stack begins while nothing runs, or 0 where that is unknown. */
  get idleStack(): number {
    return this.#state.idleStack;
  }

  realloc(oldPointer: number, oldSize: number, align: number, size: number): number {
    if (this.#realloc === undefined) throw new Trap('the guest exports no allocator');
    return this.#realloc(oldPointer, oldSize, align, size) as number;
  }

  mapError(error: unknown): unknown {
    return error instanceof ResultError ? error : HostError.from(error);
  }

  settle<T, R>(
    answer: Awaitable<T>,
    onValue: (value: T) => R,
    onError: (error: unknown) => R,
  ): R | Promise<R> {
    if (!(answer instanceof Promise)) return onValue(answer);
    // Nobody looks at the answer any more, so its failure is no unhandled rejection.
    answer.catch(() => undefined);
    return onError(
      new HostError(
        'unavailable',
        'this provider waits, and the host cannot suspend a guest on the direct carrier yet',
      ),
    );
  }

  /**
   * Calls an exported function with the canonical ABI.
   *
   * @throws {ResultError} where the function answers its err case.
   * @throws {Trap} or a WebAssembly error where the guest breaks; the instance must be restored.
   */
  invoke(fn: ExportFunction, args: readonly unknown[]): unknown {
    const plan = this.#functions.get(`${fn.interface}#${fn.name}`);
    if (plan === undefined)
      throw new Trap(`the guest does not export "${fn.name}" of "${fn.interface}"`);
    const outer = this.#task;
    const task = this.#begin(fn);
    this.going = undefined;
    let loans: Loans = [];
    let isInside = false;
    let isWaiting = false;
    try {
      const core = this.#exports[plan.core] as CoreExport;
      this.memory.begin();
      let values!: CoreValue[];
      const lower = (): void => {
        values = (fn.lower as LowerArguments)(this, ...args);
      };
      if (this.#hasResources) loans = this.handles.resources.transfer(lower);
      else lower();
      isInside = true;
      const result = core(...values);
      if (plan.async) {
        const going = this.#drive(plan, task, result as number);
        if (going === undefined) return task.result();
        isWaiting = true;
        this.going = this.#follow(going, loans);
        return task.answer(this.going);
      }
      this.memory.begin();
      const lifted = this.#lift(fn, result === undefined ? [] : [result], false);
      this.#endLoans(task);
      if (plan.postReturn !== undefined) {
        (this.#exports[plan.postReturn] as CoreExport)(...(result === undefined ? [] : [result]));
      }
      return lifted();
    } catch (error) {
      throw isInside ? asTrap(error, this.#state) : error;
    } finally {
      this.#task = outer;
      if (!isWaiting) this.handles.resources.endLoans(loans);
    }
  }

  /**
   * Runs the destructor of a resource of the guest's own: the host no longer holds an object.
   *
   * @throws {Trap} or a WebAssembly error where the guest breaks; the instance must be restored.
   */
  destroy(resource: ResourceName, rep: number): void {
    const destructor = this.#destructor(resource);
    if (destructor === undefined) return;
    const outer = this.#task;
    this.#begin(undefined);
    try {
      destructor(rep);
    } catch (error) {
      throw asTrap(error, this.#state);
    } finally {
      this.#task = outer;
    }
  }

  #destructor({ interface: owner, name }: ResourceName): CoreExport | undefined {
    return this.#destructors.get(`${owner}#${name}`);
  }

  #begin(fn: ExportFunction | undefined): GuestTask {
    const task = new GuestTask(fn, this.call, this.handles.lent);
    this.#enter(task);
    return task;
  }

  #enter(task: GuestTask): void {
    this.isDirty = true;
    if (this.#fuel !== undefined) this.#fuel.value = this.#fuelPerCall;
    this.call = task.call;
    this.#task = task;
  }

  /** What was lent for a call must be dropped before it returns (CanonicalABI.md, `num_borrows`). */
  #endLoans(task: GuestTask): void {
    // With several tasks under way, handles of one count for all.
    if (this.#waiting.size > 0) return;
    const left = this.handles.lent - task.lent;
    if (left > 0) throw new Trap(`the guest kept ${left} handles that it had borrowed for a call`);
  }

  /** Goes on with a task until it ends, or has to wait. */
  #drive(plan: PlanExport, task: GuestTask, first: number): Promise<void> | undefined {
    const callback = this.#exports[plan.callback ?? ''] as CoreExport;
    let code = first;
    for (let yields = 0; code !== status.exit;) {
      const kind = code & 0xf;
      if (kind === status.yield) {
        if ((yields += 1) > maxYields) throw new Trap('the guest yields without end');
        code = callback(0, 0, 0) as number;
      } else if (kind === status.wait) {
        const set = code >>> 4;
        const event = this.channels.takeEvent(set);
        if (event === undefined) return this.#resume(plan, task, set);
        code = callback(event.code, event.handle, event.payload) as number;
      } else throw new Trap(`the guest answered the unknown status "${kind}"`);
    }
    if (!task.isReturned) throw new Trap(`"${plan.function}" ended without a result`);
    return undefined;
  }

  /** Goes on with a task once something has happened in a set. */
  async #resume(plan: PlanExport, task: GuestTask, set: number): Promise<void> {
    const life = this.#life;
    await this.channels.wait(set);
    if (life !== this.#life) throw new Trap('the instance was restored');
    const outer = this.#task;
    this.#enter(task);
    try {
      return this.#drive(plan, task, status.wait | (set << 4));
    } catch (error) {
      throw asTrap(error, this.#state);
    } finally {
      this.#task = outer;
    }
  }

  /** Follows a task that waits, until it ends or is given up. */
  #follow(going: Promise<void>, loans: Loans): Promise<void> {
    let abandon!: (reason: Error) => void;
    const ended = new Promise<void>((resolve, reject) => {
      abandon = reject;
      going.then(resolve, reject);
    }).finally(() => {
      this.#waiting.delete(ended);
      this.handles.resources.endLoans(loans);
    });
    // Whoever called sees how it ends; the process does not end of it.
    ended.catch(() => undefined);
    this.#waiting.set(ended, abandon);
    return ended;
  }

  /** Whether the guest is on the stack. */
  get isInside(): boolean {
    return this.#task !== undefined;
  }

  /** Whether a task waits, or goes on after it has returned. */
  get isBusy(): boolean {
    return this.#waiting.size > 0;
  }

  /** Gives up all tasks that wait: only a restore makes the instance usable again. */
  abandon(reason: Error): void {
    this.#life += 1;
    for (const giveUp of this.#waiting.values()) giveUp(reason);
    this.#waiting.clear();
    this.channels.reset();
  }

  #taskReturn(values: readonly CoreValue[]): void {
    const task = this.#current();
    if (task.fn === undefined) throw new Trap('the guest returned a result from a destructor');
    if (task.isReturned) throw new Trap('the guest returned from a task twice');
    this.memory.begin();
    const lifted = this.#lift(task.fn, values, true);
    this.#endLoans(task);
    task.return(lifted);
  }

  /** Lifts at once, and answers a function that hands on the value or the err case. */
  #lift(fn: ExportFunction, values: readonly CoreValue[], fromTaskReturn: boolean): () => unknown {
    try {
      const value = fn.lift(this, values, fromTaskReturn);
      return () => value;
    } catch (error) {
      if (error instanceof Trap) throw error;
      return () => {
        throw error;
      };
    }
  }

  #current(): GuestTask {
    if (this.#task === undefined) throw new Trap('the guest uses a task while none is under way');
    return this.#task;
  }

  #captureStderr(bytes: Uint8Array): void {
    if (this.#stderr.length < stderrRoom) this.#stderr += new TextDecoder().decode(bytes.slice());
  }

  /** What the guest wrote to its standard error since the last look. */
  takeStderr(): string {
    const text = this.#stderr;
    this.#stderr = '';
    return text;
  }

  /** Copies the instance's state. What is left over on an idle stack is not part of it. */
  takeSnapshot(): Snapshot {
    return this.#state.takeSnapshot();
  }

  /** Ends all handles, and answers what their objects threw, which the instance must survive. */
  dropHandles(): unknown {
    if (this.handles.size === 0) return undefined;
    try {
      this.handles.clear();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Puts the instance back to an image: memory, globals and handles. */
  restore(base: Snapshot, delta: Delta): void {
    if (this.#waiting.size > 0) this.abandon(new Trap('the instance was restored'));
    this.#state.restore(base, delta);
    this.dropHandles();
    this.channels.reset();
    this.#task = undefined;
    this.#stderr = '';
    this.call = idleCall;
    this.image = delta;
    this.isDirty = false;
  }
}
