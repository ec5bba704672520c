import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { structuredClone } from './structured-clone.js';

describe('structuredClone', () => {
  it('copies plain values as Node does', () => {
    const value = fc.anything({
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withBigInt: true,
      withSparseArray: true,
    });
    fc.assert(
      fc.property(value, (input) => {
        const copy = structuredClone(input);
        expect(copy).toEqual(globalThis.structuredClone(input));
        if (typeof input === 'object' && input !== null) expect(copy).not.toBe(input);
      }),
    );
  });

  it('keeps what refers to the same thing, and circles', () => {
    const shared = { x: 1 };
    const circle: { a: object; b: object; self?: object; map: Map<string, object> } = {
      a: shared,
      b: shared,
      map: new Map([['a', shared]]),
    };
    circle.self = circle;
    const copy = structuredClone(circle);
    expect(copy.self).toBe(copy);
    expect(copy.a).toBe(copy.b);
    expect(copy.map.get('a')).toBe(copy.a);
    const buffer = new ArrayBuffer(4);
    const [first, second] = structuredClone([new Uint8Array(buffer), new Uint8Array(buffer, 1, 2)]);
    expect(first!.buffer).toBe(second!.buffer);
    expect([second!.byteOffset, second!.length]).toEqual([1, 2]);
  });

  it('copies errors and regular expressions', () => {
    const copy = structuredClone(new RangeError('bad', { cause: { a: 1 } }));
    expect(copy).toBeInstanceOf(RangeError);
    expect([copy.message, copy.cause]).toEqual(['bad', { a: 1 }]);
    expect(structuredClone(/a/gi)).toEqual(/a/gi);
  });

  it('treats a name like any other', () => {
    const copy = structuredClone(JSON.parse('{"__proto__":{"polluted":true}}') as object);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(Object.keys(copy)).toEqual(['__proto__']);
  });

  it('refuses what is no data', () => {
    for (const value of [() => {}, Symbol('s'), Promise.resolve(), new WeakMap(), [() => {}]]) {
      expect(() => structuredClone(value)).toThrow(
        expect.objectContaining({ name: 'DataCloneError' }),
      );
    }
  });
});
