import { hasEnded, transferred } from './channel';
import { afterReturn, pauseCollection, resumeCollection } from './memory';

/** What a write answers whose reader has not come yet. */
const BLOCKED: i32 = -1;
/** What a function that goes on after its answer tells the host: that it is over, or waits for a set. */
const EXIT: i32 = 0;
const WAIT: i32 = 2;

/** The writes that the function under way has begun, and those of functions that have answered already. */
let begun: PendingWrite[] = [];
let waiting: PendingWrite[] = [];

/**
 * A write of all that a stream or future carries, which goes on beside the guest: its end is let go of
 * once somebody has read it, or left. What it writes stays in memory until then.
 */
export class PendingWrite {
  /** Items that are written. */
  private done: i32 = 0;
  /** The set in which it is waited for. */
  set: i32 = 0;

  constructor(
    /** The host's number for the writable end. */
    public handle: i32,
    private pointer: usize,
    /** Items of a stream, or 1. */
    private count: i32,
    /** Bytes of an item. */
    private size: usize,
    /** The built-ins of its type: what writes, and what lets go of the end. */
    private write: (handle: i32, pointer: usize, count: i32) => i32,
    private drop: (handle: i32) => void,
  ) {}

  /** Writes what is left, and answers whether it is over. */
  advance(): bool {
    while (this.done < this.count) {
      const place = this.pointer + <usize>this.done * this.size;
      const status = this.write(this.handle, place, this.count - this.done);
      if (status == BLOCKED) return false;
      this.take(status);
    }
    this.drop(this.handle);
    return true;
  }

  /** Notes what a write came to. */
  take(status: i32): void {
    // A future does not say that its one value is written.
    if (hasEnded(status)) this.done = this.count;
    else this.done += max(transferred(status), 1);
  }
}

/** Begins a write. It is followed to its end by a function that goes on after its answer. */
export function beginWrite(write: PendingWrite): void {
  if (write.advance()) return;
  pauseCollection();
  begun.push(write);
}

/** A function begins that goes on after its answer. */
export function beginTask(): void {
  begun = [];
}

/** It has answered: says to the host whether it waits for its writes. */
export function endTask(): i32 {
  if (begun.length == 0) {
    afterReturn();
    return EXIT;
  }
  const set = setNew();
  for (let index = 0; index < begun.length; index++) {
    begun[index].set = set;
    waitableJoin(begun[index].handle, set);
  }
  waiting = waiting.concat(begun);
  begun = [];
  return WAIT | (set << 4);
}

/** Something has happened to a write of a function that has answered: says whether it still waits. */
export function resumeTask(_code: i32, handle: i32, status: i32): i32 {
  let at = 0;
  while (waiting[at].handle != handle) at++;
  const write = waiting[at];
  write.take(status);
  if (write.advance()) {
    waiting.splice(at, 1);
    resumeCollection();
  }
  for (let index = 0; index < waiting.length; index++) {
    if (waiting[index].set == write.set) return WAIT | (write.set << 4);
  }
  setDrop(write.set);
  afterReturn();
  return EXIT;
}

@external('$root', '[waitable-set-new]')
declare function setNew(): i32;

@external('$root', '[waitable-set-drop]')
declare function setDrop(set: i32): void;

@external('$root', '[waitable-join]')
declare function waitableJoin(handle: i32, set: i32): void;
