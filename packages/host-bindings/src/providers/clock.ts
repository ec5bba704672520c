import type { CallContext } from '../contract/index.js';
import { HostError } from '../contract/errors.js';
import type { Clock } from '../contract/gen/clock.js';
import { resolveLimits } from '../contract/limits.js';

/** How a clock tells the time. */
export interface ClockOptions {
  /** Steps in which guests see time pass, in milliseconds; the default limit's 1 ms by default. */
  readonly resolutionMs?: number | undefined;
  /** The time in milliseconds since 1970-01-01 UTC; `Date.now` by default. */
  readonly now?: (() => number) | undefined;
}

/** The longest delay that a timer takes, in Node and in browsers. */
const longestTimerMs = 0x7fff_ffff;

/**
 * The `clock` interface over the clocks and timers of the runtime.
 *
 * @throws {RangeError} where the resolution is not a positive whole number.
 */
export function createClock(options: ClockOptions = {}): Clock {
  const { clockResolutionMs } = resolveLimits({ clockResolutionMs: options.resolutionMs ?? 1 });
  const coarse = (milliseconds: number): number =>
    Math.floor(milliseconds / clockResolutionMs) * clockResolutionMs;
  const now = options.now ?? Date.now;
  return {
    now: () => coarse(now()),
    monotonic: () => coarse(performance.now()),
    sleep: (milliseconds: number, call: CallContext) => sleep(milliseconds, call.signal),
  };
}

/** Waits; never answers at once, so that a loop of sleeps leaves the event loop to others. */
function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled());
      return;
    }
    const end = performance.now() + (milliseconds > 0 ? milliseconds : 0);
    let cancel: (() => void) | undefined;
    const abort = (): void => {
      cancel?.();
      reject(cancelled());
    };
    // Timers fire up to a millisecond early, and hold 24 days at most: look at the time again.
    const arm = (): void => {
      const left = end - performance.now();
      if (left <= 0) {
        signal.removeEventListener('abort', abort);
        resolve();
      } else {
        const timer = setTimeout(arm, Math.min(Math.ceil(left), longestTimerMs));
        cancel = () => clearTimeout(timer);
      }
    };
    signal.addEventListener('abort', abort, { once: true });
    if (milliseconds > 0) arm();
    else cancel = runSoon(arm);
  });
}

/** Runs a task after what waits already; answers what takes it back. */
function runSoon(task: () => void): () => void {
  // Browsers have timers alone, which are later.
  if (typeof setImmediate === 'undefined') {
    const timer = setTimeout(task, 0);
    return () => clearTimeout(timer);
  }
  const immediate = setImmediate(task);
  return () => clearImmediate(immediate);
}

function cancelled(): Error {
  return new HostError('cancelled', 'the request ended before the sleep did');
}
