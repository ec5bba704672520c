import { type Awaitable, type CallContext, type DirectGuest, Trap } from '../codegen-v1/index.js';
import { HostError } from '../contract/index.js';
import { EventCall, RequestCall } from './call.js';
import { ForwardedGuest } from './forwarded-guest.js';
import type { CoreFunction } from './guest-core.js';
import type { Waitable, WaitableSet } from './waitable-sets.js';

/** States of a call that need not be over (component-model CanonicalABI.md, `Subtask.State`). */
export const subtaskState = { started: 1, returned: 2, cancelled: 4 } as const;

/** Bits of a handle that tell a subtask from what the table of handles has, where they are never 0. */
const handleShift = 16;
/** Most subtasks of one instance: their handles have 28 bits. */
const mostSubtasks = 1024;
const lastNumber = 4095;
/** What tells events of subtasks. */
const subtaskEvent = 1;

/** A hostcall that the guest began and that goes on beside it. */
export class Subtask implements Waitable {
  readonly eventCode = subtaskEvent;
  set: WaitableSet | undefined;
  handle = 0;
  /** Ends what the call has borrowed of the guest, once. */
  onOver: (() => void) | undefined;
  readonly #call: EventCall | undefined;
  #outcome: (() => void) | undefined;
  #isOver = false;

  constructor(call: EventCall | undefined) {
    this.#call = call;
  }

  get hasEvent(): boolean {
    return this.#outcome !== undefined;
  }

  /** Whether the guest knows what it came to. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The provider has answered: `outcome` lowers what, once the guest asks for it. */
  settle(outcome: () => void): void {
    this.#call?.end();
    if (this.#isOver) return;
    this.#outcome = outcome;
    this.set?.wake();
  }

  takeEvent(): number {
    const outcome = this.#outcome!;
    this.#outcome = undefined;
    this.#isOver = true;
    outcome();
    this.onOver?.();
    return subtaskState.returned;
  }

  /** `subtask.cancel`: the provider is told by its signal, and what it answers later is nobody's. */
  cancel(): number {
    if (this.#isOver) throw new Trap('a call was cancelled that is over already');
    // What it came to meanwhile was not lowered yet, and never is.
    this.abandon(new HostError('cancelled', 'the guest has cancelled the call'));
    this.onOver?.();
    return subtaskState.cancelled;
  }

  /** Nobody wants what it comes to any more. */
  abandon(reason: Error): void {
    this.#isOver = true;
    this.#outcome = undefined;
    this.#call?.abort(reason);
  }
}

/** A guest as a call of it that need not be over sees it: a promise is no reason to wait. */
class StartedGuest extends ForwardedGuest {
  #call: CallContext | undefined;
  #subtask: Subtask | undefined;

  override get call(): CallContext {
    const { call } = this.guest;
    // A call that can be cancelled has a signal of its own.
    return (this.#call ??= call instanceof RequestCall ? new EventCall(call) : call);
  }

  /** The call that was begun last, where it goes on. */
  take(): Subtask | undefined {
    const subtask = this.#subtask;
    // What was answered at once is over.
    if (subtask === undefined && this.#call instanceof EventCall) this.#call.end();
    this.#subtask = this.#call = undefined;
    return subtask;
  }

  override settle<T, R>(
    answer: Awaitable<T>,
    onValue: (value: T) => R,
    onError: (error: unknown) => R,
  ): R | Promise<R> {
    const call = this.#call instanceof EventCall ? this.#call : undefined;
    if (!(answer instanceof Promise)) return onValue(answer);
    const subtask = new Subtask(call);
    answer.then(
      (value) => subtask.settle(() => void onValue(value)),
      (error: unknown) => subtask.settle(() => void onError(error)),
    );
    this.#subtask = subtask;
    return undefined as R;
  }
}

/** The hostcalls of one instance that go on beside it. */
export class Subtasks {
  readonly #subtasks = new Map<number, Subtask>();
  #last = 0;

  /** Whether a handle is one of a subtask. */
  static isHandle(handle: number): boolean {
    return (handle & ((1 << handleShift) - 1)) === 0;
  }

  /**
   * The core function of an import with the asynchronous ABI: `create` makes the one that calls the
   * provider, for a guest that never waits.
   */
  import(guest: DirectGuest, create: (guest: DirectGuest) => CoreFunction): CoreFunction {
    const started = new StartedGuest(guest);
    const core = create(started) as (...values: unknown[]) => unknown;
    return (...values: unknown[]) => {
      let subtask: Subtask | undefined;
      let lent: readonly number[];
      try {
        lent = guest.handles.lending(() => core(...values));
      } finally {
        subtask = started.take();
      }
      if (lent.length > 0) {
        const onOver = (): void => guest.handles.endLending(lent);
        if (subtask === undefined) onOver();
        else subtask.onOver = onOver;
      }
      if (subtask === undefined) return subtaskState.returned;
      return subtaskState.started | (this.#add(subtask) << 4);
    };
  }

  /**
   * A subtask by its handle.
   * @throws Trap when the handle is unknown.
   */
  get(handle: number): Subtask {
    const subtask = this.#subtasks.get(handle);
    if (subtask === undefined) throw new Trap(`handle "${handle}" names no call that goes on`);
    return subtask;
  }

  /** `subtask.drop`. */
  drop(handle: number): void {
    const subtask = this.get(handle);
    if (!subtask.isOver)
      throw new Trap('a call was dropped that goes on; wait for it or cancel it');
    subtask.set?.waitables.delete(subtask);
    this.#subtasks.delete(handle);
  }

  /** Forgets what an earlier life of the instance began. */
  reset(): void {
    if (this.#subtasks.size === 0) return;
    const over = new HostError('cancelled', 'the request is over');
    for (const subtask of this.#subtasks.values()) subtask.abandon(over);
    this.#subtasks.clear();
  }

  #add(subtask: Subtask): number {
    if (this.#subtasks.size >= mostSubtasks) {
      subtask.abandon(new HostError('cancelled', 'the guest has too many calls under way'));
      throw new Trap(`the guest has over ${mostSubtasks} calls under way; wait for some`);
    }
    do this.#last = (this.#last % lastNumber) + 1;
    while (this.#subtasks.has(this.#last << handleShift));
    const handle = this.#last << handleShift;
    this.#subtasks.set(handle, subtask);
    return handle;
  }
}
