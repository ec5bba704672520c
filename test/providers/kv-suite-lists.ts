import { describe, expect, it } from 'vitest';
import { type KvBench, bytes, call, text } from './kv-harness.js';

/** What the contract says of listings, counters and batches. */
export function describeKvLists(bench: KvBench): void {
  const { freshBucket, put, read, listAll } = bench;

  describe('lists', () => {
    it('in the byte order of UTF-8, with metadata and expiry', async () => {
      const bucket = freshBucket();
      const names = ['\u{1f600}', '\u{fffd}', 'a', 'b', 'aa', 'a\0', 'é', '\u{e000}', '\u{10000}'];
      for (const name of names) await put(bucket, name, 'x');
      const expected = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      for (const limit of [1, 2, 4, 9, 100]) {
        expect(await listAll(bucket, '', limit)).toEqual(expected);
      }
      await bench.kv.put(bucket, 'b', bytes('x'), { ttl: 90, metadata: bytes('beside') }, call);
      expect((await bench.kv.list(bucket, 'b', undefined, 5, call)).keys).toEqual([
        { key: 'b', metadata: bytes('beside'), expires: bench.now + 90_000 },
      ]);
    });

    it('only what starts with the prefix', async () => {
      const bucket = freshBucket();
      const names = ['a', 'a:', 'a:1', 'a:2', 'a;', 'b', '\u{10ffff}', '\u{10ffff}\u{10ffff}'];
      for (const name of names) await put(bucket, name, 'x');
      expect(await listAll(bucket, 'a:', 1)).toEqual(['a:', 'a:1', 'a:2']);
      expect(await listAll(bucket, '\u{10ffff}', 1)).toEqual(names.slice(6));
      expect(await listAll(bucket, 'c', 1)).toEqual([]);
      expect(await listAll(bucket, 'a*', 1)).toEqual([]);
    });

    it('has no cursor on the last page, full or not', async () => {
      const bucket = freshBucket();
      for (let i = 0; i < 4; i++) await put(bucket, `${i}`, 'x');
      expect((await bench.kv.list(bucket, '', undefined, 4, call)).cursor).toBeUndefined();
      const first = await bench.kv.list(bucket, '', undefined, 2, call);
      expect(first.cursor).toBeTypeOf('string');
      const second = await bench.kv.list(bucket, '', first.cursor, 2, call);
      expect(second.keys.map(({ key }) => key)).toEqual(['2', '3']);
      expect(second.cursor).toBeUndefined();
    });

    it('goes on where it was, whatever was deleted or added in between', async () => {
      const bucket = freshBucket();
      const names = Array.from({ length: 30 }, (_, i) => `k${String(i).padStart(2, '0')}`);
      for (const name of names) await put(bucket, name, 'x');
      const first = await bench.kv.list(bucket, 'k', undefined, 10, call);
      await bench.kv.delete(bucket, 'k09', call);
      await bench.kv.delete(bucket, 'k10', call);
      await put(bucket, 'k05b', 'new');
      await put(bucket, 'k15b', 'new');
      const second = await bench.kv.list(bucket, 'k', first.cursor, 100, call);
      expect(second.keys.map(({ key }) => key)).toEqual([
        ...names.slice(11, 16),
        'k15b',
        ...names.slice(16),
      ]);
    });

    it('refuses limits and cursors that it did not give', async () => {
      const bucket = freshBucket();
      await put(bucket, 'a', 'x');
      for (const limit of [0, -1, 1001, 1.5, Number.NaN]) {
        await expect(async () =>
          bench.kv.list(bucket, '', undefined, limit, call),
        ).rejects.toMatchObject({
          code: 'invalid',
        });
      }
      for (const cursor of ['', '!', 'YQ==', 'Yh', Buffer.from('b').toString('base64url')]) {
        await expect(async () => bench.kv.list(bucket, 'a', cursor, 5, call)).rejects.toMatchObject(
          {
            code: 'invalid',
          },
        );
      }
    });
  });

  describe('increment', () => {
    it('counts from 0 and stores decimal text', async () => {
      const bucket = freshBucket();
      expect(await bench.kv.increment(bucket, 'count', 1, call)).toBe(1);
      expect(await bench.kv.increment(bucket, 'count', 41, call)).toBe(42);
      expect(await read(bucket, 'count')).toBe('42');
      expect(await bench.kv.increment(bucket, 'count', -42.5, call)).toBe(-0.5);
      expect(await bench.kv.increment(bucket, 'count', 0.5, call)).toBe(0);
      expect(await read(bucket, 'count')).toBe('0');
      expect(await bench.kv.increment(bucket, 'count', 1e300, call)).toBe(1e300);
      expect(await bench.kv.increment(bucket, 'count', -1e300, call)).toBe(0);
    });

    it('loses nothing under concurrency', async () => {
      const bucket = freshBucket();
      const seen = await Promise.all(
        Array.from({ length: 500 }, async () => bench.kv.increment(bucket, 'count', 1, call)),
      );
      expect(new Set(seen).size).toBe(500);
      expect(await read(bucket, 'count')).toBe('500');
    });

    it('keeps metadata and expiry, and changes the version', async () => {
      const bucket = freshBucket();
      const version = await bench.kv.put(
        bucket,
        'n',
        bytes('7'),
        { ttl: 60, metadata: bytes('m') },
        call,
      );
      await bench.kv.increment(bucket, 'n', 1, call);
      const entry = await bench.kv.get(bucket, 'n', call);
      expect(entry).toMatchObject({
        value: bytes('8'),
        metadata: bytes('m'),
        expires: bench.now + 60_000,
      });
      expect(entry?.version).not.toBe(version);
      bench.advance(60_000);
      expect(await bench.kv.increment(bucket, 'n', 1, call)).toBe(1);
      expect((await bench.kv.get(bucket, 'n', call))?.expires).toBeUndefined();
    });

    it('refuses what is no number', async () => {
      const bucket = freshBucket();
      for (const value of ['', 'x', '1 ', '0x10', 'NaN', 'Infinity', '1e999', '9'.repeat(100)]) {
        await put(bucket, 'n', value);
        await expect(async () => bench.kv.increment(bucket, 'n', 1, call)).rejects.toMatchObject({
          code: 'invalid',
        });
        expect(await read(bucket, 'n')).toBe(value);
      }
      for (const delta of [Number.NaN, Infinity]) {
        await expect(async () =>
          bench.kv.increment(bucket, 'm', delta, call),
        ).rejects.toMatchObject({
          code: 'invalid',
        });
      }
    });
  });

  describe('batches', () => {
    it('answer in order', async () => {
      const bucket = freshBucket();
      const versions = await bench.kv.putMany(
        bucket,
        ['a', 'b', 'c'].map((key) => ({ key, value: bytes(key), options: {} })),
        call,
      );
      const entries = await bench.kv.getMany(bucket, ['c', 'nothing', 'a', 'c'], call);
      expect(entries.map((entry) => text(entry?.value))).toEqual(['c', undefined, 'a', 'c']);
      expect(entries[0]?.version).toBe(versions[2]);
      expect(entries[2]?.version).toBe(versions[0]);
      expect(await bench.kv.putMany(bucket, [], call)).toEqual([]);
      expect(await bench.kv.getMany(bucket, [], call)).toEqual([]);
    });

    it('write all or none', async () => {
      const bucket = freshBucket();
      const good = { key: 'good', value: bytes('x'), options: {} };
      for (const bad of [
        { ...good, key: '' },
        { ...good, key: 'k'.repeat(513) },
        { ...good, options: { ttl: 5 } },
        { ...good, options: { metadata: new Uint8Array(1025) } },
      ]) {
        await expect(async () => bench.kv.putMany(bucket, [good, bad], call)).rejects.toThrow();
      }
      expect(await listAll(bucket, '', 10)).toEqual([]);
    });

    it('let the last of two writes to a key win', async () => {
      const bucket = freshBucket();
      const items = ['one', 'two'].map((value) => ({
        key: 'k',
        value: bytes(value),
        options: {},
      }));
      const versions = await bench.kv.putMany(bucket, items, call);
      expect(await read(bucket, 'k')).toBe('two');
      expect((await bench.kv.get(bucket, 'k', call))?.version).toBe(versions[1]);
    });

    it('answer no more than one value may hold', async () => {
      const bucket = freshBucket();
      for (const key of ['a', 'b']) {
        await bench.kv.put(bucket, key, new Uint8Array(13 << 20), {}, call);
      }
      await expect(async () => bench.kv.getMany(bucket, ['a', 'b'], call)).rejects.toMatchObject({
        payload: { tag: 'too-large', val: { what: 'kv-value-bytes', maximum: 25 << 20 } },
      });
    });
  });
}
