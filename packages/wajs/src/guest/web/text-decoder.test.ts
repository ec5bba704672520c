import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextDecoder } from './text-decoder.js';
import { TextEncoder } from './text-encoder.js';

const NodeDecoder = globalThis.TextDecoder;
const labels = ['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'UTF8', ' ascii\n', 'windows-1252'];

describe('TextDecoder', () => {
  it('names its encodings as Node does', () => {
    for (const label of labels) {
      expect(new TextDecoder(label).encoding).toBe(new NodeDecoder(label).encoding);
    }
    expect(() => new TextDecoder('shift_jis')).toThrow(RangeError);
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be'])('decodes %s in pieces as Node does', (label) => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.constantFrom(
        Uint8Array.of(0xef, 0xbb, 0xbf),
        Uint8Array.of(0xe2, 0x82),
        Uint8Array.of(0xac),
        Uint8Array.of(0xf0, 0x9f),
        Uint8Array.of(0x98, 0x80),
        Uint8Array.of(0xfe, 0xff),
        Uint8Array.of(0xff, 0xfe),
        Uint8Array.of(0xd8),
        Uint8Array.of(0x3d, 0xd8),
        Uint8Array.of(0x00, 0xde),
      ),
    );
    const options = fc.record({ fatal: fc.boolean(), ignoreBOM: fc.boolean() });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), options, (pieces, given) => {
        const run = (decoder: globalThis.TextDecoder | TextDecoder): string => {
          try {
            return [
              ...pieces.map((bytes) => decoder.decode(bytes, { stream: true })),
              decoder.decode(),
            ].join('');
          } catch {
            return 'malformed';
          }
        };
        expect(run(new TextDecoder(label, given))).toBe(run(new NodeDecoder(label, given)));
      }),
      { numRuns: 1500 },
    );
  });

  it('has what windows-1252 has in place of control characters', () => {
    expect(new TextDecoder('latin1').decode(Uint8Array.of(0x80, 0x93, 0xe9, 0xff))).toBe('€“éÿ');
  });

  it('takes every kind of bytes', () => {
    const bytes = Uint8Array.of(0, 104, 105, 0);
    expect(new TextDecoder().decode(new DataView(bytes.buffer, 1, 2))).toBe('hi');
    expect(new TextDecoder().decode(bytes.buffer.slice(1, 3))).toBe('hi');
    expect(() => new TextDecoder().decode('hi' as never)).toThrow(TypeError);
  });
});

describe('TextEncoder', () => {
  it('writes whole characters into what room there is, as Node does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(12), (text, size) => {
        const ours = new Uint8Array(size);
        const theirs = new Uint8Array(size);
        const result = new TextEncoder().encodeInto(text, ours);
        expect(result).toEqual(new globalThis.TextEncoder().encodeInto(text, theirs));
        expect(ours).toEqual(theirs);
      }),
    );
  });
});
