import { beforeEach, describe, expect, it, vi } from 'vitest';
import { WajsError } from '../codegen-v1/index.js';
import type { Entry, Item, Page, PutOptions } from '../gen/kv.js';
import { ReadableStream } from '../web/streams/readable-stream.js';
import { kv } from './kv.js';

const stored = new Map<string, Entry>();
const calls: unknown[][] = [];
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function store(key: string, value: Uint8Array, options: PutOptions): string {
  const version = `v${calls.length}`;
  stored.set(key, { value, version, metadata: options.metadata });
  return version;
}

vi.mock('./serving.js', () => ({ assertServing: () => {} }));
vi.mock('../gen/kv.js', () => ({
  get: async (bucket: string, key: string) => {
    calls.push(['get', bucket, key]);
    return stored.get(key);
  },
  put: async (bucket: string, key: string, value: Uint8Array, options: PutOptions) => {
    calls.push(['put', bucket, key, text(value), options.ttl]);
    return store(key, value, options);
  },
  delete_: async (_: string, key: string) => void stored.delete(key),
  exists: async (_: string, key: string) => stored.has(key),
  increment: async (_: string, key: string, delta: number) => {
    const value = Number(text(stored.get(key)?.value ?? new Uint8Array(0))) + delta;
    store(key, new TextEncoder().encode(`${value}`), {});
    return value;
  },
  compareAndSet: async (
    _: string,
    key: string,
    value: Uint8Array,
    version: string | undefined,
    options: PutOptions,
  ) => {
    calls.push(['compareAndSet', key, version]);
    if (stored.get(key)?.version !== version) {
      throw new WajsError({ tag: 'conflict', val: 'changed' });
    }
    return store(key, value, options);
  },
  getMany: async (_: string, keys: string[]) => keys.map((key) => stored.get(key)),
  putMany: async (_: string, items: Item[]) =>
    items.map(({ key, value, options }) => store(key, value, options)),
  list: async (
    _: string,
    prefix: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page> => {
    calls.push(['list', prefix, cursor, limit]);
    const keys = [...stored.keys()].filter((key) => key.startsWith(prefix)).sort();
    const start = Number(cursor ?? 0);
    const end = start + Math.min(limit, 2);
    return {
      keys: keys.slice(start, end).map((key) => ({ key, metadata: stored.get(key)!.metadata })),
      cursor: end < keys.length ? `${end}` : undefined,
    };
  },
}));

const bucket = kv.open('visits');

beforeEach(() => {
  stored.clear();
  calls.length = 0;
});

describe('kv', () => {
  it('opens a bucket without a call', () => {
    expect(kv.open('a').name).toBe('a');
    expect(calls).toEqual([]);
  });

  it('stores text, bytes, streams and JSON, and reads them in every form', async () => {
    await bucket.put('json', { at: 1 }, { ttl: 60, metadata: { from: 'test' } });
    await bucket.put('text', 'é');
    await bucket.put('bytes', Uint8Array.of(104, 105).buffer);
    await bucket.put('stream', ReadableStream.from([Uint8Array.of(104), Uint8Array.of(105)]));
    expect(calls[0]).toEqual(['put', 'visits', 'json', '{"at":1}', 60]);
    expect(await bucket.get('json', 'json')).toEqual({ at: 1 });
    expect(await bucket.get('text', 'text')).toBe('é');
    expect(await bucket.get('bytes')).toEqual(Uint8Array.of(104, 105));
    const stream = (await bucket.get('stream', 'stream'))!;
    for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
      expect(text(chunk)).toBe('hi');
    }
    expect(await bucket.get('missing', 'json')).toBeNull();
    await expect(bucket.put('a', undefined)).rejects.toThrow(TypeError);
    await expect(bucket.get('text', 'xml' as never)).rejects.toThrow(TypeError);
    expect(await bucket.getWithMetadata('json', 'json')).toEqual({
      value: { at: 1 },
      metadata: { from: 'test' },
      version: 'v1',
      expires: undefined,
    });
    expect(await bucket.getWithMetadata('missing')).toBeNull();
  });

  it('keeps a value that is empty apart from one that is not there', async () => {
    await bucket.put('empty', '');
    expect(await bucket.get('empty', 'text')).toBe('');
    expect(await bucket.has('empty')).toBe(true);
    await bucket.delete('empty');
    expect(await bucket.get('empty', 'text')).toBeNull();
  });

  it('counts', async () => {
    expect([await bucket.increment('n'), await bucket.increment('n', 5)]).toEqual([1, 6]);
  });

  it('writes only over the version that it knows', async () => {
    const version = await bucket.compareAndSet('a', '1', null);
    expect(calls[0]).toEqual(['compareAndSet', 'a', undefined]);
    expect(await bucket.compareAndSet('a', '2', null)).toBeNull();
    expect(await bucket.compareAndSet('a', '2', version)).toMatch(/^v/);
    expect(await bucket.get('a', 'text')).toBe('2');
  });

  it('reads and writes many at once', async () => {
    expect(await bucket.batch([])).toEqual([]);
    const versions = await bucket.batch([
      { key: 'a', value: 1 },
      { key: 'b', value: 'x', metadata: 2 },
    ]);
    expect(versions).toHaveLength(2);
    expect(await bucket.batch(['a', 'missing', 'b'], 'text')).toEqual(['1', null, 'x']);
    await expect(bucket.batch(['a', { key: 'b', value: 1 }] as never)).rejects.toThrow(TypeError);
  });

  it('lists lazily, by keys and by pages', async () => {
    for (const key of ['p:1', 'p:2', 'p:3', 'q']) await bucket.put(key, '', { metadata: key });
    calls.length = 0;
    const list = bucket.list({ prefix: 'p:' });
    expect(calls).toEqual([]);
    for await (const entry of list) {
      expect(entry.metadata).toBe(entry.key);
      if (entry.key === 'p:2') break;
    }
    expect(calls).toEqual([['list', 'p:', undefined, 1000]]);
    const all: string[] = [];
    for await (const { key } of list) all.push(key);
    expect(all).toEqual(['p:1', 'p:2', 'p:3']);
    const limited: string[] = [];
    for await (const { key } of bucket.list({ limit: 3 })) limited.push(key);
    expect(limited).toEqual(['p:1', 'p:2', 'p:3']);
    const first = await bucket.list({ limit: 2 }).page();
    expect(first.keys.map(({ key }) => key)).toEqual(['p:1', 'p:2']);
    const { cursor } = first;
    const rest = await bucket.list({ limit: 2, cursor }).page();
    expect(rest).toMatchObject({ keys: [{ key: 'p:3' }, { key: 'q' }], cursor: undefined });
    const pages: number[] = [];
    for await (const page of bucket.list().pages()) pages.push(page.keys.length);
    expect(pages).toEqual([2, 2]);
  });
});
