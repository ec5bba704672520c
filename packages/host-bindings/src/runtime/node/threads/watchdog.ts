import type { HostThread } from './host-thread.js';

/** When threads are judged, and what becomes of them. */
export interface WatchdogOptions {
  /** The threads that there are now. */
  readonly threads: () => readonly HostThread[];
  /** Milliseconds without a sign of life that are told. */
  readonly softMs: number;
  /** Milliseconds without one after which a thread is given up. */
  readonly killMs: number;
  /** A thread has given no sign of life for `softMs`. */
  readonly onSlow: (thread: HostThread, stalledMs: number) => void;
  /** It gives some again. */
  readonly onRecovered: (thread: HostThread) => void;
  /** A thread has given none for `killMs`. */
  readonly onStuck: (thread: HostThread, stalledMs: number) => void;
}

/**
 * Looks from the main thread whether threads with something to do still come back to their event loop.
 * Whatever keeps one from that counts: a guest's loop, a regular expression, a provider that blocks.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #everyMs: number;
  #timer: ReturnType<typeof setInterval> | undefined;
  #lookedAt = 0;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#everyMs = Math.max(5, Math.min(options.softMs / 2, options.killMs / 10));
  }

  /** There is something to watch. */
  wake(): void {
    if (this.#timer !== undefined) return;
    this.#lookedAt = performance.now();
    this.#timer = setInterval(() => this.#tick(), this.#everyMs).unref();
  }

  /** Watches no more. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const now = performance.now();
    // Where the whole process stood still, the threads are not to blame.
    const elapsedMs = Math.min(now - this.#lookedAt, 2 * this.#everyMs);
    this.#lookedAt = now;
    let isBusy = false;
    for (const thread of this.#options.threads()) {
      if (thread.isBusy && thread.stopReason === undefined) {
        isBusy = true;
        this.#look(thread, elapsedMs);
      } else {
        this.#recover(thread);
        thread.meter.reset();
      }
    }
    if (!isBusy) this.close();
  }

  #look(thread: HostThread, elapsedMs: number): void {
    const { softMs, killMs, onSlow, onStuck } = this.#options;
    const stalledMs = thread.meter.look(thread.state.beats, elapsedMs);
    if (stalledMs === 0) {
      this.#recover(thread);
      thread.ping();
      return;
    }
    if (stalledMs >= killMs) return onStuck(thread, stalledMs);
    if (stalledMs < softMs || thread.isReported) return;
    thread.isReported = true;
    onSlow(thread, stalledMs);
  }

  #recover(thread: HostThread): void {
    if (!thread.isReported) return;
    thread.isReported = false;
    this.#options.onRecovered(thread);
  }
}
