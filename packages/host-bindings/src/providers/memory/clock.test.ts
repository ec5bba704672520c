import { expect, it } from 'vitest';
import { createMemoryClock } from './clock.js';

const controller = new AbortController();
const call = { functionName: 'f', requestId: 'r', deadline: Infinity, signal: controller.signal };

it('stands still, and wakes sleepers in order as it is moved on', async () => {
  const clock = createMemoryClock({ now: 1_000 });
  const woken: number[] = [];
  const sleeps = [30, 10, 20].map(async (milliseconds) => {
    await clock.sleep(milliseconds, call);
    woken.push(milliseconds);
  });
  await clock.sleep(0, call);
  await clock.sleep(Number.NaN, call);
  clock.advance(20);
  await Promise.all(sleeps.slice(1));
  expect([clock.now(call), clock.monotonic(call), woken]).toEqual([1_020, 20, [10, 20]]);
  controller.abort();
  await expect(sleeps[0]).rejects.toMatchObject({ code: 'cancelled' });
  await expect(clock.sleep(1, call)).rejects.toMatchObject({ code: 'cancelled' });
});

it('does not go back', () => {
  const clock = createMemoryClock();
  for (const milliseconds of [-1, Number.NaN, Infinity]) {
    expect(() => clock.advance(milliseconds)).toThrow('use 0 or more');
  }
});
