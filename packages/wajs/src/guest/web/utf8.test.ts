import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextCodec, type NativeBase64 } from './utf8.js';

/** What QuickJS has built in, by Node's means. */
const native: NativeBase64 = {
  encode: btoa,
  decode: atob,
  toBytes: (base64) => new Uint8Array(Buffer.from(base64, 'base64')),
  fromBytes: (bytes) => Buffer.from(bytes).toString('base64'),
};

const text = fc.string({ unit: 'binary' });
const units = fc
  .array(fc.integer({ min: 0, max: 0xffff }))
  .map((codes) => String.fromCharCode(...codes));
const octets = fc.oneof(
  fc.uint8Array(),
  fc.array(fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xe0, 0xa0, 0xed, 0x9f, 0xf0, 0x90, 0xf4, 0x8f)),
);

describe.each([
  ['with the native conversions of QuickJS', createTextCodec(native)],
  ['with loops', createTextCodec(undefined)],
])('text codec %s', (_, codec) => {
  it('encodes as Node does', () => {
    fc.assert(
      fc.property(fc.oneof(text, units), (input) => {
        expect(codec.encodeUtf8(input)).toEqual(new TextEncoder().encode(input));
      }),
    );
  });

  it('decodes as Node does', () => {
    const oracle = new TextDecoder('utf-8', { ignoreBOM: true });
    fc.assert(
      fc.property(octets, (input) => {
        const bytes = Uint8Array.from(input);
        expect(codec.decodeUtf8(bytes)).toBe(oracle.decode(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it('knows malformed bytes as Node does', () => {
    const oracle = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
    fc.assert(
      fc.property(octets, (input) => {
        const bytes = Uint8Array.from(input);
        let expected: string | undefined;
        try {
          expected = oracle.decode(bytes);
        } catch {
          expected = undefined;
        }
        expect(codec.decodeUtf8Strict(bytes)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('carries Latin-1 both ways', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        const decoded = codec.decodeLatin1(bytes);
        expect(decoded).toBe(Buffer.from(bytes).toString('latin1'));
        expect(codec.encodeLatin1(decoded)).toEqual(bytes);
      }),
    );
  });
});
