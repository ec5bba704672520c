import { bindInterface, type LoadedFunction } from '@org/host-bindings';
import type { ImportInterface } from '@org/host-bindings/contract';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emitWorld } from './emitted-world.js';
import { ask, type LoggedHost, startHost } from './function-harness.js';
import { buildWaitingGuest } from './waiting-guest.js';

const provider = { later: (): Promise<number> => Promise.resolve(0) };

let subject: LoggedHost;
let fn: LoadedFunction;
/** Lines of the log that earlier tests wrote. */
let before = 0;

beforeAll(async () => {
  const { host } = await emitWorld<{ source: { source: ImportInterface<object> } }>(
    'pipes.wit',
    'pipes',
  );
  const { source } = host.source;
  subject = await startHost({
    policy: { interfaces: [source.name] },
    interfaces: [bindInterface(source, provider)],
    limits: { wallMs: 1000 },
  });
  fn = await subject.host.load(await buildWaitingGuest(), { name: 'waiting' });
});

beforeEach(() => {
  before = subject.logs.length;
});

describe('a component that waits while it serves a request', () => {
  it('answers each request from a fresh state, several at once', async () => {
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
    expect(most).toBe(5);
    expect(subject.logs).toEqual([]);
  });

  it('is given up when its time is over, and serves on', async () => {
    provider.later = () => new Promise(() => undefined);
    expect((await fn.fetch(ask())).status).toBe(504);
    expect(subject.logs.at(-1)?.message).toBe('the function did not answer within 1000 ms');
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

  it('serves a request that a provider makes while the guest waits for its answer', async () => {
    let inner: ReturnType<LoadedFunction['handle']> | undefined;
    let calls = 0;
    provider.later = () => {
      calls += 1;
      if (calls > 1) return Promise.resolve(2);
      inner = fn.handle({ method: 'GET', url: 'http://a/', headers: [], body: { tag: 'empty' } });
      return Promise.resolve(1);
    };
    expect(await (await fn.fetch(ask())).text()).toBe('1');
    const { body } = await inner!;
    expect(body).toEqual({ tag: 'bytes', val: new Uint8Array([50]) });
    expect(subject.logs.slice(before)).toEqual([]);
  });

  it('is given up when it goes on for too long after an err case, and serves on', async () => {
    const refusing = await subject.host.load(await buildWaitingGuest(true), { name: 'refusing' });
    provider.later = () => new Promise(() => undefined);
    expect((await refusing.fetch(ask())).status).toBe(500);
    await expect.poll(() => subject.logs.length - before).toBe(2);
    provider.later = async () => 1;
    expect((await refusing.fetch(ask())).status).toBe(500);
    expect(subject.logs.slice(before).map(({ message }) => message)).toEqual([
      '',
      'the function did not end within 1000 ms',
      '',
    ]);
  });
});
