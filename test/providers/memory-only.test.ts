import { createHost } from '@org/host-bindings';
import {
  createMemoryCache,
  createMemoryClock,
  createMemoryConfig,
  createMemoryHttp,
  createMemoryKv,
  createMemoryLogging,
  createMemoryRandom,
  createMemoryRpc,
} from '@org/host-bindings/providers/memory';
import { readEngine } from '@org/wajs/engine';
import { expect, it } from 'vitest';
import { buildSource } from '../e2e/function-harness.js';

const source = `
import { cache, config, kv, log, rpc, run, serveRpc } from '@org/wajs';
const store = kv.open('store');
serveRpc({ echo: (payload) => payload });
run(async () => {
  log.info('asked', { of: ['a', 'list'], by: 7 });
  await store.put('key', 'kept');
  await cache.put('key', 'cached');
  const slept = new Promise((resolve) => setTimeout(resolve, 60_000));
  const rate = await (await fetch('https://api.example.com/rate')).json();
  await slept;
  return Response.json({
    kv: await store.get('key', 'text'),
    cache: await cache.get('key', 'text'),
    config: config.get('GREETING'),
    secret: config.secret('KEY').reveal(),
    random: [...crypto.getRandomValues(new Uint8Array(4))],
    now: new Date().toISOString(),
    rate,
    rpc: [...(await rpc.call('self', 'echo', new Uint8Array([1, 2])))],
  });
});
`;

/** What one request is answered in a host that has nothing but memory. */
async function askOnce(artifact: Uint8Array, seed: number) {
  const logging = createMemoryLogging();
  const clock = createMemoryClock({ now: Date.UTC(2026, 0, 1) });
  // The function sleeps when it asks: time passes while it is answered.
  const rate = (): Response => {
    clock.advance(60_000);
    return Response.json(1.07);
  };
  const rpc = createMemoryRpc();
  const host = createHost({
    engine: await readEngine(),
    providers: {
      cache: createMemoryCache(),
      clock,
      config: createMemoryConfig({ values: { GREETING: 'Hello', KEY: 'k' }, secrets: ['KEY'] }),
      http: createMemoryHttp({ sites: { 'api.example.com': rate } }),
      kv: createMemoryKv(),
      logging,
      random: createMemoryRandom({ seed }),
      rpc,
    },
    policy: { interfaces: ['kv', 'cache', 'config', 'rpc'] },
  });
  try {
    const fn = await host.load(artifact);
    rpc.add('self', fn);
    const response = await fn.fetch(new Request('http://localhost/'));
    return { answer: (await response.json()) as Record<string, unknown>, logging };
  } finally {
    host.dispose();
  }
}

it('a function has all of the contract in memory, the same every time', async () => {
  const { artifact } = await buildSource(source);
  const { answer, logging } = await askOnce(artifact, 1);
  expect(answer).toEqual({
    kv: 'kept',
    cache: 'cached',
    config: 'Hello',
    secret: 'k',
    random: expect.arrayContaining([expect.any(Number)]) as number[],
    now: '2026-01-01T00:01:00.000Z',
    rate: 1.07,
    rpc: [1, 2],
  });
  expect(logging.records.filter(({ level }) => level === 'info')).toMatchObject([
    {
      level: 'info',
      message: 'asked',
      fields: { of: ['a', 'list'], by: 7 },
      functionName: 'subject',
    },
  ]);
  logging.clear();
  expect(logging.records).toEqual([]);
  expect((await askOnce(artifact, 1)).answer).toEqual(answer);
  expect((await askOnce(artifact, 2)).answer['random']).not.toEqual(answer['random']);
}, 30_000);
