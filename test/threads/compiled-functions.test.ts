import { describe, expect, it } from 'vitest';
import { buildWaitsGuest } from '../e2e/waits-guest.js';
import { startThreads } from './threads-harness.js';

describe('a compiled function on threads', () => {
  it('waits for providers that all threads share, and is stopped where it loops', async () => {
    const { host } = await startThreads({ limits: { cpuKillMs: 2000 } });
    const fn = await host.load(await buildWaitsGuest());
    const ask = async (path: string): Promise<{ status: number; text: string }> => {
      const response = await fn.fetch(new Request(`http://function.test${path}`), {
        requestId: `id-${path}`,
      });
      return { status: response.status, text: await response.text() };
    };
    expect(await ask('/kv/one')).toEqual({ status: 200, text: '1 id-/kv/one' });
    const more = await Promise.all([ask('/kv/one'), ask('/kv/one'), ask('/kv/one')]);
    expect(more.map(({ text }) => text.slice(0, 1)).toSorted((a, b) => a.localeCompare(b))).toEqual(
      ['2', '3', '4'],
    );
    const looping = ask('/loop');
    expect((await ask('/kv/two')).text).toBe('1 id-/kv/two');
    expect((await looping).status).toBe(500);
    expect((await ask('/kv/two')).text).toBe('2 id-/kv/two');
  }, 120_000);
});
