import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openLmdbKv } from '../../packages/host-bindings/src/providers/lmdb/index.js';
import { call } from './kv-harness.js';
import { describeKv } from './kv-suite.js';

const directory = mkdtempSync(join(tmpdir(), 'wajs-kv-'));
const value = new TextEncoder().encode('value');

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describeKv('LMDB', {
  synchronousReads: true,
  open: async (now) => {
    const kv = await openLmdbKv({ path: join(directory, 'suite'), now, sweepMs: 0 });
    return { kv, forTenant: (tenant) => kv.forTenant(tenant), close: () => kv.close() };
  },
});

describe('the store on disk', () => {
  it('is there again after it was closed', async () => {
    const path = join(directory, 'again');
    const first = await openLmdbKv({ path });
    const version = await first.put('bucket', 'key', value, { metadata: value }, call);
    await first.close();
    await first.close();
    const second = await openLmdbKv({ path });
    expect(await second.get('bucket', 'key', call)).toEqual({ value, metadata: value, version });
    expect(await second.compareAndSet('bucket', 'key', value, version, {}, call)).toBeTypeOf(
      'string',
    );
    await second.close();
  });

  it('finishes writes under way when it is closed, and refuses later calls', async () => {
    const path = join(directory, 'closing');
    const first = await openLmdbKv({ path });
    const writes = Array.from({ length: 100 }, (_, i) => first.put('b', `${i}`, value, {}, call));
    await first.close();
    await Promise.all(writes);
    expect(() => first.get('b', '1', call)).toThrow(/\[unavailable\] the KV store has been closed/);
    await expect(async () => first.put('b', '1', value, {}, call)).rejects.toThrow(/closed/);
    const second = await openLmdbKv({ path });
    expect((await second.list('b', '', undefined, 1000, call)).keys).toHaveLength(100);
    await second.close();
  });

  it('sweeps what has expired, and nothing that was written again', async () => {
    let now = 1_000_000_000_000;
    const kv = await openLmdbKv({ path: join(directory, 'sweep'), now: () => now, sweepMs: 0 });
    const items = Array.from({ length: 2500 }, (_, i) => ({
      key: `short-${i}`,
      value,
      options: { ttl: 60 },
    }));
    for (let i = 0; i < items.length; i += 500) {
      await kv.putMany('b', items.slice(i, i + 500), call);
    }
    await kv.put('b', 'again', value, { ttl: 60 }, call);
    await kv.put('b', 'again', value, { ttl: 120 }, call);
    await kv.put('b', 'forever', value, { ttl: 60 }, call);
    await kv.put('b', 'forever', value, {}, call);
    await kv.increment('b', 'count', 1, call);
    expect(await kv.sweep()).toBe(0);
    now += 60_001;
    expect(await kv.sweep()).toBe(2502);
    expect(await kv.sweep()).toBe(0);
    now -= 60_001; // With the clock back, only what is really gone is missing.
    const { keys } = await kv.list('b', '', undefined, 1000, call);
    expect(keys.map(({ key }) => key)).toEqual(['again', 'count', 'forever']);
    await kv.close();
  });

  it('lists past more expired keys than one step takes', async () => {
    let now = 1_000_000_000_000;
    const kv = await openLmdbKv({ path: join(directory, 'expired'), now: () => now, sweepMs: 0 });
    for (let i = 0; i < 12; i++) {
      const items = Array.from({ length: 1000 }, (_, j) => ({
        key: `a${i * 1000 + j}`,
        value: new Uint8Array(1),
        options: { ttl: 60 },
      }));
      await kv.putMany('b', items, call);
    }
    await kv.put('b', 'z', value, {}, call);
    now += 60_000;
    const keys: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await kv.list('b', '', cursor, 5, call);
      keys.push(...page.keys.map(({ key }) => key));
      cursor = page.cursor;
      pages++;
    } while (cursor !== undefined);
    expect(keys).toEqual(['z']);
    expect(pages).toBe(2);
    await kv.close();
  });

  it('says what is wrong with a path that is no directory', async () => {
    const path = join(directory, 'file');
    writeFileSync(path, 'not a directory');
    await expect(openLmdbKv({ path })).rejects.toThrow(/cannot be opened in ".*file": check that/);
  });
});
