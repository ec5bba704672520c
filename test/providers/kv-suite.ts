import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { CallContext } from '../../packages/host-bindings/src/codegen-v1/index.js';
import type { Kv } from '../../packages/host-bindings/src/contract/gen/kv.js';

/** What the suite needs of a provider: two tenants over one store, and a clock that it can move. */
export interface KvUnderTest {
  /** The provider. */
  readonly kv: Kv;
  /** Another tenant's view of the same store. */
  readonly other: Kv;
  /** Releases what the provider holds. */
  close(): Promise<void>;
}

/** How the suite makes a provider. */
export interface KvSuiteOptions {
  /** Opens an empty store that takes the time from `now`. */
  open(now: () => number): Promise<KvUnderTest>;
  /** Whether reads must answer without a promise. */
  readonly synchronousReads: boolean;
}

/** The call that the suite makes every hostcall with. */
export const call: CallContext = {
  functionName: 'suite',
  requestId: 'request-1',
  deadline: Infinity,
  signal: new AbortController().signal,
};

const encoder = new TextEncoder();
const bytes = (text: string): Uint8Array => encoder.encode(text);
const text = (value: Uint8Array | undefined): string | undefined =>
  value && new TextDecoder().decode(value);

/** Names that an implementation may take for something else. */
export const weirdNames = [
  '..',
  '../up',
  '/',
  '\0',
  'a\0b',
  'a\0',
  ':',
  'a:b',
  '*',
  '>',
  'a.>',
  '[a-z]',
  '{x}',
  '?',
  '%00',
  ' ',
  '\n',
  '\u{fffd}',
  '\u{ffff}',
  '\u{1f600}',
  '\u{10ffff}',
  'é',
  'e\u0301',
  '__proto__',
  'constructor',
  'toString',
  'then',
  'prototype',
  'k'.repeat(512),
];

/** Everything that the contract says of `kv`, over one provider. */
export function describeKv(name: string, options: KvSuiteOptions): void {
  describe(`kv in ${name}`, () => {
    let now = Date.UTC(2026, 0, 1);
    let kv: Kv;
    let other: Kv;
    let under: KvUnderTest;
    let buckets = 0;
    const freshBucket = (): string => `bucket-${++buckets}`;
    const put = async (bucket: string, key: string, value: string, ttl?: number): Promise<string> =>
      kv.put(bucket, key, bytes(value), { ttl }, call);
    const read = async (bucket: string, key: string): Promise<string | undefined> =>
      text((await kv.get(bucket, key, call))?.value);
    const listAll = async (bucket: string, prefix: string, limit: number): Promise<string[]> => {
      const keys: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await kv.list(bucket, prefix, cursor, limit, call);
        expect(page.keys.length).toBeLessThanOrEqual(limit);
        keys.push(...page.keys.map(({ key }) => key));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return keys;
    };

    beforeAll(async () => {
      under = await options.open(() => now);
      ({ kv, other } = under);
    });
    afterAll(() => under.close());

    it('answers none for a key that is not there', async () => {
      const bucket = freshBucket();
      expect(await kv.get(bucket, 'nothing', call)).toBeUndefined();
      expect(await kv.exists(bucket, 'nothing', call)).toBe(false);
      expect(await kv.delete(bucket, 'nothing', call)).toBeUndefined();
      expect(await kv.list(bucket, '', undefined, 10, call)).toEqual({ keys: [] });
    });

    it('keeps what was put, and forgets what was deleted', async () => {
      const bucket = freshBucket();
      const version = await put(bucket, 'key', 'value');
      expect(await kv.get(bucket, 'key', call)).toEqual({ value: bytes('value'), version });
      expect(await kv.exists(bucket, 'key', call)).toBe(true);
      await kv.delete(bucket, 'key', call);
      expect(await kv.get(bucket, 'key', call)).toBeUndefined();
    });

    it('copies: bytes that change later do not change the store', async () => {
      const bucket = freshBucket();
      const value = Buffer.from('value');
      const metadata = Buffer.from('metadata');
      const stored = kv.put(bucket, 'key', value, { metadata }, call);
      value.fill(0);
      metadata.fill(0);
      await stored;
      const first = await kv.get(bucket, 'key', call);
      expect(text(first?.value)).toBe('value');
      expect(text(first?.metadata)).toBe('metadata');
      first?.value.fill(0);
      first?.metadata?.fill(0);
      await put(bucket, 'other', 'x');
      expect(await kv.get(bucket, 'key', call)).toMatchObject({
        value: bytes('value'),
        metadata: bytes('metadata'),
      });
    });

    it.runIf(options.synchronousReads)('answers reads at once', async () => {
      const bucket = freshBucket();
      await put(bucket, 'key', 'value');
      for (const answer of [
        kv.get(bucket, 'key', call),
        kv.get(bucket, 'nothing', call),
        kv.exists(bucket, 'key', call),
        kv.list(bucket, '', undefined, 10, call),
        kv.getMany(bucket, ['key', 'nothing'], call),
      ]) {
        expect(answer).not.toBeInstanceOf(Promise);
      }
    });

    it('keeps empty values and empty metadata apart from none', async () => {
      const bucket = freshBucket();
      const empty = new Uint8Array();
      await kv.put(bucket, 'empty', empty, { metadata: empty }, call);
      const entry = await kv.get(bucket, 'empty', call);
      expect(entry?.value).toEqual(empty);
      expect(entry?.metadata).toEqual(empty);
      await kv.put(bucket, 'empty', empty, {}, call);
      expect((await kv.get(bucket, 'empty', call))?.metadata).toBeUndefined();
    });

    it('keeps values of every size', async () => {
      const bucket = freshBucket();
      for (const size of [1, 4095, 4096, 16_384, 70_000, 1 << 20, 25 << 20]) {
        const value = new Uint8Array(size).fill(size % 251);
        await kv.put(bucket, 'sized', value, {}, call);
        const entry = await kv.get(bucket, 'sized', call);
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
        if (i % 5 === 0) await kv.delete(bucket, 'key', call);
      }
      expect(versions.size).toBe(50);
    });

    describe('compare-and-set', () => {
      const cas = async (bucket: string, version: string | undefined, value: string) =>
        kv.compareAndSet(bucket, 'key', bytes(value), version, {}, call);

      it('takes the version that a read answered', async () => {
        const bucket = freshBucket();
        const first = await put(bucket, 'key', 'one');
        expect((await kv.get(bucket, 'key', call))?.version).toBe(first);
        const second = await cas(bucket, first, 'two');
        expect((await kv.get(bucket, 'key', call))?.version).toBe(second);
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
        await kv.delete(bucket, 'key', call);
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
            kv.compareAndSet(bucket, 'new', bytes(`${i}`), undefined, {}, call),
          ),
        );
        expect(creations.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      });

      it('counts an expired entry as none', async () => {
        const bucket = freshBucket();
        const version = await put(bucket, 'key', 'one', 60);
        now += 60_000;
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
        expect((await kv.get(bucket, 'short', call))?.expires).toBe(now + 60_000);
        expect((await kv.get(bucket, 'never', call))?.expires).toBeUndefined();
        now += 59_999;
        expect(await read(bucket, 'short')).toBe('x');
        now += 1;
        expect(await read(bucket, 'short')).toBeUndefined();
        expect(await kv.exists(bucket, 'short', call)).toBe(false);
        expect(await kv.getMany(bucket, ['short'], call)).toEqual([undefined]);
        expect(await listAll(bucket, '', 1)).toEqual(['long', 'never']);
        now += 1000;
        expect(await listAll(bucket, '', 10)).toEqual(['never']);
      });

      it('goes with a write that has none', async () => {
        const bucket = freshBucket();
        await put(bucket, 'key', 'one', 60);
        await put(bucket, 'key', 'two');
        now += 61_000;
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

    describe('lists', () => {
      it('in the byte order of UTF-8, with metadata and expiry', async () => {
        const bucket = freshBucket();
        const names = [
          '\u{1f600}',
          '\u{fffd}',
          'a',
          'b',
          'aa',
          'a\0',
          'é',
          '\u{e000}',
          '\u{10000}',
        ];
        for (const name of names) await put(bucket, name, 'x');
        const expected = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        for (const limit of [1, 2, 4, 9, 100]) {
          expect(await listAll(bucket, '', limit)).toEqual(expected);
        }
        await kv.put(bucket, 'b', bytes('x'), { ttl: 90, metadata: bytes('beside') }, call);
        expect((await kv.list(bucket, 'b', undefined, 5, call)).keys).toEqual([
          { key: 'b', metadata: bytes('beside'), expires: now + 90_000 },
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
        expect((await kv.list(bucket, '', undefined, 4, call)).cursor).toBeUndefined();
        const first = await kv.list(bucket, '', undefined, 2, call);
        expect(first.cursor).toBeTypeOf('string');
        const second = await kv.list(bucket, '', first.cursor, 2, call);
        expect(second.keys.map(({ key }) => key)).toEqual(['2', '3']);
        expect(second.cursor).toBeUndefined();
      });

      it('goes on where it was, whatever was deleted or added in between', async () => {
        const bucket = freshBucket();
        const names = Array.from({ length: 30 }, (_, i) => `k${String(i).padStart(2, '0')}`);
        for (const name of names) await put(bucket, name, 'x');
        const first = await kv.list(bucket, 'k', undefined, 10, call);
        await kv.delete(bucket, 'k09', call);
        await kv.delete(bucket, 'k10', call);
        await put(bucket, 'k05b', 'new');
        await put(bucket, 'k15b', 'new');
        const second = await kv.list(bucket, 'k', first.cursor, 100, call);
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
            kv.list(bucket, '', undefined, limit, call),
          ).rejects.toMatchObject({
            code: 'invalid',
          });
        }
        for (const cursor of ['', '!', 'YQ==', 'Yh', Buffer.from('b').toString('base64url')]) {
          await expect(async () => kv.list(bucket, 'a', cursor, 5, call)).rejects.toMatchObject({
            code: 'invalid',
          });
        }
      });
    });

    describe('increment', () => {
      it('counts from 0 and stores decimal text', async () => {
        const bucket = freshBucket();
        expect(await kv.increment(bucket, 'count', 1, call)).toBe(1);
        expect(await kv.increment(bucket, 'count', 41, call)).toBe(42);
        expect(await read(bucket, 'count')).toBe('42');
        expect(await kv.increment(bucket, 'count', -42.5, call)).toBe(-0.5);
        expect(await kv.increment(bucket, 'count', 0.5, call)).toBe(0);
        expect(await read(bucket, 'count')).toBe('0');
        expect(await kv.increment(bucket, 'count', 1e300, call)).toBe(1e300);
        expect(await kv.increment(bucket, 'count', -1e300, call)).toBe(0);
      });

      it('loses nothing under concurrency', async () => {
        const bucket = freshBucket();
        const seen = await Promise.all(
          Array.from({ length: 500 }, async () => kv.increment(bucket, 'count', 1, call)),
        );
        expect(new Set(seen).size).toBe(500);
        expect(await read(bucket, 'count')).toBe('500');
      });

      it('keeps metadata and expiry, and changes the version', async () => {
        const bucket = freshBucket();
        const version = await kv.put(
          bucket,
          'n',
          bytes('7'),
          { ttl: 60, metadata: bytes('m') },
          call,
        );
        await kv.increment(bucket, 'n', 1, call);
        const entry = await kv.get(bucket, 'n', call);
        expect(entry).toMatchObject({
          value: bytes('8'),
          metadata: bytes('m'),
          expires: now + 60_000,
        });
        expect(entry?.version).not.toBe(version);
        now += 60_000;
        expect(await kv.increment(bucket, 'n', 1, call)).toBe(1);
        expect((await kv.get(bucket, 'n', call))?.expires).toBeUndefined();
      });

      it('refuses what is no number', async () => {
        const bucket = freshBucket();
        for (const value of ['', 'x', '1 ', '0x10', 'NaN', 'Infinity', '1e999', '9'.repeat(100)]) {
          await put(bucket, 'n', value);
          await expect(async () => kv.increment(bucket, 'n', 1, call)).rejects.toMatchObject({
            code: 'invalid',
          });
          expect(await read(bucket, 'n')).toBe(value);
        }
        for (const delta of [Number.NaN, Infinity]) {
          await expect(async () => kv.increment(bucket, 'm', delta, call)).rejects.toMatchObject({
            code: 'invalid',
          });
        }
      });
    });

    describe('batches', () => {
      it('answer in order', async () => {
        const bucket = freshBucket();
        const versions = await kv.putMany(
          bucket,
          ['a', 'b', 'c'].map((key) => ({ key, value: bytes(key), options: {} })),
          call,
        );
        const entries = await kv.getMany(bucket, ['c', 'nothing', 'a', 'c'], call);
        expect(entries.map((entry) => text(entry?.value))).toEqual(['c', undefined, 'a', 'c']);
        expect(entries[0]?.version).toBe(versions[2]);
        expect(entries[2]?.version).toBe(versions[0]);
        expect(await kv.putMany(bucket, [], call)).toEqual([]);
        expect(await kv.getMany(bucket, [], call)).toEqual([]);
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
          await expect(async () => kv.putMany(bucket, [good, bad], call)).rejects.toThrow();
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
        const versions = await kv.putMany(bucket, items, call);
        expect(await read(bucket, 'k')).toBe('two');
        expect((await kv.get(bucket, 'k', call))?.version).toBe(versions[1]);
      });

      it('answer no more than one value may hold', async () => {
        const bucket = freshBucket();
        for (const key of ['a', 'b']) {
          await kv.put(bucket, key, new Uint8Array(13 << 20), {}, call);
        }
        await expect(async () => kv.getMany(bucket, ['a', 'b'], call)).rejects.toMatchObject({
          payload: { tag: 'too-large', val: { what: 'kv-value-bytes', maximum: 25 << 20 } },
        });
      });
    });

    it('says which limit was passed, by how much', async () => {
      const bucket = freshBucket();
      const tooLarge = async (what: string, used: number, maximum: number, act: () => unknown) =>
        expect(async () => act()).rejects.toMatchObject({
          payload: { tag: 'too-large', val: { what, used, maximum } },
        });
      const long = 'é'.repeat(257);
      await tooLarge('kv-key-bytes', 514, 512, () => kv.get(bucket, long, call));
      await tooLarge('kv-key-bytes', 514, 512, () => kv.list(bucket, long, undefined, 1, call));
      const value = new Uint8Array((25 << 20) + 1);
      await tooLarge('kv-value-bytes', value.length, 25 << 20, () =>
        kv.put(bucket, 'k', value, {}, call),
      );
      await tooLarge('kv-metadata-bytes', 1025, 1024, () =>
        kv.put(bucket, 'k', bytes(''), { metadata: new Uint8Array(1025) }, call),
      );
      const keys = Array.from({ length: 1001 }, (_, i) => `${i}`);
      await tooLarge('kv-list-keys', 1001, 1000, () => kv.getMany(bucket, keys, call));
      const most = { key: 'k'.repeat(512), metadata: new Uint8Array(1024).fill(3) };
      await kv.put(bucket, most.key, bytes('x'), { metadata: most.metadata, ttl: 60 }, call);
      expect(await kv.get(bucket, most.key, call)).toMatchObject({ metadata: most.metadata });
    });

    it('refuses names that are empty, too long or no text', async () => {
      const bucket = freshBucket();
      const invalid = { code: 'invalid' };
      for (const key of ['', '\ud800', 'a\udc00b', '\udc00\ud800']) {
        await expect(async () => kv.get(bucket, key, call)).rejects.toMatchObject(invalid);
        await expect(put(bucket, key, 'x')).rejects.toMatchObject(invalid);
        await expect(async () => kv.delete(bucket, key, call)).rejects.toMatchObject(invalid);
      }
      for (const name of ['', 'b'.repeat(256), '\ud800']) {
        await expect(async () => kv.get(name, 'k', call)).rejects.toMatchObject(invalid);
        await expect(async () => kv.list(name, '', undefined, 1, call)).rejects.toMatchObject(
          invalid,
        );
      }
    });

    it('keeps weird names apart, as keys and as buckets', async () => {
      const bucket = freshBucket();
      for (const name of weirdNames) await put(bucket, name, `of ${name}`);
      for (const name of weirdNames) expect(await read(bucket, name)).toBe(`of ${name}`);
      expect((await listAll(bucket, '', 3)).toSorted()).toEqual(weirdNames.toSorted());
      const names = weirdNames.filter((name) => name.length <= 255);
      for (const name of names) {
        expect(await kv.get(name, 'key', call)).toBeUndefined();
        await put(name, 'key', `in ${name}`);
      }
      for (const name of names) {
        expect(await read(name, 'key')).toBe(`in ${name}`);
        expect(await listAll(name, '', 10)).toEqual(['key']);
      }
    });

    it('never shows one tenant or bucket the keys of another', async () => {
      const part = fc.oneof(
        fc.constantFrom(
          'a',
          '\0',
          '\u{1}a',
          ':',
          '/',
          '\u{2}aa',
          '\u{ffff}',
          '\u{10ffff}',
          ...weirdNames,
        ),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
      );
      const name = fc
        .array(part, { minLength: 1, maxLength: 3 })
        .map((parts) => parts.join(''))
        .filter((joined) => Buffer.byteLength(joined) <= 255);
      const places = fc.array(fc.tuple(fc.boolean(), name, name), { minLength: 2, maxLength: 12 });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(places, name, async (writes, prefix) => {
          const mark = `${++run}\u{1}`.padStart(6, '0');
          const model = new Map<string, Map<string, string>>();
          for (const [isOther, bucket, key] of writes) {
            const place = JSON.stringify([isOther, bucket]);
            if (!model.has(place)) model.set(place, new Map());
            const value = JSON.stringify([run, isOther, bucket, key]);
            model.get(place)!.set(mark + key, value);
            await (isOther ? other : kv).put(bucket, mark + key, bytes(value), {}, call);
          }
          for (const [isOther, bucket, key] of writes) {
            for (const asOther of [true, false]) {
              const view = asOther ? other : kv;
              const own = model.get(JSON.stringify([asOther, bucket]));
              const entry = await view.get(bucket, mark + key, call);
              expect(text(entry?.value)).toBe(own?.get(mark + key));
              for (const start of [mark, mark + prefix]) {
                const { keys } = await view.list(bucket, start, undefined, 1000, call);
                const expected = [...(own?.keys() ?? [])].filter((k) => k.startsWith(start));
                expect(keys.map((info) => info.key).toSorted()).toEqual(expected.toSorted());
              }
            }
            expect(isOther).toBeTypeOf('boolean');
          }
        }),
        { numRuns: 60 },
      );
    });
  });
}
