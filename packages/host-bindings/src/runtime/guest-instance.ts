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
import { CpuMeter } from './cpu-meter.js';
import { ExportedFunctions } from './exported-functions.js';
import { GuestChannels } from './guest-channels.js';
import { type CoreImports, resolveImports } from './core-imports.js';
import { type CreateCore, type GuestCore, LocalCore } from './guest-core.js';
import { asTrap, GuestTask } from './guest-task.js';
import { GuestGate } from './guest-gate.js';
import { GuestStderr } from './guest-stderr.js';
import { GuestTasks } from './guest-tasks.js';
import { GuestWait, type SuspendedGuest } from './guest-wait.js';
import { type GuestObserver, observeTurn } from './guest-observer.js';
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
  /** Told of the turns of a guest that goes on after it has waited: of others, who calls it tells. */
  readonly observer?: GuestObserver | undefined;
  /** Told of what a provider failed with. */
  readonly onFault?: ((error: unknown, call: CallContext) => void) | undefined;
  /**
   * What the instance runs on where its hostcalls may wait. Default: this thread, and a hostcall that
   * has to wait fails as `unavailable`.
   */
  readonly createCore?: CreateCore | undefined;
}

type LowerArguments = (guest: DirectGuest, ...args: readonly unknown[]) => CoreValue[];
type CoreExport = (...core: CoreValue[]) => CoreValue | undefined;

const noLoans: Loans = [];

/** One instance of a linked module. */
export class GuestInstance implements SuspendedGuest {
  readonly memory: GuestMemory;
  readonly handles: HandleTable;
  readonly channels: GuestChannels;
  /** What the guest computes. */
  readonly cpu: CpuMeter;
  call: CallContext = idleCall;
  /** Image that the instance was restored to last; undefined while it is as it was made. */
  image: Delta | undefined;
  /** The end of the task that was begun last, where it goes on; rejects where it breaks. */
  going: Promise<void> | undefined;
  /** Whether anything ran since the last restore. */
  isDirty = false;
  readonly #exports: Record<string, unknown>;
  readonly #core: GuestCore;
  readonly #exported: ExportedFunctions;
  readonly #hasResources: boolean;
  readonly #destructors = new Map<string, CoreExport>();
  readonly #realloc: CoreExport | undefined;
  readonly #onFault: InstanceOptions['onFault'];
  readonly #wait = new GuestWait(this);
  readonly #gate = new GuestGate();
  /** The task that is under way. */
  task: GuestTask | undefined;
  readonly #tasks: GuestTasks;
  readonly #stderr = new GuestStderr();

  constructor(options: InstanceOptions) {
    const { module, plan, limits } = options;
    this.#onFault = options.onFault;
    this.handles = new HandleTable(limits.handles);
    this.channels = new GuestChannels(this, limits.ringBytes);
    const core: CoreImports = {
      guest: this,
      channels: this.channels,
      gate: this.#gate,
      context: () => this.#current().context,
      taskReturn: (values) => this.#taskReturn(values),
      outOfFuel: () => this.cpu.exhausted(),
      destroy: (resource, rep) => this.#destructor(resource)?.(rep),
      wasi: {
        view: () => this.#core.noteAll?.(this.memory.begin().view) ?? this.memory.begin().view,
        now: options.now,
        monotonic: () => performance.now(),
        stderr: (bytes) => this.#stderr.write(bytes),
        entropy: options.entropy,
      },
    };
    if (options.createCore !== undefined) core.waits = this.#wait;
    const createCore = options.createCore ?? LocalCore.create;
    this.#core = createCore({
      module,
      plan,
      limits,
      cut: (reason) => this.#wait.cut(reason),
      runTurn: (turn) =>
        observeTurn(options.observer, this.call, () => this.cpu.run(this.call, turn)),
      createImports: (suspending) =>
        resolveImports(plan, options.interfaces, { ...core, suspending }),
    });
    this.#exports = this.#core.exports;
    this.cpu = new CpuMeter(limits, this.#core);
    this.#tasks = new GuestTasks({
      guest: this,
      core: this.#core,
      wait: this.#wait,
      enter: (task) => this.#enter(task),
      onReturn: (item, task, result) => this.#return(item, task, result),
    });
    this.#realloc = this.#exports['realloc-0'] as CoreExport | undefined;
    this.#exported = ExportedFunctions.of(plan);
    this.#hasResources = plan.resources.length > 0;
    for (const { interface: owner, name, destructor } of plan.resources) {
      if (destructor === undefined) continue;
      this.#destructors.set(`${owner}#${name}`, this.#exports[destructor] as CoreExport);
    }
    this.memory = new GuestMemory({
      memory: this.#core.memory,
      realloc: (oldPointer, oldSize, align, size) => this.realloc(oldPointer, oldSize, align, size),
      encoding: plan.exports[0]?.encoding === 'utf16' ? 'utf16' : 'utf8',
      limits: { bytes: limits.liftBytes, elements: limits.liftElements },
      onWrite: this.#core.onWrite,
    });
    if (plan.start) this.cpu.load(this.#exports[linkedExports.start] as CoreExport);
    this.channels.sets.keep();
  }

  /** Whether the component exports a function. */
  has(fn: ExportFunction): boolean {
    return this.#exported.find(fn) !== undefined;
  }

  /** Full names of the interfaces that the component exports. */
  get interfaces(): readonly string[] {
    return this.#exported.interfaces;
  }

  /** Bytes of memory that the instance holds for good. */
  get memoryBytes(): number {
    return this.#core.memory.buffer.byteLength;
  }

  /** Where the stack begins while nothing runs, or 0 where that is unknown. */
  get idleStack(): number {
    return this.#core.idleStack;
  }

  realloc(oldPointer: number, oldSize: number, align: number, size: number): number {
    if (this.#realloc === undefined) throw new Trap('the guest exports no allocator');
    this.#gate.mayLeave = false;
    const pointer = this.#realloc(oldPointer, oldSize, align, size) as number;
    this.#gate.mayLeave = true;
    return pointer;
  }

  mapError(error: unknown): unknown {
    if (error instanceof ResultError) return error;
    const known = HostError.from(error);
    // The guest is told that the provider failed, and the log why.
    if (known.code === 'internal' && known.cause !== undefined) {
      this.#onFault?.(known.cause, this.call);
    }
    return known;
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
        'the provider waits where it must answer at once: the function is no async func, this platform cannot suspend guests, or the option waits is "never"',
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
    const plan = this.#exported.find(fn);
    if (plan === undefined)
      throw new Trap(`the guest does not export "${fn.name}" of "${fn.interface}"`);
    if (plan.async) this.#gate.assertOpen(fn.name);
    const outer = this.task;
    const task = this.#begin(fn);
    this.going = undefined;
    let loans = noLoans;
    let isInside = false;
    let isWaiting = false;
    try {
      this.memory.begin();
      let values!: CoreValue[];
      if (this.#hasResources) {
        loans = this.handles.resources.transfer(() => {
          values = (fn.lower as LowerArguments)(this, ...args);
        });
      } else values = (fn.lower as LowerArguments)(this, ...args);
      isInside = true;
      let going: Promise<void> | undefined;
      const core = this.#core;
      const isFree = core.entersAtOnce === true && !plan.async && this.entered === undefined;
      const result =
        core.enter === undefined
          ? (this.#exports[plan.core] as CoreExport)(...values)
          : isFree && core.enter(plan.core, values);
      if (result === false || result instanceof Promise) {
        task.isFollowed = true;
        going = this.#tasks.runWaiting(plan, task, values, result || undefined);
      } else {
        if (!plan.async) {
          this.#return(plan, task, result);
          return task.result();
        }
        going = this.#tasks.drive(plan, task, result as number);
        if (going === undefined) return task.result();
      }
      task.isFollowed = isWaiting = true;
      this.going = this.#tasks.follow(going, () => this.handles.resources.endLoans(loans));
      return task.answer(this.going);
    } catch (error) {
      throw isInside ? asTrap(error, this.#core) : error;
    } finally {
      if (outer === undefined) this.cpu.end(this.call);
      if (this.entered === undefined) this.task = outer;
      if (!isWaiting) this.handles.resources.endLoans(loans);
    }
  }

  /** Lifts the result of a synchronously lifted function, and lets the guest free it. */
  #return(plan: PlanExport, task: GuestTask, result: CoreValue | undefined): void {
    const values = result === undefined ? [] : [result];
    this.memory.begin();
    task.lift(this, values, false);
    this.#endLoans(task);
    const { postReturn } = plan;
    if (postReturn) this.#gate.runShut(this.#exports[postReturn] as CoreExport, values);
    task.return();
  }

  /**
   * Runs the destructor of a resource of the guest's own: the host no longer holds an object.
   *
   * @throws {Trap} or a WebAssembly error where the guest breaks; the instance must be restored.
   */
  destroy(resource: ResourceName, rep: number): void {
    const destructor = this.#destructor(resource);
    if (destructor === undefined) return;
    const outer = this.task;
    this.#begin(undefined);
    try {
      destructor(rep);
    } catch (error) {
      throw asTrap(error, this.#core);
    } finally {
      if (outer === undefined) this.cpu.end(this.call);
      this.task = outer;
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
    this.#core.refuel();
    if (this.task === undefined) this.cpu.begin();
    this.call = task.call;
    this.task = task;
  }

  /** Whether the guest is on the stack, or suspended on one of its own. */
  get isInside(): boolean {
    return this.task !== undefined || this.entered !== undefined;
  }

  /** A task that has returned and is in the guest once more: others enter once it has left. */
  get leaving(): Promise<unknown> | undefined {
    return this.task?.isReturned === true && !this.#wait.isWaiting ? this.entered : undefined;
  }

  /** A call that is in the guest's own code, suspended or not: nothing else may enter meanwhile. */
  get entered(): Promise<unknown> | undefined {
    return this.#tasks.entered;
  }

  /** Whether the instance is of no use any more. */
  get isDead(): boolean {
    return this.#core.isDead === true;
  }

  /** Gives up all tasks that wait: only a restore makes the instance usable again. */
  abandon(reason: Error): void {
    this.#tasks.abandon(reason);
    this.channels.reset();
  }

  /** What was lent for a call must be dropped before it returns (CanonicalABI.md, `num_borrows`). */
  #endLoans(task: GuestTask): void {
    // With several tasks under way, handles of one count for all.
    if (this.#tasks.size > (task.isFollowed ? 1 : 0)) return;
    const left = this.handles.lent - task.lent;
    if (left > 0) throw new Trap(`the guest kept ${left} handles that it had borrowed for a call`);
  }

  #taskReturn(values: readonly CoreValue[]): void {
    const task = this.#current();
    if (task.fn === undefined) throw new Trap('the guest returned a result from a destructor');
    if (task.isReturned) throw new Trap('the guest returned from a task twice');
    this.memory.begin();
    task.lift(this, values, true);
    this.#endLoans(task);
    task.return();
  }

  #current(): GuestTask {
    if (this.task === undefined) throw new Trap('the guest uses a task while none is under way');
    return this.task;
  }

  /** What the guest wrote to its standard error since the last look. */
  takeStderr(): string {
    return this.#stderr.take();
  }

  /** Copies the instance's state. What is left over on an idle stack is not part of it. */
  takeSnapshot(): Snapshot {
    return this.#core.takeSnapshot();
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

  /** The instance is not used again. */
  dispose(): void {
    this.#core.dispose?.();
  }

  /** Puts the instance back to an image: memory, globals and handles. */
  restore(base: Snapshot, delta: Delta): void {
    if (this.#tasks.size > 0) this.abandon(new Trap('the instance was restored'));
    this.#tasks.reset();
    this.#core.restore(base, delta);
    this.dropHandles();
    this.channels.restore();
    this.#gate.reset();
    this.task = undefined;
    this.#stderr.take();
    this.call = idleCall;
    this.image = delta;
    this.isDirty = false;
  }
}
