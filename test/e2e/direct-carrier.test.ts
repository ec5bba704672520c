import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { describe, expect, it, vi } from 'vitest';
import { buildDirectGuest } from './direct-guest.js';
import { startHost } from './function-harness.js';

describe('a component of a compiled language, on the direct carrier', () => {
  it('serves requests from a fresh state each, and reaches its providers', async () => {
    const { host, logs } = await startHost({
      providers: { kv: createMemoryKv() },
      policy: { interfaces: ['kv'] },
    });
    const fn = await host.load(await buildDirectGuest(), { name: 'compiled' });
    for (const count of ['1', '2', '3']) {
      const response = await fn.fetch(new Request('http://localhost/'));
      expect(response.status).toBe(200);
      expect(await response.text()).toBe(count);
    }
    expect(logs.map(({ message, functionName }) => `${functionName}: ${message}`)).toEqual(
      Array(3).fill('compiled: hello from wasm'),
    );
  });

  it('is refused by name where the policy does not grant an import', async () => {
    const { host } = await startHost({ policy: {} });
    await expect(host.load(await buildDirectGuest(), { name: 'compiled' })).rejects.toThrow(
      'function "compiled" imports "kv", which the policy does not grant',
    );
  });

  it('waits for a provider that has to wait', async () => {
    const waiting = { ...createMemoryKv(), increment: async () => 7 };
    const { host } = await startHost({
      providers: { kv: waiting },
      policy: { interfaces: ['kv'] },
    });
    const fn = await host.load(await buildDirectGuest(), { name: 'compiled' });
    const response = await fn.fetch(new Request('http://localhost/'));
    expect([response.status, await response.text()]).toEqual([200, '7']);
  });

  it('fails a request whose provider has to wait where guests may not, and serves on', async () => {
    const waiting = { ...createMemoryKv(), increment: async () => 1 };
    const { host, logs } = await startHost({
      providers: { kv: waiting },
      policy: { interfaces: ['kv'] },
      waits: 'never',
    });
    const fn = await host.load(await buildDirectGuest(), { name: 'compiled' });
    for (let round = 0; round < 2; round += 1) {
      const response = await fn.fetch(new Request('http://localhost/'));
      expect(response.status).toBe(500);
      expect(await response.json()).toMatchObject({ status: 500, title: 'Internal Server Error' });
      expect(logs.at(-1)?.message).toContain('trapped');
    }
  });

  it('keeps as many instances as the options say', async () => {
    const { host } = await startHost({
      providers: { kv: createMemoryKv() },
      policy: { interfaces: ['kv'] },
      instances: { minimum: 2, maximum: 3, idleMs: 20, queue: 0 },
    });
    const fn = await host.load(await buildDirectGuest(), { name: 'compiled' });
    await vi.waitFor(() => expect(host.status()).toMatchObject({ live: 2, idle: 2 }));
    const sessions = await Promise.all([fn.open(), fn.open(), fn.open()]);
    expect(host.status()).toMatchObject({ live: 3, idle: 0, created: 3 });
    const refused = await fn.fetch(new Request('http://localhost/'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    for (const session of sessions) session.dispose();
    await vi.waitFor(() => expect(host.status()).toMatchObject({ live: 2, reclaimed: 1 }));
    expect((await fn.fetch(new Request('http://localhost/'))).status).toBe(200);
    expect(host.status()).toMatchObject({ created: 3, restores: expect.any(Number) });
    fn.dispose();
    expect(host.status()).toMatchObject({ live: 0, idle: 0, functions: 0 });
  });

  it('serves nothing more with an instance that has grown', async () => {
    const { host } = await startHost({
      providers: { kv: createMemoryKv() },
      policy: { interfaces: ['kv'] },
      instances: { minimum: 0 },
    });
    const grows = '(drop (memory.grow (i32.const 300)))';
    const fn = await host.load(await buildDirectGuest(grows), { name: 'compiled' });
    for (const count of ['1', '2']) {
      expect(await (await fn.fetch(new Request('http://localhost/'))).text()).toBe(count);
    }
    expect(host.status()).toMatchObject({ live: 0, retired: 2, created: 2 });
  });
});
