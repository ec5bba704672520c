import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type KvBench, bytes, call, text, weirdNames } from './kv-harness.js';

/** What the contract says of names, limits and tenants. */
export function describeKvNames(bench: KvBench): void {
  const { freshBucket, put, read, listAll } = bench;

  it('says which limit was passed, by how much', async () => {
    const bucket = freshBucket();
    const tooLarge = async (what: string, used: number, maximum: number, act: () => unknown) =>
      expect(async () => act()).rejects.toMatchObject({
        payload: { tag: 'too-large', val: { what, used, maximum } },
      });
    const long = 'é'.repeat(257);
    await tooLarge('kv-key-bytes', 514, 512, () => bench.kv.get(bucket, long, call));
    await tooLarge('kv-key-bytes', 514, 512, () => bench.kv.list(bucket, long, undefined, 1, call));
    const value = new Uint8Array((25 << 20) + 1);
    await tooLarge('kv-value-bytes', value.length, 25 << 20, () =>
      bench.kv.put(bucket, 'k', value, {}, call),
    );
    await tooLarge('kv-metadata-bytes', 1025, 1024, () =>
      bench.kv.put(bucket, 'k', bytes(''), { metadata: new Uint8Array(1025) }, call),
    );
    const keys = Array.from({ length: 1001 }, (_, i) => `${i}`);
    await tooLarge('kv-list-keys', 1001, 1000, () => bench.kv.getMany(bucket, keys, call));
    const most = { key: 'k'.repeat(512), metadata: new Uint8Array(1024).fill(3) };
    await bench.kv.put(bucket, most.key, bytes('x'), { metadata: most.metadata, ttl: 60 }, call);
    expect(await bench.kv.get(bucket, most.key, call)).toMatchObject({ metadata: most.metadata });
  });

  it('refuses names that are empty, too long or no text', async () => {
    const bucket = freshBucket();
    const invalid = { code: 'invalid' };
    for (const key of ['', '\ud800', 'a\udc00b', '\udc00\ud800']) {
      await expect(async () => bench.kv.get(bucket, key, call)).rejects.toMatchObject(invalid);
      await expect(put(bucket, key, 'x')).rejects.toMatchObject(invalid);
      await expect(async () => bench.kv.delete(bucket, key, call)).rejects.toMatchObject(invalid);
    }
    for (const name of ['', 'b'.repeat(256), '\ud800']) {
      await expect(async () => bench.kv.get(name, 'k', call)).rejects.toMatchObject(invalid);
      await expect(async () => bench.kv.list(name, '', undefined, 1, call)).rejects.toMatchObject(
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
      expect(await bench.kv.get(name, 'key', call)).toBeUndefined();
      await put(name, 'key', `in ${name}`);
    }
    for (const name of names) {
      expect(await read(name, 'key')).toBe(`in ${name}`);
      expect(await listAll(name, '', 10)).toEqual(['key']);
    }
  });

  it('never shows one tenant or bucket the keys of another', async () => {
    const part = fc.oneof(
      fc.constantFrom('a', '\0', '\u{1}a', ':', '/', '\u{2}aa', '\u{ffff}', ...weirdNames),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
    );
    const name = fc
      .array(part, { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join(''))
      .filter((joined) => Buffer.byteLength(joined) <= 240);
    const places = fc.array(fc.tuple(name, name, name), { minLength: 2, maxLength: 12 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(places, name, async (writes, prefix) => {
        // Tenants of their own, so that one run does not see the keys of another.
        const mark = `${++run}:`;
        const model = new Map<string, Map<string, string>>();
        for (const [tenant, bucket, key] of writes) {
          const place = JSON.stringify([tenant, bucket]);
          if (!model.has(place)) model.set(place, new Map());
          const value = JSON.stringify([run, tenant, bucket, key]);
          model.get(place)!.set(key, value);
          await bench.forTenant(mark + tenant).put(bucket, key, bytes(value), {}, call);
        }
        const tenants = new Set(writes.map(([tenant]) => tenant));
        for (const [, bucket, key] of writes) {
          for (const tenant of tenants) {
            const view = bench.forTenant(mark + tenant);
            const own = model.get(JSON.stringify([tenant, bucket]));
            const entry = await view.get(bucket, key, call);
            expect(text(entry?.value)).toBe(own?.get(key));
            for (const start of ['', prefix]) {
              const { keys } = await view.list(bucket, start, undefined, 1000, call);
              const expected = [...(own?.keys() ?? [])].filter((k) => k.startsWith(start));
              expect(keys.map((info) => info.key).toSorted()).toEqual(expected.toSorted());
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });
}
