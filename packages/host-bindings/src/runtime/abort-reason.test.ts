import { expect, test } from 'vitest';
import { abortReason } from './abort-reason.js';

function memoryOf(
  numbers: readonly number[],
  texts: Readonly<Record<number, string>>,
): ArrayBuffer {
  const memory = new ArrayBuffer(4096);
  const view = new DataView(memory);
  for (const [index, number] of numbers.entries()) view.setUint32(16 + index * 4, number, true);
  for (const [address, text] of Object.entries(texts)) {
    for (let index = 0; index < text.length; index += 1) {
      view.setUint16(Number(address) + index * 2, text.charCodeAt(index), true);
    }
  }
  return memory;
}

test('an abort has a message and a place', () => {
  const memory = memoryOf([100, 8, 200, 8, 3, 7], { 100: 'oh\u001b!', 200: 'a.ts' });
  expect(abortReason(memory, 16)).toBe('oh ! (a.ts:3:7)');
  expect(abortReason(memoryOf([0, 0, 200, 8, 3, 7], { 200: 'a.ts' }), 16)).toBe(
    'it aborted (a.ts:3:7)',
  );
});

test('nothing is said of an abort that lies', () => {
  expect(abortReason(memoryOf([], {}), 16)).toBeUndefined();
  expect(abortReason(memoryOf([], {}), 4090)).toBeUndefined();
  expect(abortReason(memoryOf([], {}), 0xffff_ffff)).toBeUndefined();
  for (const address of [4095, 0xffff_fffe]) {
    const memory = memoryOf([address, 0xffff_ffff, address, 9, 0, 0], {});
    expect(abortReason(memory, 16)).toBeUndefined();
  }
  const long = memoryOf([100, 0xffff_ffff, 0, 0, 0, 0], { 100: 'x'.repeat(1900) });
  expect(abortReason(long, 16)).toBe('x'.repeat(500));
});
