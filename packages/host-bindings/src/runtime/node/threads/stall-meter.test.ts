import { expect, test } from 'vitest';
import { StallMeter } from './stall-meter.js';

test('a thread is stalled for as long as its count stands still', () => {
  const meter = new StallMeter();
  expect([meter.look(5, 10), meter.look(5, 10), meter.look(5, 15)]).toEqual([0, 10, 25]);
  expect(meter.look(6, 10)).toBe(0);
  expect(meter.look(6, 10)).toBe(10);
});

test('a reset forgets what was before', () => {
  const meter = new StallMeter();
  meter.look(5, 10);
  meter.look(5, 10);
  meter.reset();
  expect([meter.stalledMs, meter.look(5, 10), meter.look(5, 10)]).toEqual([0, 0, 10]);
});
