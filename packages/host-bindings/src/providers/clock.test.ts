import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallContext } from '../contract/index.js';
import { createClock } from './clock.js';
import { createRandom } from './random.js';

function callWith(signal: AbortSignal): CallContext {
  return { functionName: 'f', requestId: 'r', deadline: Infinity, signal };
}
const call = callWith(new AbortController().signal);

afterEach(() => vi.useRealTimers());

describe('the clock', () => {
  it('shows time in steps', () => {
    const clock = createClock({ resolutionMs: 20, now: () => 1_234_567.8 });
    expect(clock.now(call)).toBe(1_234_560);
    expect(clock.monotonic(call) % 20).toBe(0);
    expect(createClock({ now: () => 5.9 }).now(call)).toBe(5);
    expect(() => createClock({ resolutionMs: 0 })).toThrow(RangeError);
  });

  it('sleeps for the time at least, as its own monotonic shows it', async () => {
    const clock = createClock();
    for (const time of [0, 0.4, 1, 7, 20]) {
      const before = performance.now();
      await clock.sleep(time, call);
      expect(performance.now() - before).toBeGreaterThanOrEqual(time);
    }
    for (const time of [-1, Number.NaN, -Infinity]) await clock.sleep(time, call);
  });

  it('ends a sleep when the request ends, and leaves no timer or listener', async () => {
    vi.useFakeTimers();
    const clock = createClock();
    for (const time of [0, 1000, 1e12, Infinity]) {
      const controller = new AbortController();
      const asleep = clock.sleep(time, callWith(controller.signal));
      controller.abort();
      await expect(asleep).rejects.toMatchObject({ code: 'cancelled' });
      await expect(clock.sleep(time, callWith(controller.signal))).rejects.toMatchObject({
        code: 'cancelled',
      });
    }
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sleeps longer than one timer can', async () => {
    vi.useFakeTimers();
    const clock = createClock();
    let over = false;
    const asleep = Promise.resolve(clock.sleep(3 * 0x7fff_ffff, call)).then(() => (over = true));
    await vi.advanceTimersByTimeAsync(2.9 * 0x7fff_ffff);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(0x7fff_ffff);
    await asleep;
  });
});

describe('random bytes', () => {
  it('are as many as asked for, and differ', () => {
    const random = createRandom();
    expect(random.bytes(0, call)).toEqual(new Uint8Array());
    expect(random.bytes(65_536, call)).toHaveLength(65_536);
    expect(random.bytes(16, call)).not.toEqual(random.bytes(16, call));
    expect(() => random.bytes(65_537, call)).toThrow(
      '[too-large] random-bytes is 65537, over the limit of 65536',
    );
  });
});
