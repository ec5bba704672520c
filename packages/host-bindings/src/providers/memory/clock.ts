import type { CallContext } from '../../contract/index.js';
import { HostError } from '../../contract/errors.js';
import type { Clock } from '../../contract/gen/clock.js';

/** How a clock in memory begins. */
export interface MemoryClockOptions {
  /** The first time, in milliseconds since 1970-01-01 UTC; 0 by default. */
  readonly now?: number | undefined;
}

/** The `clock` interface over a time that stands still until it is moved. */
export interface MemoryClock extends Clock {
  /** Moves the time on by this many milliseconds, and wakes who slept until then, in order. */
  advance(milliseconds: number): void;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/**
 * A clock that stands still until `advance` moves it, for tests of what depends on the time. Deadlines
 * and limits of the host go by the real time all the same.
 *
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { createMemoryClock } from '@org/host-bindings/providers/memory';
 *
 * const clock = createMemoryClock({ now: Date.UTC(2026, 0, 1) });
 * const host = createHost({ providers: { clock } });
 * clock.advance(60_000);
 * ```
 */
export function createMemoryClock({ now: start = 0 }: MemoryClockOptions = {}): MemoryClock {
  let passed = 0;
  const sleepers = new Set<Sleeper>();
  return {
    now: () => start + passed,
    monotonic: () => passed,
    sleep(milliseconds: number, { signal }: CallContext): Promise<void> {
      return new Promise((resolve, reject) => {
        const abort = (): void => {
          sleepers.delete(sleeper);
          reject(new HostError('cancelled', 'the request ended before the sleep did'));
        };
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal.removeEventListener('abort', abort);
          resolve();
        };
        const sleeper: Sleeper = { until: passed + (milliseconds > 0 ? milliseconds : 0), wake };
        if (signal.aborted) return abort();
        if (sleeper.until <= passed) return wake();
        sleepers.add(sleeper);
        signal.addEventListener('abort', abort, { once: true });
      });
    },
    advance(milliseconds: number) {
      if (!(milliseconds >= 0 && milliseconds < Infinity)) {
        throw new RangeError(`"${milliseconds}" is no time to move on by: use 0 or more`);
      }
      passed += milliseconds;
      const awake = [...sleepers].filter(({ until }) => until <= passed);
      for (const { wake } of awake.toSorted((a, b) => a.until - b.until)) wake();
    },
  };
}
