import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createDelta,
  decodeDelta,
  encodeDelta,
  joinRuns,
  type Snapshot,
  writeImage,
} from './image.js';
import { LinkError } from './link-error.js';

const page = 65_536;

/** A memory of whole pages that is zero but for some bytes. */
const snapshots = (globals: number): fc.Arbitrary<Snapshot> =>
  fc
    .record({
      pages: fc.integer({ min: 1, max: 3 }),
      bytes: fc.array(fc.tuple(fc.nat(3 * page - 1), fc.integer({ min: 1, max: 255 })), {
        maxLength: 60,
      }),
      globals: fc.array(fc.integer(), { minLength: globals, maxLength: globals }),
    })
    .map(({ pages, bytes, globals: values }) => {
      const memory = new Uint8Array(pages * page);
      for (const [at, value] of bytes) if (at < memory.length) memory[at] = value;
      return { memory, globals: values };
    });

test('a restored memory equals the snapshot, whatever was in it before', () => {
  fc.assert(
    fc.property(snapshots(2), snapshots(2), fc.nat(255), (base, snapshot, junk) => {
      const delta = decodeDelta(encodeDelta(createDelta(base, snapshot)));
      expect(delta.globals).toEqual(snapshot.globals);
      expect(delta.pages).toBe(snapshot.memory.length / page);
      const joined = joinRuns(base, delta);
      expect(joined.runs.length).toBeLessThanOrEqual(delta.runs.length);
      for (const image of [delta, joined]) {
        const memory = new Uint8Array(4 * page).fill(junk);
        writeImage(memory, base, image, { pages: 4, start: 0 });
        expect(Buffer.compare(memory.subarray(0, snapshot.memory.length), snapshot.memory)).toBe(0);
        expect(memory.subarray(snapshot.memory.length).every((byte) => byte === 0)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test('what lies below the start is taken as it is', () => {
  const base = { memory: new Uint8Array(page).fill(7), globals: [] };
  const delta = createDelta(base, base);
  const memory = new Uint8Array(page).fill(1);
  writeImage(memory, base, delta, { pages: 1, start: 100 });
  expect(memory[99]).toBe(1);
  expect(memory[100]).toBe(7);
});

test('bytes that are no delta are refused, and never crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      try {
        const { pages, runs } = decodeDelta(bytes);
        for (const run of runs)
          expect(run.offset + run.bytes.length).toBeLessThanOrEqual(pages * page);
      } catch (error) {
        expect(error).toBeInstanceOf(LinkError);
      }
    }),
  );
});
