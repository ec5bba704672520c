import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../contract/index.js';
import { createMemoryCache } from './cache.js';

const signal = new AbortController().signal;
const of = (functionName: string): CallContext => ({
  functionName,
  requestId: 'r',
  deadline: Infinity,
  signal,
});
const call = of('one');
const bytes = (length: number, fill = 1): Uint8Array => new Uint8Array(length).fill(fill);

describe('the cache in memory', () => {
  it('keeps, overwrites and forgets, and answers at once', async () => {
    const cache = createMemoryCache();
    expect(cache.get('key', call)).toBeUndefined();
    const value = Buffer.from(bytes(3));
    await cache.put('key', value, undefined, call);
    value.fill(9);
    expect(cache.get('key', call)).toEqual(bytes(3));
    await cache.put('key', bytes(3, 2), undefined, call);
    expect(cache.get('key', call)).toEqual(bytes(3, 2));
    await cache.delete('key', call);
    await cache.delete('key', call);
    expect(cache.get('key', call)).toBeUndefined();
  });

  it('ends entries after their time', async () => {
    let now = 1000;
    const cache = createMemoryCache({ now: () => now });
    await cache.put('key', bytes(1), 2, call);
    await cache.put('none', bytes(1), 0, call);
    expect(cache.get('none', call)).toBeUndefined();
    now += 1999;
    expect(cache.get('key', call)).toEqual(bytes(1));
    now += 1;
    expect(cache.get('key', call)).toBeUndefined();
  });

  it('forgets what was used longest ago once it is full', async () => {
    const cache = createMemoryCache({ maxBytes: 4000 });
    for (const key of ['a', 'b', 'c']) await cache.put(key, bytes(1000), undefined, call);
    await cache.get('a', call);
    await cache.put('d', bytes(1000), undefined, call);
    expect(cache.get('b', call)).toBeUndefined();
    for (const key of ['a', 'c', 'd']) expect(cache.get(key, call)).toEqual(bytes(1000));
    await cache.put('huge', bytes(5000), undefined, call);
    expect(cache.get('huge', call)).toBeUndefined();
    expect(cache.get('a', call)).toEqual(bytes(1000));
  });

  it('shows each function its own keys', async () => {
    const cache = createMemoryCache();
    await cache.put('key', bytes(1), undefined, of('1'));
    await cache.put('__proto__', bytes(2), undefined, of('1'));
    for (const name of ['', '11', '1:1', 'other']) {
      expect(cache.get('key', of(name))).toBeUndefined();
      expect(cache.get('1key', of(name))).toBeUndefined();
    }
    expect(cache.get('__proto__', of('1'))).toEqual(bytes(2));
  });

  it('refuses keys and values over the limits', async () => {
    const cache = createMemoryCache({ limits: { kvKeyBytes: 4, kvValueBytes: 10 } });
    expect(() => cache.get('', call)).toThrow(/\[invalid\]/);
    expect(() => cache.get('\ud800', call)).toThrow(/\[invalid\]/);
    expect(() => cache.get('12345', call)).toThrow(/\[too-large\] kv-key-bytes is 5/);
    expect(() => cache.put('k', bytes(11), undefined, call)).toThrow(/kv-value-bytes is 11/);
    expect(() => createMemoryCache({ maxBytes: 0 })).toThrow(/maxBytes is "0"/);
  });
});
