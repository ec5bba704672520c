import { describe, expect, test, vi } from 'vitest';
import { Trap } from './errors.js';
import { HandleTable } from './handle-table.js';

const A = { interface: 'a:b/c', name: 'a' };
const B = { interface: 'a:b/c', name: 'b' };

describe('HandleTable', () => {
  test('gives handles that name their objects until they end', () => {
    const table = new HandleTable();
    const one = {};
    const two = {};
    const first = table.add(A, one);
    const second = table.add(B, two);
    expect([first, second]).not.toContain(0);
    expect(table.get(A, first)).toBe(one);
    expect(table.take(B, second)).toBe(two);
    expect(table.size).toBe(1);
    expect(() => table.get(B, second)).toThrow(Trap);
  });

  test('refuses handles that were never given, were given to another type, or ended before', () => {
    const table = new HandleTable();
    const handle = table.add(A, {});
    for (const wrong of [0, -1, handle + 1, 0x7fffffff, 0xffffffff, 0.5, Number.NaN]) {
      expect(() => table.get(A, wrong), String(wrong)).toThrow('unknown or dropped');
    }
    expect(() => table.get(B, handle)).toThrow('is a "a", not a "b"');
    table.drop(A, handle);
    expect(() => table.drop(A, handle)).toThrow('unknown or dropped');
    const next = table.add(A, {});
    expect(next).not.toBe(handle);
    expect(() => table.get(A, handle)).toThrow('unknown or dropped');
  });

  test('disposes of what is dropped and of all that is left', () => {
    const table = new HandleTable();
    const dispose = vi.fn();
    const object = { [Symbol.dispose]: dispose };
    table.drop(A, table.add(A, object));
    expect(dispose).toHaveBeenCalledTimes(1);
    table.take(A, table.add(A, object));
    expect(dispose).toHaveBeenCalledTimes(1);
    const fault = new Error('no');
    table.add(A, {
      [Symbol.dispose]: () => {
        throw fault;
      },
    });
    table.add(A, object);
    expect(() => table.clear()).toThrow(AggregateError);
    expect(dispose).toHaveBeenCalledTimes(2);
    expect(table.size).toBe(0);
  });

  test('holds no more than its limit, over any number of uses', () => {
    const table = new HandleTable(3);
    for (let round = 0; round < 100_000; round += 1) table.take(A, table.add(A, {}));
    for (let index = 0; index < 3; index += 1) table.add(A, {});
    expect(() => table.add(A, {})).toThrow('over the limit of 3');
  });
});
