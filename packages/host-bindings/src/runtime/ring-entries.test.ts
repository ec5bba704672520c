import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecodeError } from '../codegen-v1/index.js';
import { readSubmissions, writeCompletions } from './ring-entries.js';

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const entries = fc.array(
  fc.record({
    event: u32,
    outcome: u32,
    payload: fc.uint8Array({ maxLength: 20 }),
    text: fc.string({ unit: 'grapheme', maxLength: 8 }),
  }),
  { maxLength: 6 },
);

test('entries come out as they went in', () => {
  fc.assert(
    fc.property(entries, (given) => {
      const { bytes, text } = writeCompletions(given);
      // A submission has its provider where a completion has its outcome.
      const read = readSubmissions(bytes, text);
      expect(read.map(({ provider, ...rest }) => ({ ...rest, outcome: provider }))).toEqual(
        given.map((entry) => ({ ...entry })),
      );
    }),
  );
});

test('bytes that are no batch are refused, and never crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.string({ maxLength: 10 }), (bytes, text) => {
      try {
        readSubmissions(bytes, text);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
  );
});
