import { describe, expect, test } from 'vitest';
import { DecodeError, DecodeLimitError, EncodeError, Trap } from './errors.js';
import { GuestMemory } from './guest-memory.js';
import type { GuestMemoryOptions } from './guest-memory.js';

function create(options: Partial<GuestMemoryOptions> = {}): GuestMemory {
  const memory = { buffer: new ArrayBuffer(64) };
  return new GuestMemory({ memory, realloc: () => 8, ...options });
}

describe('GuestMemory', () => {
  test('refuses blocks that are not aligned or not all inside', () => {
    const memory = create();
    expect(memory.area(0, 8, 64)).toBe(0);
    expect(() => memory.area(4, 8, 8)).toThrow('not aligned');
    for (const [pointer, size] of [
      [60, 8],
      [64, 1],
      [-4, 4],
      [0x80000000, 4],
      [0xfffffffc, 8],
    ] as const) {
      expect(() => memory.area(pointer, 4, size)).toThrow(DecodeError);
    }
    expect(memory.area(64, 1, 0)).toBe(64);
  });

  test('holds what a call lifts to the limits, and begins anew with the next', () => {
    const memory = create({ limits: { bytes: 20, elements: 4 } });
    memory.loadBytes(0, 15);
    expect(() => memory.loadString(0, 10)).toThrow(
      'lift-bytes is 25, over the limit of 20; pass less at once, or raise the host\'s limit "liftBytes"',
    );
    expect(memory.begin().loadString(0, 20)).toHaveLength(20);
    memory.begin().elements(0, 3, 1, 0);
    expect(() => memory.elements(0, 2, 1, 0)).toThrow(DecodeLimitError);
    expect(() => memory.begin().elements(0, -1, 1, 0)).toThrow('4294967295');
  });

  test.each(['utf8', 'utf16'] as const)('moves strings as %s', (encoding) => {
    for (const text of ['', 'plain', 'é€😀', '\uFEFF', 'x'.repeat(20)]) {
      const memory = create({ encoding });
      const pointer = memory.storeString(text);
      expect(memory.loadString(pointer, memory.length)).toBe(text);
    }
    const memory = create({ encoding });
    expect(() => memory.storeString('a\uD800b')).toThrow('lone surrogate at index "1"');
    expect(() => memory.storeString(undefined as unknown as string)).toThrow(EncodeError);
    memory.view.setUint16(0, 0xd8ff, true);
    expect(() => memory.loadString(0, 2)).toThrow(DecodeError);
  });

  test('follows the memory when the allocator grows it', () => {
    const store = { buffer: new ArrayBuffer(8) };
    const memory = new GuestMemory({
      memory: store,
      realloc: () => {
        store.buffer = new ArrayBuffer(64);
        return 16;
      },
    });
    const pointer = memory.storeList(Uint8Array, Uint8Array.of(1, 2, 3));
    expect([...memory.loadBytes(pointer, memory.length)]).toEqual([1, 2, 3]);
  });

  test('traps when the allocator answers nonsense', () => {
    expect(() => create({ realloc: () => 3 }).allocate(4, 4)).toThrow(Trap);
    expect(() => create({ realloc: () => 62 }).allocate(4, 2)).toThrow(Trap);
    expect(() => create({ realloc: () => -8 }).allocate(4, 4)).toThrow('cabi_realloc answered');
  });

  test('moves lists of numbers whole, and refuses what is no such list', () => {
    const memory = create();
    const pointer = memory.storeList(Float64Array, Float64Array.of(1.5, -2));
    expect([...memory.loadList(Float64Array, pointer, 2)]).toEqual([1.5, -2]);
    expect(() => memory.storeList(Uint8Array, [1] as unknown as Uint8Array)).toThrow(
      'is not a Uint8Array',
    );
  });
});
