import { expect, test } from 'vitest';
import { ByteWriter } from '../binary/byte-writer.js';
import { shareMemory } from './share-memory.js';

/** A module with one memory of two pages, as the linker writes it, that it exports as "memory". */
function moduleWithMemory(): Uint8Array {
  const out = new ByteWriter();
  out.raw(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
  out.section(5, (w) => w.u32(1).u8(0).u32(2));
  out.section(7, (w) => w.u32(1).name('memory').u8(2).u32(0));
  return out.finish();
}

function memoryOf(module: Uint8Array): WebAssembly.Memory {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), {});
  return exports['memory'] as WebAssembly.Memory;
}

test('a memory becomes one that threads share, up to a maximum', () => {
  expect(memoryOf(moduleWithMemory()).buffer).toBeInstanceOf(ArrayBuffer);
  const memory = memoryOf(shareMemory(moduleWithMemory(), 3));
  expect(memory.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(memory.grow(1)).toBe(2);
  expect(() => memory.grow(1)).toThrow(RangeError);
  // A maximum below what the guest begins with is what it begins with.
  expect(() => memoryOf(shareMemory(moduleWithMemory(), 1)).grow(1)).toThrow(RangeError);
});
