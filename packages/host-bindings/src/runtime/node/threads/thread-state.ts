/** Most requests that one thread is given at a time, those included that wait for an instance. */
export const maxRequests = 16_384;

const word = { beats: 0, running: 1, claims: 8 } as const;
const claim = { none: 0, offered: 1, started: 2 } as const;

/**
 * What a thread and who watches it know of each other without a message, so that a thread that runs
 * without end can still be judged: signs of life, the request that a guest runs for, and which requests
 * were begun.
 */
export class ThreadState {
  /** The words, for the other thread. */
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(buffer = new SharedArrayBuffer(4 * (word.claims + maxRequests))) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
  }

  /** Counts signs of life. */
  get beats(): number {
    return Atomics.load(this.#words, word.beats);
  }

  /** Number of the request that a guest runs for; 0 for none, -1 for one that has no number. */
  get running(): number {
    return Atomics.load(this.#words, word.running);
  }

  set running(request: number) {
    Atomics.store(this.#words, word.running, request);
  }

  /** The thread has come back to its event loop, or begins a request. */
  beat(): void {
    Atomics.add(this.#words, word.beats, 1);
  }

  /** Puts a request before the thread. */
  offer(slot: number): void {
    Atomics.store(this.#words, word.claims + slot, claim.offered);
  }

  /** Begins a request. False where it was taken back. */
  start(slot: number): boolean {
    const at = word.claims + slot;
    return Atomics.compareExchange(this.#words, at, claim.offered, claim.started) === claim.offered;
  }

  /** Takes a request back. False where the thread has begun it. */
  takeBack(slot: number): boolean {
    const at = word.claims + slot;
    return Atomics.compareExchange(this.#words, at, claim.offered, claim.none) === claim.offered;
  }
}
