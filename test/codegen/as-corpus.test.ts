import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildComponent } from '../../packages/assemblyscript-sdk/src/build/index.js';
import { emit, parseWit, readSources } from '../../packages/host-bindings/src/generator/index.js';
import { LinkError, linkComponent } from '../../packages/host-bindings/src/linker/index.js';
import { useEverything } from './as-use.js';
import { corpusWorlds } from './corpus.js';

const folder = mkdtempSync(join(tmpdir(), 'wajs-as-corpus-'));
let compiled = 0;
let linked = 0;
const unwrapped: string[] = [];
const texts = new Map<string, string>();

afterAll(() => {
  rmSync(folder, { recursive: true });
  console.log(`${compiled} worlds compiled by asc, ${linked} of them linked as components`);
  for (const one of unwrapped) console.log(`  not linked: ${one}`);
});

/** What wasm-tools parses, but makes no component of. */
const NO_COMPONENT = /cannot have more than 32 flags|conflicts with previous (?:field )?name/;

function assertLinks(title: string, component: Uint8Array): void {
  try {
    linkComponent(component);
    linked += 1;
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    unwrapped.push(`${title}: ${error.message}`);
  }
}

describe.each(corpusWorlds())('$title', ({ title, path, world: name }) => {
  test('compiles with every class and function in use, and is a component', async () => {
    const { world } = await parseWit(readSources(path), name);
    const place = join(folder, title.replace(/ /g, '-'));
    mkdirSync(join(place, 'gen'), { recursive: true });
    const files = emit({ worlds: [world], target: 'as-guest' });
    mkdirSync(join(place, 'plain'));
    for (const file of files) {
      const plain = join(place, 'plain', file.path);
      // The formatter knows TypeScript, in which functions have no decorators.
      texts.set(plain, file.text.replace(/^@(?:external|exportAs)\(.*\n/gm, ''));
      writeFileSync(plain, texts.get(plain)!);
      writeFileSync(join(place, 'gen', file.path), useEverything(file.text));
    }
    const lines = files.map((file) => `export * from './gen/${file.path.replace(/\.ts$/, '')}';`);
    const entry = join(place, 'index.ts');
    writeFileSync(entry, lines.join('\n'));
    try {
      const built = await buildComponent({ entry, wit: path, world: name, optimize: 'none' });
      expect(built.warnings).toBe('');
      assertLinks(title, built.component);
    } catch (error) {
      if (!NO_COMPONENT.test((error as Error).message)) throw error;
      unwrapped.push(`${title}: ${(error as Error).message.split('\n').at(-1)!.trim()}`);
    }
    compiled += 1;
  });
});

test('what is emitted is formatted', () => {
  expect(texts.size).toBeGreaterThan(100);
  writeFileSync(join(folder, '.oxfmtrc.json'), '{ "singleQuote": true, "printWidth": 100 }');
  const require = createRequire(import.meta.url);
  const oxfmt = join(dirname(require.resolve('oxfmt/package.json')), 'bin/oxfmt');
  execFileSync(process.execPath, [oxfmt, '**/plain/*.ts'], { cwd: folder, stdio: 'pipe' });
  for (const [path, text] of texts) expect(readFileSync(path, 'utf8')).toBe(text);
}, 60_000);
