import { describe, expect, it } from 'vitest';
import type { Delta } from '../linker/index.js';
import { FunctionImage, ImageCache } from './image-cache.js';

/** An image that costs 1,000 bytes unpacked, and counts how often it is unpacked. */
function createImage(cache: ImageCache): { image: FunctionImage; counts: { unpacked: number } } {
  const counts = { unpacked: 0 };
  const unpack = (): Delta => {
    counts.unpacked++;
    return { pages: 1, globals: [], runs: [{ offset: 0, bytes: new Uint8Array(840) }] };
  };
  return { image: new FunctionImage(cache, unpack), counts };
}

describe('a cache of images', () => {
  it('unpacks an image once while there is room', () => {
    const cache = new ImageCache(2000);
    const { image, counts } = createImage(cache);
    expect(image.delta).toBe(image.delta);
    expect(counts.unpacked).toBe(1);
    expect(cache.bytes).toBe(1000);
  });

  it('packs what nothing asks for, and keeps what is used', () => {
    const cache = new ImageCache(3000);
    const all = Array.from({ length: 100 }, () => createImage(cache));
    const hot = createImage(cache);
    for (const { image } of all) {
      void hot.image.delta;
      void image.delta;
      expect(cache.bytes).toBeLessThanOrEqual(3000);
    }
    expect(hot.counts.unpacked).toBe(1);
    void all[0]!.image.delta;
    expect(all[0]!.counts.unpacked).toBe(2);
    expect(all[99]!.counts.unpacked).toBe(1);
  });

  it('keeps the one in use, however small the room', () => {
    const cache = new ImageCache(0);
    const one = createImage(cache);
    const other = createImage(cache);
    expect(one.image.delta.runs).toHaveLength(1);
    expect(other.image.delta.runs).toHaveLength(1);
    expect(cache.bytes).toBe(1000);
    expect(one.image.delta.runs).toHaveLength(1);
    expect(one.counts.unpacked).toBe(2);
  });

  it('takes what is offered only where there is room', () => {
    const cache = new ImageCache(1000);
    const one = createImage(cache);
    const other = createImage(cache);
    const delta: Delta = {
      pages: 1,
      globals: [],
      runs: [{ offset: 0, bytes: new Uint8Array(840) }],
    };
    one.image.offer(delta);
    other.image.offer(delta);
    expect(one.image.delta).toBe(delta);
    expect(one.counts.unpacked).toBe(0);
    expect(other.image.delta).not.toBe(delta);
    expect(cache.bytes).toBe(1000);
  });

  it('forgets an image with its function', () => {
    const cache = new ImageCache(1000);
    const { image } = createImage(cache);
    void image.delta;
    image.dispose();
    expect(cache.bytes).toBe(0);
    image.dispose();
    expect(cache.bytes).toBe(0);
  });

  it('refuses a size that is none', () => {
    expect(() => new ImageCache(-1)).toThrow('option "imageBytes" is "-1"');
  });
});
