import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCorpus } from './corpus.js';
import { checkWit } from './check-wit.js';

const corpus = new Map(
  [...readCorpus('wit')].map(([name, bytes]) => [name, bytes.toString('utf8')]),
);
const seeds = [...corpus].filter(([name]) => name.startsWith('seed-')).map(([, text]) => text);

test.each([...corpus])('%s is emitted or refused with a diagnostic', async (name, text) => {
  const outcome = await checkWit(text);
  if (name.startsWith('seed-')) expect(outcome).toBe('emitted');
});

/** Pieces of WIT text, kept whole when a text is shuffled. */
const TOKEN = /%?[A-Za-z][\w-]*|->|\/\/\/?[^\n]*|\/\*[^]*?\*\/|[^\S\n]+|[^]/g;

/** Text made of the tokens of a seed, some of which are left out, doubled, swapped or replaced. */
const mutated = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(
      fc.record({
        at: fc.nat(10_000),
        from: fc.nat(10_000),
        length: fc.nat(12),
        kind: fc.constantFrom('remove', 'copy', 'replace'),
        text: fc.oneof(
          fc.string({ unit: 'binary', maxLength: 6 }),
          fc.constantFrom('*/', '/*', '/// `', '${', '\u2028', '__proto__', '%then', '%con', 'A-b'),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([seed, changes]) => {
    const tokens = seed.match(TOKEN)!;
    for (const { at, from, length, kind, text } of changes) {
      const place = at % (tokens.length + 1);
      const source = from % (tokens.length + 1);
      if (kind === 'remove') tokens.splice(place, length);
      else if (kind === 'copy') tokens.splice(place, 0, ...tokens.slice(source, source + length));
      else tokens.splice(place, 1, text);
    }
    return tokens.join('');
  });

describe('any text', () => {
  test('made of the tokens of WIT is emitted or refused', { timeout: 120_000 }, async () => {
    const runs = { numRuns: 1000, interruptAfterTimeLimit: 90_000 };
    await fc.assert(
      fc.asyncProperty(mutated, async (text) => void (await checkWit(text))),
      runs,
    );
  });

  test('made of any characters is refused', { timeout: 60_000 }, async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(text, async (one) => void (await checkWit(one))),
      { numRuns: 100 },
    );
  });
});
