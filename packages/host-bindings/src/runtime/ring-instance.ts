import {
  asList,
  type Bytes,
  type CallContext,
  type ExportFunction,
  Trap,
} from '../codegen-v1/index.js';
import { ringHandler, type Description } from '../contract/gen/ring-handler.js';
import { ring as ringInterface, type Ring } from '../contract/gen/ring.js';
import type { Limits } from '../contract/limits.js';
import type { Delta, Plan, Snapshot } from '../linker/index.js';
import { idleCall, RequestCall } from './call.js';
import type { CompiledModule } from './compiled-module.js';
import { GuestInstance } from './guest-instance.js';
import type { GuestObserver } from './guest-observer.js';
import { type BoundInterface, bindInterface } from './host-interfaces.js';
import { addCpuTime } from './request-usage.js';
import { RingCarrier, type TaskObserver } from './ring-carrier.js';

/** One call of an export over the ring, as its owner sees it. Each method is called once at most. */
export interface RingTask {
  readonly call: RequestCall;
  /** The encoded result. `pending`: the task goes on until `onEnd`. */
  onFinish(output: Uint8Array, text: string, pending: boolean): void;
  /** It failed without a result; the reason, with the guest's stack, is for the log. */
  onFail(reason: string, pending: boolean): void;
  onEnd(): void;
  /** The instance broke while this task was under way. */
  onTrap(error: Error, stderr: string): void;
}

/** What a ring instance is made of. */
export interface RingInstanceOptions {
  readonly module: CompiledModule;
  readonly plan: Plan;
  readonly limits: Limits;
  readonly now: () => number;
  readonly entropy: (length: number) => Uint8Array;
  readonly onFault: (error: unknown, call: CallContext) => void;
  readonly observer?: GuestObserver | undefined;
}

const [describeFunction, startFunction, deliverFunction, abortFunction] = [
  'describe',
  'start',
  'deliver',
  'abort',
].map((name) => ringHandler.functions.find((fn) => fn.name === name)!) as [
  ExportFunction,
  ExportFunction,
  ExportFunction,
  ExportFunction,
];

/** An instance whose hostcalls travel over the ring, with the tasks that it is serving. */
export class RingInstance implements TaskObserver {
  readonly guest: GuestInstance;
  readonly ring: RingCarrier;
  readonly #observer: GuestObserver | undefined;
  readonly #tasks = new Map<number, RingTask>();
  /** Tasks whose result is out and that go on. */
  readonly #answered = new Set<number>();
  /** Whether the guest is on the stack. */
  #isInside = false;
  #lastTask = 0;
  #wakeScheduled = false;
  /** Stands for the request's id while several are under way. */
  #sharedId: string | undefined;
  /** Bumped by every restore, so that a wake-up of an earlier life does nothing. */
  #life = 0;
  /** Set once the guest broke: only a restore makes the instance usable again. */
  isBroken = false;

  constructor(options: RingInstanceOptions) {
    this.#observer = options.observer;
    const interfaces = new Map<string, BoundInterface>();
    // The guest imports the ring, and the ring needs the guest's handles: it is bound through this.
    const late: { ring?: RingCarrier } = {};
    const provider: Ring = {
      submit: (bytes, text) => late.ring!.submit(bytes, text),
      read: (event, offset, max) => late.ring!.read(event, offset, max),
      cancel: (event) => late.ring!.cancel(event),
      finish: (task, output, text, pending) => late.ring!.finish(task, output, text, pending),
      fail: (task, reason, pending) => late.ring!.fail(task, reason, pending),
      end: (task) => late.ring!.end(task),
    };
    interfaces.set(ringInterface.name, bindInterface(ringInterface, provider));
    this.guest = new GuestInstance({ ...options, interfaces });
    this.ring = new RingCarrier(this.guest, options.limits, this, idleCall);
    this.ring.onFault = (error) => options.onFault(error, this.ring.request ?? idleCall);
    late.ring = this.ring;
  }

  /** Bytes of memory that it holds for good. */
  get memoryBytes(): number {
    return this.guest.memoryBytes;
  }

  /** What the guest needs and serves. */
  describe(): Description {
    return this.guest.invoke(describeFunction, []) as Description;
  }

  /** Starts a task and answers its id. Its `onFinish` may be called before this returns. */
  start(task: RingTask, entry: number, input: Bytes, text: string): number {
    const id = ++this.#lastTask;
    this.#tasks.set(id, task);
    this.ring.request = this.#tasks.size === 1 ? task.call : this.#createSharedCall(task.call);
    this.#enter(startFunction, [id, entry, asList(input), text]);
    return id;
  }

  /** An entry of the ring does not say whose it is: with several tasks it belongs to all of them. */
  #createSharedCall({ functionName, requestId, deadline }: RequestCall): RequestCall {
    const calls = [...this.#tasks.values()].map(({ call }) => call);
    // The deepest counts: a chain of calls ends, whoever of them goes on with it.
    const depth = Math.max(...calls.map((call) => call.depth));
    const isOneId = calls.every((call) => call.requestId === requestId);
    if (!isOneId) this.#sharedId ??= `shared-${crypto.randomUUID()}`;
    const id = isOneId ? requestId : this.#sharedId!;
    const shared = new RequestCall(functionName, id, deadline, depth);
    shared.shareUsages(calls);
    return shared;
  }

  /** Tells the guest that a task's client has gone. */
  abort(task: number, reason: string): void {
    if (this.#tasks.has(task)) this.#enter(abortFunction, [task, reason]);
  }

  wake(): void {
    if (this.#wakeScheduled) return;
    this.#wakeScheduled = true;
    const life = this.#life;
    queueMicrotask(() => {
      if (life !== this.#life) return;
      this.#wakeScheduled = false;
      const { bytes, text } = this.ring.takeCompleted();
      if (bytes.length > 0 && !this.isBroken) this.#enter(deliverFunction, [bytes, text]);
    });
  }

  finish(task: number, output: Uint8Array, text: string, pending: boolean): void {
    this.#settle(task, pending)?.onFinish(output, text, pending);
  }

  fail(task: number, reason: string, pending: boolean): void {
    this.#settle(task, pending)?.onFail(reason, pending);
  }

  #settle(task: number, pending: boolean): RingTask | undefined {
    const running = this.#tasks.get(task);
    if (running === undefined) return undefined;
    if (this.#answered.has(task)) throw new Trap('the guest finished a task twice');
    if (pending) this.#answered.add(task);
    else this.#forget(task);
    return running;
  }

  end(task: number): void {
    const running = this.#tasks.get(task);
    if (running === undefined) return;
    this.#forget(task);
    running.onEnd();
  }

  #forget(task: number): void {
    this.#tasks.delete(task);
    this.#answered.delete(task);
    // With one task left, what the ring carries is its own again.
    if (this.#tasks.size === 1)
      for (const { call } of this.#tasks.values()) this.ring.request = call;
  }

  #enter(fn: ExportFunction, args: readonly unknown[]): void {
    if (this.#isInside) {
      // A provider calls back while the guest waits for its answer: the guest is entered afterwards.
      const life = this.#life;
      queueMicrotask(() => {
        if (life === this.#life && !this.isBroken) this.#enter(fn, args);
      });
      return;
    }
    this.#isInside = true;
    const { request } = this.ring;
    this.#observer?.enter(request ?? idleCall);
    const { cpu } = this.guest;
    const before = cpu.usedMs;
    try {
      this.guest.invoke(fn, args);
    } catch (error) {
      this.trap(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#isInside = false;
      this.#observer?.leave();
      if (request !== undefined) addCpuTime(request.usages, cpu.usedMs - before);
    }
  }

  /** The guest broke: every task that it was serving fails. */
  trap(error: Error): void {
    this.isBroken = true;
    const tasks = [...this.#tasks.values()];
    this.#tasks.clear();
    this.#answered.clear();
    const stderr = this.guest.takeStderr();
    this.ring.reset(error);
    for (const task of tasks) task.onTrap(error, stderr);
  }

  /** Drops what the guest held; an object that fails at that is the provider's fault. */
  #dropHandles(): void {
    const error = this.guest.dropHandles();
    if (error !== undefined) this.ring.onFault?.(error);
  }

  /**
   * Gives up all that the last request left behind in the host: pending calls are cancelled, handles
   * dropped. The instance itself is as it was, until it is restored.
   */
  quit(reason: Error): void {
    this.#life++;
    this.#wakeScheduled = false;
    this.ring.reset(reason);
    this.#dropHandles();
  }

  /** Puts the instance back to an image: nothing of what it was doing goes on. */
  restore(base: Snapshot, delta: Delta, reason: Error): void {
    this.#life++;
    this.#wakeScheduled = false;
    this.#sharedId = undefined;
    this.#tasks.clear();
    this.#answered.clear();
    this.ring.reset(reason);
    this.#dropHandles();
    this.guest.restore(base, delta);
    this.isBroken = false;
  }
}
