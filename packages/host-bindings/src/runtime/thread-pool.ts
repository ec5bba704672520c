import { HostError } from '../contract/index.js';
import { type GuestThread, turnBytes } from './guest-thread.js';
import type { ReadyThread } from './thread-core.js';
import { TurnTaker } from './turn-taker.js';

/** Options of a {@link ThreadPool}. */
export interface ThreadPoolOptions {
  /** Most threads alive at a time. */
  readonly maximum: number;
  /** How long this thread may be blocked for a guest's allocator, in milliseconds. */
  readonly patienceMs: number;
  readonly start: (control: SharedArrayBuffer) => GuestThread;
}

/** The threads of a host on which guests wait, shared by its functions. */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #free: ReadyThread[] = [];
  readonly #all = new Set<ReadyThread>();
  readonly #waiting: ((thread: ReadyThread) => void)[] = [];
  /** Functions that may have an instance to spare. */
  readonly #owners = new Set<() => boolean>();

  #isClosed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** Most threads alive at a time. */
  get maximum(): number {
    return this.#options.maximum;
  }

  /** Threads that exist. */
  get size(): number {
    return this.#all.size;
  }

  /** Whether somebody waits for a thread. */
  get isWanted(): boolean {
    return this.#waiting.length > 0;
  }

  /** Asks a function, from now on, to spare an idle instance where another one needs its thread. */
  addOwner(spare: () => boolean): () => void {
    this.#owners.add(spare);
    return () => this.#owners.delete(spare);
  }

  /** A thread; waits for one where there are as many as there may be. */
  async take(): Promise<ReadyThread> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#all.size < this.#options.maximum) return this.#start();
    const given = new Promise<ReadyThread>((resolve) => this.#waiting.push(resolve));
    for (const spare of this.#owners) if (spare()) break;
    return given;
  }

  async #start(): Promise<ReadyThread> {
    const control = new SharedArrayBuffer(turnBytes);
    const turns = new TurnTaker(control, this.#options.patienceMs);
    const thread = this.#options.start(control);
    const ready: ReadyThread = { thread, turns, release: () => this.#release(ready) };
    this.#all.add(ready);
    thread.onEnd = (reason) => {
      turns.end(reason);
      this.#forget(ready);
    };
    try {
      await turns.wait();
    } catch (cause) {
      this.#forget(ready);
      throw new HostError('unavailable', 'there is no room for another thread', { cause });
    }
    thread.hold(false);
    return ready;
  }

  #release(ready: ReadyThread): void {
    if (ready.turns.dead !== undefined) return this.#forget(ready);
    if (this.#isClosed) return this.#end(ready);
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(ready);
    else next(ready);
  }

  /** A thread is gone; whoever waits for one gets another. */
  #forget(ready: ReadyThread): void {
    if (!this.#all.delete(ready)) return;
    const index = this.#free.indexOf(ready);
    if (index >= 0) this.#free.splice(index, 1);
    if (this.#waiting.length === 0 || this.#isClosed) return;
    this.#start().then(
      (thread) => this.#release(thread),
      // Who waits goes on waiting: for another thread, or until the deadline.
      () => undefined,
    );
  }

  /** Ends all threads: those that a request is on, once it is over. */
  dispose(): void {
    this.#isClosed = true;
    for (const ready of this.#free.splice(0)) this.#end(ready);
  }

  #end(ready: ReadyThread): void {
    this.#all.delete(ready);
    ready.turns.end(new HostError('unavailable', 'the host is disposed of'));
    ready.thread.terminate();
  }
}
