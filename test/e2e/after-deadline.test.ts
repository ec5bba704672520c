import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { expect, it } from 'vitest';
import { ask, startHost } from './function-harness.js';

const source = `
  import { run, kv } from '@org/wajs';
  const bucket = kv.open('b');
  run(async () => {
    await bucket.get('gate');
    await bucket.put('written', 'too late');
    return new Response('done');
  });`;

it.each(['request', 'shared'] as const)(
  'no hostcall takes effect once the client was told of a timeout: isolation "%s"',
  async (isolation) => {
    const kv = createMemoryKv();
    let open: (() => void) | undefined;
    const written: string[] = [];
    const { load } = await startHost({
      instances: 1,
      limits: { wallMs: 1000 },
      providers: {
        kv: Object.assign(kv, {
          get: () => new Promise<undefined>((resolve) => (open = () => resolve(undefined))),
          put: (_bucket: string, key: string) => `version ${written.push(key)}`,
        }),
      },
    });
    const fn = await load(source, { isolation });
    expect((await fn.fetch(ask('/'))).status).toBe(504);
    open!();
    open = undefined;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(written).toEqual([]);
    // The instance serves on, and a request in time has its effect.
    const next = fn.fetch(ask('/'));
    await expect.poll(() => open, { interval: 5 }).toBeDefined();
    open!();
    expect(await (await next).text()).toBe('done');
    expect(written).toEqual(['written']);
  },
);
