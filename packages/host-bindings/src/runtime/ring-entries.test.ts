import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bytes, ByteParts, DecodeError } from '../codegen-v1/index.js';
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

/** Bytes in up to four pieces, some of them empty. */
const inParts = (payload: Uint8Array, cuts: readonly number[]): Bytes => {
  const places = [0, ...cuts.map((cut) => cut % (payload.length + 1)), payload.length];
  places.sort((a, b) => a - b);
  return new ByteParts(places.slice(1).map((to, index) => payload.subarray(places[index], to)));
};

test('payloads in parts cross as those in one piece do, whole or in chunks', () => {
  const cuts = fc.option(fc.array(fc.nat(20), { maxLength: 3 }), { nil: undefined });
  fc.assert(
    fc.property(entries, fc.array(cuts, { minLength: 6, maxLength: 6 }), (given, allCuts) => {
      const whole = writeCompletions(given);
      const crossing = writeCompletions(
        given.map((entry, index) => {
          const places = allCuts[index];
          return places === undefined
            ? entry
            : { ...entry, payload: inParts(entry.payload, places) };
        }),
      );
      const bytes = crossing.bytes as Bytes;
      expect(crossing.text).toBe(whole.text);
      expect(bytes.length).toBe(whole.bytes.length);
      const joined = new Uint8Array(bytes.length);
      for (let at = 0; at < joined.length; at += 7) {
        const chunk = bytes.subarray(at, at + 7);
        if (chunk instanceof ByteParts) chunk.copyTo(joined, at);
        else joined.set(chunk, at);
      }
      expect(joined).toEqual(whole.bytes);
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
