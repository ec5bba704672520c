import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFunction } from '@org/wajs/build';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wrapHandler } from '../linker/guests.js';
import { run } from './run-program.js';

let folder = '';
let originals: Uint8Array[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wajs-damage-'));
  const entry = join(folder, 'index.ts');
  writeFileSync(entry, "import { run } from '@org/wajs'; run(() => new Response('hi'));");
  const { artifact } = await buildFunction({ entry, name: 'hi', root: folder });
  originals = [await wrapHandler('', ''), artifact];
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Cuts an original, or writes over some of its bytes. */
const damages = fc.record({
  which: fc.constantFrom(0, 1),
  length: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  bytes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
    maxLength: 8,
  }),
});

test('a damaged file is explained and compared, or refused with one diagnostic', async () => {
  const good = join(folder, 'good.wasm');
  const bad = join(folder, 'bad');
  writeFileSync(good, originals[0]!);
  await fc.assert(
    fc.asyncProperty(damages, async ({ which, length, bytes }) => {
      const original = originals[which]!;
      const copy = original.slice(0, Math.floor((length ?? 1) * original.length));
      for (const [at, byte] of bytes) {
        if (copy.length > 0) copy[Math.floor(at * (copy.length - 1))] = byte;
      }
      writeFileSync(bad, copy);
      const explained = await run('explain', bad, '--json');
      if (explained.code === 0) JSON.parse(explained.out);
      else expect(explained.err).toMatch(/error \[[a-z-]+\] [^\n]+(?:\nhint: [^\n]+)?$/);
      const { code } = await run('diff', good, bad);
      expect(code === 2).toBe(explained.code === 1);
    }),
    { numRuns: 200 },
  );
}, 60_000);
