import { bindInterface, type BoundInterface, type WaitMechanism } from '@org/host-bindings';
import type { ExportInterface, ImportInterface } from '@org/host-bindings/contract';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emitWorld } from './emitted-world.js';
import { startHost } from './function-harness.js';
import { buildLyingGuest } from './lying-guest.js';

interface Runner {
  run(rule: number): Promise<number>;
}

const provider = {
  later: (key: number): Promise<number> =>
    new Promise((resolve) => setImmediate(resolve, key + 41)),
};

let bound: BoundInterface;
let target: ExportInterface<Runner>;
let component: Uint8Array;
const rejections: unknown[] = [];
const note = (error: unknown): void => void rejections.push(error);

beforeAll(async () => {
  const { host } = await emitWorld<{
    slow: { slow: ImportInterface<object> };
    runner: { runner: ExportInterface<Runner> };
  }>('lies.wit', 'lies');
  target = host.runner.runner;
  bound = bindInterface(host.slow.slow, provider);
  component = await buildLyingGuest();
}, 60_000);

beforeEach(() => {
  rejections.length = 0;
  process.on('unhandledRejection', note);
});

afterEach(() => {
  process.off('unhandledRejection', note);
});

/** What comes of breaking a rule, in a host that serves on. */
async function breakRule(rule: number, waits: WaitMechanism): Promise<unknown> {
  const { host } = await startHost({
    policy: { interfaces: [bound.interface.name] },
    interfaces: [bound],
    limits: { wallMs: 5000 },
    waits,
  });
  const fn = await host.load(component, { name: 'lies' });
  const session = await fn.open();
  const outcome = await session
    .bind(target)
    .run(rule)
    .catch((error: Error) => (error.cause as Error).message);
  session.dispose();
  // What is under way comes to its end.
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(rejections).toEqual([]);
  return outcome;
}

describe('a guest that breaks a rule of calls that go on beside it', () => {
  it.each([
    [0, 'ends outside the memory'],
    [1, 'a call was dropped that goes on'],
    [2, 'handle "327680" names no call that goes on'],
    [3, 'a call was cancelled that is over already'],
    [4, 'waits for something that no hostcall will end'],
    [5, 'a waitable set was dropped that is not empty'],
    [6, 'ends outside the memory'],
    [7, 'is not aligned'],
    [8, 'names no call that goes on'],
  ])('is ended where it breaks rule %s: %s', async (rule, message) => {
    expect(await breakRule(rule, 'thread')).toContain(message);
  });

  it('is served where it breaks none', async () => {
    expect(await breakRule(99, 'thread')).toBe(42);
  });
});

describe('a guest that says falsely that its own code can be suspended', () => {
  it.each([
    [10, 'the guest goes on while it waits'],
    [11, 'the guest allocates outside of its memory'],
    [13, 'unreachable'],
    [14, 'a hostcall waits where the guest cannot be suspended'],
    [15, 'unreachable'],
    [16, 'unreachable'],
  ])('is ended where it breaks rule %s: %s', async (rule, message) => {
    expect(await breakRule(rule, 'asyncify')).toContain(message);
  });

  it('gets nothing but what it was answered', async () => {
    expect(await breakRule(12, 'asyncify')).toBe(42);
  });
});
