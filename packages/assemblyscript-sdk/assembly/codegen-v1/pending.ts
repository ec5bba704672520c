import { Unit } from './result';

/** State of a call that is over: its result is where it was to be stored. */
const RETURNED: i32 = 2;

/** The set in which pending calls are waited for; 0 while there is none. */
let waitableSet: i32 = 0;

/**
 * A call that goes on beside the guest. Wait for it or cancel it before the request that began it ends.
 */
export abstract class PendingCall {
  /** The host's number for the call; 0 once its result is there. */
  protected handle: i32;
  /** Where the result is stored. It is kept from the collector. */
  protected place: ArrayBuffer;
  /** Whether it was waited for or cancelled. */
  protected isTaken: bool = false;

  /** Takes what an import answered that was called with the asynchronous ABI. */
  constructor(state: i32, place: usize) {
    this.handle = (state & 15) == RETURNED ? 0 : i32(u32(state) >> 4);
    this.place = changetype<ArrayBuffer>(place);
  }

  /** Whether the result is there, so that waiting takes no time. */
  get isReady(): bool {
    if (this.handle == 0) return true;
    join(this.handle);
    const at = memory.data(8, 4);
    const isReady = setPoll(waitableSet, at) != 0 && i32.load(at, 4) == RETURNED;
    waitableJoin(this.handle, 0);
    if (isReady) this.finish();
    return isReady;
  }

  /** Ends the call where it is not over: nobody wants its result. What it has done may stay done. */
  cancel(): void {
    assert(!this.isTaken, 'this call was waited for or cancelled already');
    this.isTaken = true;
    if (this.handle == 0) return;
    subtaskCancel(this.handle);
    this.finish();
  }

  /** Waits until the result is there. */
  protected settle(): void {
    if (this.handle == 0) return;
    join(this.handle);
    const at = memory.data(8, 4);
    do setWait(waitableSet, at);
    while (i32.load(at, 4) != RETURNED);
    waitableJoin(this.handle, 0);
    this.finish();
  }

  /** Puts it into the set for `waitAny`. */
  enter(): void {
    join(this.handle);
  }

  /** Takes it out of the set, and answers whether an event of the set was its own. */
  leave(handle: i32): bool {
    // It stood among the calls twice.
    if (this.handle == 0) return false;
    waitableJoin(this.handle, 0);
    if (this.handle != handle) return false;
    this.finish();
    return true;
  }

  private finish(): void {
    subtaskDrop(this.handle);
    this.handle = 0;
  }
}

/**
 * A call that goes on beside the guest, and will have a result.
 *
 * @example
 * const one = kv.getAsync('visits', 'a');
 * const other = kv.getAsync('visits', 'b');
 * const both = [one.wait(), other.wait()];
 */
@final
export class Pending<T> extends PendingCall {
  private lift: (at: usize) => T;

  /** Takes what an import answered, the place of its result, and what lifts it. */
  constructor(state: i32, place: usize, lift: (at: usize) => T) {
    super(state, place);
    this.lift = lift;
  }

  /** Waits for the result. It is given once. */
  wait(): T {
    assert(!this.isTaken, 'this call was waited for or cancelled already');
    this.isTaken = true;
    this.settle();
    return this.lift(changetype<usize>(this.place));
  }
}

/** Waits until one of some calls has its result, and answers its index. */
export function waitAny(calls: PendingCall[]): i32 {
  for (let index = 0; index < calls.length; index++) if (calls[index].isReady) return index;
  assert(calls.length > 0, 'there is no call to wait for');
  for (let index = 0; index < calls.length; index++) calls[index].enter();
  const at = memory.data(8, 4);
  do setWait(waitableSet, at);
  while (i32.load(at, 4) != RETURNED);
  const handle = i32.load(at);
  let found = 0;
  for (let index = 0; index < calls.length; index++) {
    if (calls[index].leave(handle)) found = index;
  }
  return found;
}

/** The result of a call that has none. */
export function liftUnit(_at: usize): Unit {
  return Unit.Value;
}

function join(handle: i32): void {
  if (waitableSet == 0) waitableSet = setNew();
  waitableJoin(handle, waitableSet);
}

@external('$root', '[waitable-set-new]')
declare function setNew(): i32;

@external('$root', '[waitable-set-wait]')
declare function setWait(set: i32, at: usize): i32;

@external('$root', '[waitable-set-poll]')
declare function setPoll(set: i32, at: usize): i32;

@external('$root', '[waitable-join]')
declare function waitableJoin(handle: i32, set: i32): void;

@external('$root', '[subtask-cancel]')
declare function subtaskCancel(handle: i32): i32;

@external('$root', '[subtask-drop]')
declare function subtaskDrop(handle: i32): void;
