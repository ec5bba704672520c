import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { witPath } from './emitted-module.js';
import {
  emit,
  parseWit,
  readSources,
  TARGETS,
} from '../../packages/host-bindings/src/generator/index.js';
import type { GeneratedFile, Target } from '../../packages/host-bindings/src/generator/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const contract = join(root, 'wit');
const WORLDS = ['service', 'function', 'ring-service', 'imports'];

async function emitWorlds(
  target: Target,
  path: string,
  names: readonly string[],
  change = (text: string): string => text,
): Promise<GeneratedFile[]> {
  const sources = readSources(path).map((one) => ({ ...one, text: change(one.text) }));
  const worlds = [];
  for (const name of names) worlds.push((await parseWit(sources, name)).world);
  const files = emit({ worlds, target, rpc: target === 'ts-host' || target === 'js-guest' });
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

// Reference pages list worlds in the order in which they are asked for.
test.each(['ts-host', 'js-guest', 'as-guest'] as const)(
  '%s is the same for worlds in any order',
  async (target) => {
    for (const [path, worlds] of [
      [contract, WORLDS],
      [witPath('shapes.wit'), ['inline', 'renamed', 'named', 'gated']],
      [witPath('names.wit'), ['files', 'loop', 'imports-things']],
    ] as const) {
      const expected = await emitWorlds(target, path, worlds);
      expect(await emitWorlds(target, path, worlds.toReversed())).toEqual(expected);
    }
  },
);

test.each(TARGETS)('%s is the same for line ends of Windows', async (target) => {
  const crlf = await emitWorlds(target, contract, WORLDS, (text) => text.replace(/\n/g, '\r\n'));
  expect(crlf).toEqual(await emitWorlds(target, contract, WORLDS));
});

/** What the command writes in a folder of its own, with another locale and time zone. */
function generate(target: Target, environment: NodeJS.ProcessEnv): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'wajs-deterministic-'));
  try {
    mkdirSync(join(folder, 'deep'));
    const command = join(root, 'packages/host-bindings/bin/host-bindings.js');
    const worlds = WORLDS.flatMap((name) => ['--world', name]);
    execFileSync(
      process.execPath,
      [command, 'generate', contract, ...worlds, '--target', target, '--out', '../out'],
      { cwd: join(folder, 'deep'), env: { ...process.env, ...environment }, stdio: 'pipe' },
    );
    const out = join(folder, 'out');
    return new Map(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each(TARGETS)('%s is the same in any place, language and time', async (target) => {
  const turkish = generate(target, {
    LANG: 'tr_TR.UTF-8',
    LC_ALL: 'tr_TR.UTF-8',
    TZ: 'Asia/Kolkata',
  });
  const plain = generate(target, { LANG: 'C', LC_ALL: 'C', TZ: 'UTC' });
  expect(turkish).toEqual(plain);
});

test.each(['ts-host', 'js-guest', 'as-guest', 'markdown'] as const)(
  'worlds that call different types alike keep their own: %s',
  async (target) => {
    const text = `package a:b;
world one { record item { first: u8 } import get: func() -> item; export put: func(a: item); }
world two { record item { second: string } import get: func() -> item; export put: func(a: item); }`;
    const worlds = [];
    for (const name of ['one', 'two']) {
      worlds.push((await parseWit([{ file: 'a.wit', text }], name)).world);
    }
    const files = emit({ worlds, target });
    for (const world of worlds) {
      const alone = new Map(emit({ worlds: [world], target }).map((one) => [one.path, one.text]));
      const shared = files.filter(({ path }) => path !== 'index.md' && alone.has(path));
      expect(shared).toHaveLength(2);
      for (const one of shared) expect(one.text).toBe(alone.get(one.path));
    }
  },
);
