import { deflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { nodePlatform } from './platform.js';

it('inflates up to a bound, and a bomb no further', async () => {
  const packed = deflateRawSync(new Uint8Array(1 << 20));
  const whole = await nodePlatform.inflater(packed, 1 << 20);
  expect((await whole()).length).toBe(1 << 20);
  const bomb = await nodePlatform.inflater(deflateRawSync(new Uint8Array(64 << 20)), 1 << 20);
  const before = process.memoryUsage().arrayBuffers;
  expect(() => bomb()).toThrow(RangeError);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 << 20);
});
