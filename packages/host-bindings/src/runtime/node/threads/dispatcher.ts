import { HostError } from '../../../contract/errors.js';
import type { HostThread } from './host-thread.js';
import type { Job } from './job.js';
import { pickNext } from './weighted-round-robin.js';

/** How jobs are given out. */
export interface DispatcherOptions {
  /** The threads that there are now. */
  readonly threads: () => readonly HostThread[];
  /** Most jobs that wait while no thread takes any. */
  readonly queue: number;
  /** A job was given to a thread. */
  readonly onPost: () => void;
}

/** Gives jobs to threads, in turn by weight. What no thread can take now waits in order. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #waiting = new Set<Job>();
  /** Ends jobs that wait in vain. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Jobs that no thread has. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Gives a job to a thread, or lets it wait for one. */
  dispatch(job: Job): void {
    if (this.#waiting.size === 0 && this.#post(job)) return;
    if (this.#waiting.size >= this.#options.queue) {
      const text = 'all threads are busy and the queue is full; try again later';
      job.reject(new HostError('unavailable', text));
      return;
    }
    this.#waiting.add(job);
    this.#schedule();
  }

  /** Some thread may have room again. */
  flush(): void {
    for (const job of this.#waiting) {
      if (!this.#post(job)) return;
      this.#waiting.delete(job);
    }
  }

  /** No thread will ever take what waits. */
  rejectAll(error: HostError): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const jobs = [...this.#waiting];
    this.#waiting.clear();
    for (const job of jobs) job.reject(error);
  }

  #post(job: Job): boolean {
    if (job.signal?.aborted) {
      job.reject(new HostError('cancelled', 'the client has gone before a thread was free'));
      return true;
    }
    const ready = this.#options
      .threads()
      .filter((thread) => thread.isReady && !thread.isReported && thread.jobs.hasRoom);
    const thread = pickNext(ready);
    if (thread === undefined) return false;
    thread.post(job);
    this.#options.onPost();
    return true;
  }

  /** A job waits no longer than until its deadline. */
  #schedule(): void {
    if (this.#timer !== undefined) return;
    let earliest = Infinity;
    for (const { deadline } of this.#waiting) earliest = Math.min(earliest, deadline);
    if (earliest === Infinity) return;
    const left = Math.min(Math.max(0, earliest - Date.now()), 0x7fff_ffff);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const now = Date.now();
      for (const job of this.#waiting) {
        if (job.deadline > now) continue;
        this.#waiting.delete(job);
        job.reject(new HostError('unavailable', 'all threads were busy for too long'));
      }
      this.#schedule();
    }, left);
  }
}
