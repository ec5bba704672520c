/** How much the latest answer counts among those before it. */
const recent = 0.1;
/** One answer that took this many times the average counts no more: it waited for something else. */
const outlier = 10;
/** A thread whose answers come faster than this is not told from one that is faster still. */
const fastestMs = 0.02;

/** What a thread was seen to take: how long its answers last, and how many it owes. */
export class ThreadLoad {
  #latencyMs: number | undefined;
  #inFlight = 0;

  /** Requests that wait for an answer. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Moving average of the time to an answer; undefined before the first. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  /** A request is given to the thread. */
  begin(): void {
    this.#inFlight++;
  }

  /** It was answered, after so many milliseconds. */
  end(tookMs: number): void {
    this.#inFlight--;
    const average = this.#latencyMs;
    const took = Math.max(fastestMs, tookMs);
    this.#latencyMs =
      average === undefined
        ? took
        : average + recent * (Math.min(took, outlier * average) - average);
  }

  /** It was taken away again, which says nothing about the thread's speed. */
  withdraw(): void {
    this.#inFlight--;
  }

  /** Share of further requests: less for answers that take long, less for each that is owed. */
  weigh(assumedMs: number): number {
    return 1 / ((this.#latencyMs ?? assumedMs) * (this.#inFlight + 1));
  }
}
