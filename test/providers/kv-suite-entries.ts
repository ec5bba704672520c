import { describe, expect, it } from 'vitest';
import { type KvBench, type KvSuiteOptions, bytes, call, text } from './kv-harness.js';

/** What the contract says of entries, versions and times. */
export function describeKvEntries(bench: KvBench, options: KvSuiteOptions): void {
  const { freshBucket, put, read, listAll } = bench;

  it('answers none for a key that is not there', async () => {
    const bucket = freshBucket();
    expect(await bench.kv.get(bucket, 'nothing', call)).toBeUndefined();
    expect(await bench.kv.exists(bucket, 'nothing', call)).toBe(false);
    expect(await bench.kv.delete(bucket, 'nothing', call)).toBeUndefined();
    expect(await bench.kv.list(bucket, '', undefined, 10, call)).toEqual({ keys: [] });
  });

  it('keeps what was put, and forgets what was deleted', async () => {
    const bucket = freshBucket();
    const version = await put(bucket, 'key', 'value');
    expect(await bench.kv.get(bucket, 'key', call)).toEqual({ value: bytes('value'), version });
    expect(await bench.kv.exists(bucket, 'key', call)).toBe(true);
    await bench.kv.delete(bucket, 'key', call);
    expect(await bench.kv.get(bucket, 'key', call)).toBeUndefined();
  });

  it('copies: bytes that change later do not change the store', async () => {
    const bucket = freshBucket();
    const value = Buffer.from('value');
    const metadata = Buffer.from('metadata');
    const stored = bench.kv.put(bucket, 'key', value, { metadata }, call);
    value.fill(0);
    metadata.fill(0);
    await stored;
    const first = await bench.kv.get(bucket, 'key', call);
    expect(text(first?.value)).toBe('value');
    expect(text(first?.metadata)).toBe('metadata');
    first?.value.fill(0);
    first?.metadata?.fill(0);
    await put(bucket, 'other', 'x');
    expect(await bench.kv.get(bucket, 'key', call)).toMatchObject({
      value: bytes('value'),
      metadata: bytes('metadata'),
    });
  });

  it.runIf(options.synchronousReads)('answers reads at once', async () => {
    const bucket = freshBucket();
    await put(bucket, 'key', 'value');
    for (const answer of [
      bench.kv.get(bucket, 'key', call),
      bench.kv.get(bucket, 'nothing', call),
      bench.kv.exists(bucket, 'key', call),
      bench.kv.list(bucket, '', undefined, 10, call),
      bench.kv.getMany(bucket, ['key', 'nothing'], call),
    ]) {
      expect(answer).not.toBeInstanceOf(Promise);
    }
  });

  it('keeps empty values and empty metadata apart from none', async () => {
    const bucket = freshBucket();
    const empty = new Uint8Array();
    await bench.kv.put(bucket, 'empty', empty, { metadata: empty }, call);
    const entry = await bench.kv.get(bucket, 'empty', call);
    expect(entry?.value).toEqual(empty);
    expect(entry?.metadata).toEqual(empty);
    await bench.kv.put(bucket, 'empty', empty, {}, call);
    expect((await bench.kv.get(bucket, 'empty', call))?.metadata).toBeUndefined();
  });

  it('keeps values of every size', async () => {
    const bucket = freshBucket();
    for (const size of [1, 4095, 4096, 16_384, 70_000, 1 << 20, 25 << 20]) {
      const value = new Uint8Array(size).fill(size % 251);
      await bench.kv.put(bucket, 'sized', value, {}, call);
      const entry = await bench.kv.get(bucket, 'sized', call);
      expect(entry?.value.length).toBe(size);
      expect(Buffer.compare(entry!.value, value)).toBe(0);
    }
    expect(await listAll(bucket, '', 1)).toEqual(['sized']);
  });

  it('changes the version with every write, and after a removal', async () => {
    const bucket = freshBucket();
    const versions = new Set<string>();
    for (let i = 0; i < 50; i++) {
      versions.add(await put(bucket, 'key', 'same'));
      if (i % 5 === 0) await bench.kv.delete(bucket, 'key', call);
    }
    expect(versions.size).toBe(50);
  });

  describe('compare-and-set', () => {
    const cas = async (bucket: string, version: string | undefined, value: string) =>
      bench.kv.compareAndSet(bucket, 'key', bytes(value), version, {}, call);

    it('takes the version that a read answered', async () => {
      const bucket = freshBucket();
      const first = await put(bucket, 'key', 'one');
      expect((await bench.kv.get(bucket, 'key', call))?.version).toBe(first);
      const second = await cas(bucket, first, 'two');
      expect((await bench.kv.get(bucket, 'key', call))?.version).toBe(second);
      await expect(cas(bucket, first, 'three')).rejects.toMatchObject({ code: 'conflict' });
      expect(await read(bucket, 'key')).toBe('two');
      await cas(bucket, second, 'three');
      expect(await read(bucket, 'key')).toBe('three');
    });

    it('creates only where there is no such key', async () => {
      const bucket = freshBucket();
      await cas(bucket, undefined, 'one');
      await expect(cas(bucket, undefined, 'two')).rejects.toMatchObject({ code: 'conflict' });
      expect(await read(bucket, 'key')).toBe('one');
      await bench.kv.delete(bucket, 'key', call);
      await cas(bucket, undefined, 'three');
      expect(await read(bucket, 'key')).toBe('three');
    });

    it('refuses versions that were never given', async () => {
      const bucket = freshBucket();
      for (const version of ['', '0', 'nonsense', '-1', ' ', '1.5', 'zzzzzzzzzzzzzzzz']) {
        await expect(cas(bucket, version, 'x')).rejects.toMatchObject({ code: 'conflict' });
      }
      const version = await put(bucket, 'key', 'one');
      for (const near of [`${version} `, `0${version}`, `${version}.0`, version.toUpperCase()]) {
        if (near === version) continue;
        await expect(cas(bucket, near, 'x')).rejects.toMatchObject({ code: 'conflict' });
      }
      expect(await read(bucket, 'key')).toBe('one');
    });

    it('lets one of many win', async () => {
      const bucket = freshBucket();
      const version = await put(bucket, 'key', 'start');
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) => cas(bucket, version, `${i}`)),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const creations = await Promise.allSettled(
        Array.from({ length: 20 }, async (_, i) =>
          bench.kv.compareAndSet(bucket, 'new', bytes(`${i}`), undefined, {}, call),
        ),
      );
      expect(creations.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('counts an expired entry as none', async () => {
      const bucket = freshBucket();
      const version = await put(bucket, 'key', 'one', 60);
      bench.advance(60_000);
      await expect(cas(bucket, version, 'two')).rejects.toMatchObject({ code: 'conflict' });
      await cas(bucket, undefined, 'three');
      expect(await read(bucket, 'key')).toBe('three');
    });
  });

  describe('time to live', () => {
    it('ends an entry for every operation, and not a moment earlier', async () => {
      const bucket = freshBucket();
      await put(bucket, 'short', 'x', 60);
      await put(bucket, 'long', 'x', 61);
      await put(bucket, 'never', 'x');
      expect((await bench.kv.get(bucket, 'short', call))?.expires).toBe(bench.now + 60_000);
      expect((await bench.kv.get(bucket, 'never', call))?.expires).toBeUndefined();
      bench.advance(59_999);
      expect(await read(bucket, 'short')).toBe('x');
      bench.advance(1);
      expect(await read(bucket, 'short')).toBeUndefined();
      expect(await bench.kv.exists(bucket, 'short', call)).toBe(false);
      expect(await bench.kv.getMany(bucket, ['short'], call)).toEqual([undefined]);
      expect(await listAll(bucket, '', 1)).toEqual(['long', 'never']);
      bench.advance(1000);
      expect(await listAll(bucket, '', 10)).toEqual(['never']);
    });

    it('goes with a write that has none', async () => {
      const bucket = freshBucket();
      await put(bucket, 'key', 'one', 60);
      await put(bucket, 'key', 'two');
      bench.advance(61_000);
      expect(await read(bucket, 'key')).toBe('two');
    });

    it('is 60 whole seconds at least', async () => {
      for (const ttl of [0, 1, 59, 60.5, -60, Number.NaN]) {
        await expect(put(freshBucket(), 'key', 'x', ttl)).rejects.toMatchObject({
          code: 'invalid',
        });
      }
    });
  });
}
