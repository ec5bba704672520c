import { describe, expect, it } from 'vitest';
import { packBytes, packValue } from './portable-bytes.js';

describe('bytes for another thread', () => {
  it('take nothing of the buffer behind them along', () => {
    const view = new Uint8Array(1 << 20).subarray(10, 20).fill(7);
    const packed = packBytes(view, []);
    expect(packed.buffer.byteLength).toBe(10);
    expect([...packed]).toEqual(Array<number>(10).fill(7));
  });

  it('are a copy of what they were made of, of a Buffer too', () => {
    const bytes = Buffer.from('text');
    const packed = packBytes(bytes, []);
    bytes.fill(0);
    expect(Buffer.from(packed).toString()).toBe('text');
    expect(packed.constructor).toBe(Uint8Array);
  });

  it('are handed over where they are many, never those of the caller', () => {
    const transfer: ArrayBuffer[] = [];
    const bytes = new Uint8Array(100_000);
    const packed = packBytes(bytes, transfer);
    expect(transfer).toEqual([packed.buffer]);
    structuredClone(packed, { transfer });
    expect(bytes.length).toBe(100_000);
  });

  it('are found in records and lists, whatever these call their members', () => {
    const transfer: ArrayBuffer[] = [];
    const own = JSON.parse('{"__proto__":1}') as object;
    const packed = packValue(
      [{ value: new Uint8Array(5000), text: 'a', none: undefined }, own],
      transfer,
    );
    expect(transfer).toHaveLength(1);
    expect(packed).toEqual([{ value: new Uint8Array(5000), text: 'a', none: undefined }, own]);
    expect(Object.keys((packed as object[])[1]!)).toEqual(['__proto__']);
  });
});
