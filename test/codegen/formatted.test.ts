import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emit, parseWit } from '../../packages/host-bindings/src/generator/index.js';
import { longNamesWorld } from './long-names-world.js';
import { isTooLarge, randomWorld } from './random-world.js';

const TARGETS = ['ts-host', 'js-guest', 'as-guest', 'markdown'] as const;
const WORLDS = Number(process.env['LONG_WORLDS'] ?? 12);

// The seed is fixed: a formatter has more rules than one can know, and this says which of them we do.
test('what is emitted of names of any length is formatted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wajs-formatted-'));
  try {
    const emitted = new Map<string, string>();
    const options = { seed: Number(process.env['LONG_SEED'] ?? 1), numRuns: WORLDS };
    const texts = [
      ...fc.sample(longNamesWorld, options),
      ...fc.sample(randomWorld({ functions: 4, mostLabels: 64 }), options),
    ];
    for (const [index, text] of texts.entries()) {
      if (await isTooLarge(text)) continue;
      const { world } = await parseWit([{ file: 'long.wit', text }]);
      for (const target of TARGETS) {
        for (const file of emit({ worlds: [world], target, rpc: true })) {
          const path = join(folder, `${target}-${index}`, file.path);
          mkdirSync(dirname(path), { recursive: true });
          // The formatter knows TypeScript, in which functions have no decorators.
          const plain = file.text.replace(
            /^ *@(?:external|exportAs)\((?:.*\)|\n(?:.*\n)+?\))\n/gm,
            '',
          );
          writeFileSync(path, plain);
          emitted.set(path, plain);
        }
      }
    }
    format(folder);
    expect(emitted.size).toBeGreaterThan(WORLDS * 3);
    for (const [path, text] of emitted) expect(readFileSync(path, 'utf8'), path).toBe(text);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

/** Docs as people write them; the pages keep all of it. */
const DOCS = `Reads *one* entry, **never** two; 2 * 3 and a_b.
The same paragraph, \`code\` and a [link](https://example.com).

Title
-----
* one
    * inside
* two
1. first
   - inside
2. second

> quoted

\`\`\`wit
record   entry { }
\`\`\`

| a | b |
|---|:--|
| 日本 | 🎉 and é |`;

test('reference pages are formatted, whatever their docs are', async () => {
  const docs = DOCS.replace(/^/gm, '/// ');
  const text = `package a:b;\n${docs}\ninterface i {\n${docs}\n f: func(a: u8); }\nworld w { import i; }`;
  const { world } = await parseWit([{ file: 'a.wit', text }]);
  const folder = mkdtempSync(join(tmpdir(), 'wajs-formatted-'));
  try {
    const pages = emit({ worlds: [world], target: 'markdown' });
    for (const { path, text: page } of pages) writeFileSync(join(folder, path), page);
    format(folder);
    for (const { path, text: page } of pages) {
      expect(readFileSync(join(folder, path), 'utf8')).toBe(page);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Formats all files of a folder, as the repository does. */
function format(folder: string): void {
  writeFileSync(join(folder, '.oxfmtrc.json'), '{ "singleQuote": true, "printWidth": 100 }\n');
  const manifest = createRequire(import.meta.url).resolve('oxfmt/package.json');
  execFileSync(process.execPath, [join(dirname(manifest), 'bin/oxfmt'), folder]);
}
