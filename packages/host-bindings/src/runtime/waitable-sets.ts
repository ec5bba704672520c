import { type DirectGuest, Trap } from '../codegen-v1/index.js';
import type { GuestWait } from './guest-wait.js';

/** Something that a guest waits for has happened (component-model CanonicalABI.md, `EventCode`). */
export interface WaitableEvent {
  readonly code: number;
  readonly handle: number;
  readonly payload: number;
}

/** What a guest can wait for: a call that goes on, or an end of a stream or future. */
export interface Waitable {
  /** The set that the guest put it into, and the handle by which it did. */
  set: WaitableSet | undefined;
  handle: number;
  /** What its events are told by. */
  readonly eventCode: number;
  /** Whether it has something to say to the guest. */
  readonly hasEvent: boolean;
  /** What it has to say, which is said once. */
  takeEvent(): number;
}

/** What a guest waits for at the same time. Several of its tasks may wait for the same. */
export class WaitableSet {
  readonly waitables = new Set<Waitable>();
  #waiting: (() => void)[] = [];

  /** Resolves when one of them may have an event; who looks first gets it. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Whether a task waits for it. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** One of them has an event. */
  wake(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const goOn of waiting) goOn();
  }

  /** It is empty, and wakes nobody any more. */
  forget(): void {
    this.#waiting = [];
    for (const waitable of this.waitables) waitable.set = undefined;
    this.waitables.clear();
  }
}

/** Most sets of one instance. */
const mostSets = 1024;

/** The waitable sets of one instance. */
export class WaitableSets {
  readonly #guest: Pick<DirectGuest, 'memory'>;
  readonly #find: (handle: number) => Waitable;
  readonly #sets = new Map<number, WaitableSet>();
  /** Sets that the instance has made before anything was called: what it is restored to may name them. */
  #early: readonly number[] = [];
  #lastSet = 0;

  /** `find` answers what a handle names, or throws a trap. */
  constructor(guest: Pick<DirectGuest, 'memory'>, find: (handle: number) => Waitable) {
    this.#guest = guest;
    this.#find = find;
  }

  /** `waitable-set.new`. */
  create(): number {
    if (this.#sets.size >= mostSets) {
      throw new Trap(`the guest has over ${mostSets} waitable sets; drop some`);
    }
    do this.#lastSet = (this.#lastSet % 0xfff_ffff) + 1;
    while (this.#sets.has(this.#lastSet));
    this.#sets.set(this.#lastSet, new WaitableSet());
    return this.#lastSet;
  }

  /** The instance has started: the sets that it has now are there again after each restore. */
  keep(): void {
    this.#early = [...this.#sets.keys()];
  }

  #get(set: number): WaitableSet {
    const found = this.#sets.get(set);
    if (found === undefined) throw new Trap(`handle "${set}" names no waitable set`);
    return found;
  }

  /** `waitable-set.drop`. */
  drop(set: number): void {
    const { waitables, isAwaited } = this.#get(set);
    if (waitables.size > 0) throw new Trap('a waitable set was dropped that is not empty');
    if (isAwaited) throw new Trap('a waitable set was dropped that a task waits for');
    this.#sets.delete(set);
  }

  /** `waitable.join`: puts something into a set, or with 0 out of its set. */
  join(handle: number, set: number): void {
    const waitable = this.#find(handle);
    const found = set === 0 ? undefined : this.#get(set);
    waitable.set?.waitables.delete(waitable);
    waitable.set = found;
    if (found === undefined) return;
    found.waitables.add(waitable);
    waitable.handle = handle;
    if (waitable.hasEvent) found.wake();
  }

  /**
   * An event of a set, where there is one.
   * @throws Trap when there is no such set.
   */
  takeEvent(set: number): WaitableEvent | undefined {
    for (const waitable of this.#get(set).waitables) {
      if (!waitable.hasEvent) continue;
      const { eventCode: code, handle } = waitable;
      return { code, handle, payload: waitable.takeEvent() };
    }
    return undefined;
  }

  /**
   * Resolves when there may be an event in a set.
   * @throws Trap when the set is empty: nothing would ever happen.
   */
  wait(set: number): Promise<void> {
    const found = this.#get(set);
    if (found.waitables.size === 0) {
      throw new Trap('the guest waits for something that no hostcall will end');
    }
    return found.wait();
  }

  /** `waitable-set.poll`: stores an event where there is one, and answers its code. */
  poll(set: number, pointer: number): number {
    const event = this.takeEvent(set);
    if (event === undefined) return 0;
    const memory = this.#guest.memory.begin();
    const at = memory.area(pointer, 4, 8);
    memory.set32(at, event.handle);
    memory.set32(at + 4, event.payload);
    return event.code;
  }

  /** `waitable-set.wait`: suspends the guest until there is an event. */
  suspend(waits: GuestWait | undefined, set: number, pointer: number): number | Promise<number> {
    const code = this.poll(set, pointer);
    if (code !== 0) return code;
    if (waits === undefined) {
      throw new Trap(
        'the guest waits where this host cannot suspend it: return the status WAIT from the callback, or give the host another option for waits than "never"',
      );
    }
    return waits.wait(
      this.wait(set),
      // Another task that waits for the same may have been quicker.
      () => this.suspend(waits, set, pointer),
      () => 0,
    );
  }

  /** Forgets what an earlier request left: its sets are there, and nothing is in them. */
  reset(): void {
    for (const set of this.#sets.values()) set.forget();
  }

  /** The instance is as it was when it had started. */
  restore(): void {
    this.reset();
    this.#sets.clear();
    for (const set of this.#early) this.#sets.set(set, new WaitableSet());
  }
}
