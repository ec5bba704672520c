import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emit,
  parseWit,
  readSources,
  TARGETS,
} from '../../packages/host-bindings/src/generator/index.js';
import type { GeneratedFile } from '../../packages/host-bindings/src/generator/index.js';
import { codeOf, shapeOf } from '../fuzz/statements.js';
import { parseAs } from './assemblyscript-parser.js';
import { witPath } from './emitted-module.js';
import { HOSTILE_LINES } from './hostile-docs.js';
import { readPage } from './markdown-page.js';

test('names and docs cannot break out of what is emitted', async () => {
  const { world } = await parseWit(readSources(witPath('hostile.wit')));
  for (const target of TARGETS) {
    const files = emit({ worlds: [world], target });
    const paths = files.map((file) => file.path.toLowerCase());
    expect(new Set(paths).size).toBe(paths.length);
    for (const { path, text } of files) {
      expect(path).toMatch(/^[a-z0-9-]+\.(?:ts|md|json)$/);
      expect(path).not.toMatch(/^(?:con|aux|nul|prn)\./);
      if (path.endsWith('.md')) continue;
      const code = text.replace(/\/\*[^]*?\*\//g, '').replace(/\/\/.*/g, '');
      expect(code).not.toContain('PWNED');
      expect(text).not.toMatch(/[\u2028\u2029\u0000-\u0009]/);
    }
  }
});

/** A package with every kind of item, each with docs. */
function packageText(docs: readonly string[]): string {
  const lines = docs.map((line) => `/// ${line}`).join('\n');
  return `${lines}
package a:b@1.0.0;
${lines}
interface i {
${lines}
record r { ${lines}
 a: u8, ${lines}
 b: option<string> }
${lines}
variant v { ${lines}
 a, ${lines}
 b(list<r>) }
${lines}
enum e { ${lines}
 a, b }
${lines}
flags f { ${lines}
 a, b }
${lines}
type t = tuple<r, v>;
${lines}
resource s { ${lines}
 constructor(a: t); ${lines}
 m: func() -> result<e, v>; ${lines}
 n: static func(a: f) -> s;
}
${lines}
g: func(a: borrow<s>) -> result<t, e>;
${lines}
h: async func(a: list<r>) -> f;
}
${lines}
world w { ${lines}
 import i; ${lines}
 export i; ${lines}
 import x: func(); ${lines}
 export y: interface { ${lines}
  z: func(); } }
`;
}

async function emitted(docs: readonly string[]): Promise<Map<string, GeneratedFile[]>> {
  const { world } = await parseWit([{ file: 'a.wit', text: packageText(docs) }]);
  return new Map(
    TARGETS.map((target) => [
      target,
      emit({ worlds: [world], target, rpc: target === 'ts-host' || target === 'js-guest' }),
    ]),
  );
}

/** What marks, and the orders of tools, are made of, and what cannot be seen between them. */
const MARKS = [
  ...'*/\\`~@#<>!-+[](){}|=_$&;:."\' \ta1\u200B\u00AD\uFEFF\u{E0041}',
  ...['ts-', 'ignore', '__P', 'source', 'URL', 'http://a.b', 'javascript:x'],
];

/** One line at a time, several in any order, which may make up a block, and lines of marks. */
const docs = fc.oneof(
  fc.array(fc.string({ unit: fc.constantFrom(...MARKS), maxLength: 12 }), {
    minLength: 1,
    maxLength: 4,
  }),
  fc.constantFrom(...HOSTILE_LINES.map((line) => [line])),
  fc.array(fc.constantFrom(...HOSTILE_LINES, ''), { minLength: 2, maxLength: 8 }),
);

test(
  'docs add no statement, heading, HTML or link of their own',
  { timeout: 120_000 },
  async () => {
    const plain = await emitted(['Plain.']);
    const plainPages = new Map(
      plain.get('markdown')!.map(({ path, text }) => [path, readPage(text)]),
    );
    const plainAs = parseAs(plain.get('as-guest')!);
    const check = async (lines: readonly string[]): Promise<void> => {
      const hostile = await emitted(lines);
      for (const target of ['ts-host', 'js-guest']) {
        expect(shapeOf(hostile.get(target)!)).toEqual(shapeOf(plain.get(target)!));
      }
      expect(parseAs(hostile.get('as-guest')!)).toEqual(plainAs);
      expect(codeOf(hostile.get('as-guest')!)).toBe(codeOf(plain.get('as-guest')!));
      for (const { path, text } of hostile.get('markdown')!) {
        const page = readPage(text);
        const expected = plainPages.get(path)!;
        expect(page.headings).toEqual(expected.headings);
        expect(page.html).toEqual(expected.html);
        const foreign = page.targets.filter((one) => !expected.targets.includes(one));
        expect(foreign.filter((one) => !/^(?:https?:|mailto:)/.test(one))).toEqual([]);
        expect(page.images).toBe(0);
      }
      for (const { text } of [...hostile.values()].flat()) {
        expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\u2028\u2029]/u);
      }
    };
    for (const line of HOSTILE_LINES) await check([line]);
    await check(HOSTILE_LINES);
    await fc.assert(fc.asyncProperty(docs, check), {
      numRuns: 60,
      interruptAfterTimeLimit: 60_000,
    });
  },
);

test('docs give no orders to compilers and bundlers', async () => {
  const files = await emitted(HOSTILE_LINES);
  for (const target of ['ts-host', 'js-guest', 'as-guest']) {
    for (const { text } of files.get(target)!) {
      // What TypeScript, esbuild, Rollup and readers of source maps look for.
      expect(text).not.toMatch(/@ts-(?:ignore|expect-error|nocheck)|@jsx|source(?:Mapping)?URL=/i);
      expect(text.replaceAll('/* @__PURE__ */', '')).not.toMatch(/[@#]__[A-Z]/);
    }
  }
});

test('a bundler keeps calls whatever docs say of them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wajs-hostile-'));
  const all = await emitted(['@__NO_SIDE_EFFECTS__', '#__NO_SIDE_EFFECTS__']);
  for (const { path, text } of all.get('js-guest')!) writeFileSync(join(folder, path), text);
  writeFileSync(join(folder, 'use.ts'), "import { h } from './i.js';\nh([]);\n");
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'use.ts')],
    bundle: true,
    format: 'esm',
    write: false,
    external: ['@org/*'],
  });
  expect(outputFiles[0]!.text).toMatch(/^h\(\[\]\);$/m);
  rmSync(folder, { recursive: true });
});
