import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkLift } from './check-lift.js';
import { checkLinker } from './check-linker.js';
import { checkRing } from './check-ring.js';
import { readCorpus } from './corpus.js';

/** What each target makes of an input: see the checks, which throw where something is wrong. */
const targets: Readonly<Record<string, (input: Uint8Array) => unknown>> = {
  ring: checkRing,
  linker: checkLinker,
  lift: checkLift,
};

/** A seed with some of its bytes exchanged, left out or repeated. */
function mutated(seeds: readonly Buffer[]): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    at: fc.nat(4096),
    length: fc.nat(12),
    kind: fc.constantFrom('set', 'remove', 'repeat'),
    value: fc.oneof(fc.nat(255), fc.constantFrom(0x00, 0x7f, 0x80, 0xff)),
  });
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 5 }))
    .map(([seed, changes]) => {
      const bytes = [...seed];
      for (const { at, length, kind, value } of changes) {
        const place = at % (bytes.length + 1);
        if (kind === 'set') bytes[place] = value;
        else if (kind === 'remove') bytes.splice(place, length);
        else bytes.splice(place, 0, ...bytes.slice(place, place + length));
      }
      return Uint8Array.from(bytes);
    });
}

describe.each(Object.entries(targets))('fuzzing the %s', (name, check) => {
  const corpus = readCorpus(name);
  const seeds = [...corpus].filter(([file]) => file.startsWith('seed-'));

  test('the kept inputs are taken or refused', { timeout: 60_000 }, async () => {
    expect(seeds.length).toBeGreaterThan(4);
    for (const [file, bytes] of corpus) {
      await expect(Promise.resolve(bytes).then(check), file).resolves.toBeDefined();
    }
  });

  test('what is near the seeds is taken or refused', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(mutated(seeds.map(([, bytes]) => bytes)), async (bytes) => {
        await check(bytes);
      }),
      { numRuns: 1500, interruptAfterTimeLimit: 30_000 },
    );
  });
});

test('every seed of the linker is a component that links', () => {
  for (const [file, bytes] of readCorpus('linker'))
    if (file.startsWith('seed-')) expect(checkLinker(bytes), file).toBe('linked');
});
