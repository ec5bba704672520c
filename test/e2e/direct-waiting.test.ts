import { bindInterface, type LoadedFunction } from '@org/host-bindings';
import type { ImportInterface } from '@org/host-bindings/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitWorld } from './emitted-world.js';
import { ask, type LoggedHost, startHost } from './function-harness.js';
import { buildWaitingGuest } from './waiting-guest.js';

const provider = { later: (): Promise<number> => Promise.resolve(0) };

let subject: LoggedHost;
let fn: LoadedFunction;

beforeAll(async () => {
  const { host } = await emitWorld<{ source: { source: ImportInterface<object> } }>(
    'pipes.wit',
    'pipes',
  );
  const { source } = host.source;
  subject = await startHost({
    policy: { interfaces: [source.name] },
    interfaces: [bindInterface(source, provider)],
    limits: { wallMs: 300 },
  });
  fn = await subject.host.load(await buildWaitingGuest(), { name: 'waiting' });
});

describe('a component that waits while it serves a request', () => {
  it('answers each request from a fresh state, one after the other', async () => {
    let next = 0;
    let underWay = 0;
    let most = 0;
    provider.later = async () => {
      const value = (next += 1);
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return value;
    };
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => (await fn.fetch(ask())).text()),
    );
    expect(answers.toSorted()).toEqual(['1', '2', '3', '4', '5']);
    expect(most).toBe(1);
    expect(subject.logs).toEqual([]);
  });

  it('is given up when its time is over, and serves on', async () => {
    provider.later = () => new Promise(() => undefined);
    expect((await fn.fetch(ask())).status).toBe(504);
    expect(subject.logs.at(-1)?.message).toBe('the function did not answer within 300 ms');
    provider.later = async () => 7;
    expect(await (await fn.fetch(ask())).text()).toBe('7');
  });

  it('fails where what it waits for fails, and serves on', async () => {
    provider.later = async () => {
      throw new Error('not today');
    };
    expect((await fn.fetch(ask())).status).toBe(500);
    expect(subject.logs.at(-1)?.message).toContain('a future of the host broke off');
    provider.later = async () => 8;
    expect(await (await fn.fetch(ask())).text()).toBe('8');
  });
});
