import { describe, expect, it, vi } from 'vitest';
import { cache } from './cache.js';

const stored = new Map<string, { value: Uint8Array; ttl: number | undefined }>();
vi.mock('./serving.js', () => ({ assertServing: () => {} }));
vi.mock('../gen/cache.js', () => ({
  get: async (key: string) => stored.get(key)?.value,
  put: async (key: string, value: Uint8Array, ttl?: number) => void stored.set(key, { value, ttl }),
  delete_: async (key: string) => void stored.delete(key),
}));

describe('cache', () => {
  it('keeps values in every form', async () => {
    await cache.put('a', { b: 1 }, { ttl: 5 });
    expect(stored.get('a')!.ttl).toBe(5);
    expect(await cache.get('a', 'json')).toEqual({ b: 1 });
    expect(await cache.get('a', 'text')).toBe('{"b":1}');
    await cache.put('a', '');
    expect(await cache.get('a', 'text')).toBe('');
    await cache.delete('a');
    expect(await cache.get('a')).toBeNull();
  });
});
