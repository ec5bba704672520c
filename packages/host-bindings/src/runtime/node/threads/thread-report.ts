import type { HostStatus } from '../../host.js';
import type { RequestMetric } from '../../request-metric.js';

/** Milliseconds for which requests are collected, so that a report costs each of them little. */
const collectMs = 200;

/** Tells the main thread, now and then, of the requests that this thread has served and of what it holds. */
export class ThreadReport {
  readonly #send: (metrics: readonly RequestMetric[]) => void;
  #metrics: RequestMetric[] = [];

  /** @param send Sends what was collected. */
  constructor(send: (metrics: readonly RequestMetric[]) => void) {
    this.#send = send;
  }

  /** Takes a request. Without any there is no timer. */
  readonly add = (metric: RequestMetric): void => {
    this.#metrics.push(metric);
    if (this.#metrics.length === 1) setTimeout(this.#flush, collectMs).unref();
  };

  readonly #flush = (): void => {
    const metrics = this.#metrics;
    this.#metrics = [];
    this.#send(metrics);
  };
}

/** What a host holds that has told nothing yet. */
export const emptyStatus: HostStatus = {
  functions: 0,
  imageBytes: 0,
  live: 0,
  idle: 0,
  waiting: 0,
  memoryBytes: 0,
  created: 0,
  retired: 0,
  reclaimed: 0,
  restores: 0,
};
