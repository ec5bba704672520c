import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { emit, parseWit, readSources } from '../../packages/host-bindings/src/generator/index.js';
import type { GeneratedFile, Target } from '../../packages/host-bindings/src/generator/index.js';
import { witPath } from './emitted-module.js';
import { runtimeOutside } from './runtime-outside.js';

const contract = fileURLToPath(new URL('../../wit', import.meta.url));
const TARGETS = ['ts-host', 'js-guest'] as const;

async function emitWorld(path: string, world: string, target: Target): Promise<GeneratedFile[]> {
  const { world: parsed } = await parseWit(readSources(path), world);
  return emit({ worlds: [parsed], target });
}

function moduleName(path: string): string {
  return path.replace(/\.ts$/, '').replace(/-/g, '_');
}

/** What a bundler makes of code beside emitted files; what they import stays outside. */
async function bundle(files: readonly GeneratedFile[], code: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'wajs-output-'));
  try {
    for (const { path, text } of files) writeFileSync(join(folder, path), text);
    const entry = join(folder, 'entry.ts');
    writeFileSync(entry, code);
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      format: 'esm',
      write: false,
      plugins: [runtimeOutside],
      logLevel: 'error',
    });
    const lines = outputFiles[0]!.text.split('\n');
    return lines.filter((line) => !/^\/\/|^$/.test(line)).join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a bundler', () => {
  test.each(TARGETS)('leaves nothing of %s where only types are used', async (target) => {
    for (const [path, world] of [
      [contract, 'service'],
      [witPath('echo.wit'), 'loop'],
      [witPath('names.wit'), 'imports-things'],
    ] as const) {
      const files = await emitWorld(path, world, target);
      const imports = files.map(({ path: name }, index) => {
        const module = `./${name.replace(/\.ts$/, '.js')}`;
        return `import type * as types${index} from '${module}';\nimport '${module}';`;
      });
      expect(await bundle(files, imports.join('\n')), world).toBe('');
    }
  });

  test.each([
    [contract, 'service'],
    [contract, 'ring-service'],
    [witPath('shapes.wit'), 'everything'],
    [witPath('library.wit'), 'library'],
  ])('keeps one interface of a host, and no other: %s %s', async (path, world) => {
    const files = await emitWorld(path, world, 'ts-host');
    let tables = 0;
    for (const { path: file, text } of files) {
      const table = /^export const (\w+): (?:Im|Ex)portInterface<.*\n {2}name: '(.*)',/m.exec(text);
      if (table === null) continue;
      tables += 1;
      const [, constant, own] = table;
      const all = files.map((one) => `import * as ${moduleName(one.path)} from './${one.path}';`);
      const code = `${all.join('\n')}\nconsole.log(${moduleName(file)}.${constant});`;
      const kept = await bundle(files, code);
      const names = [...kept.matchAll(/^ {2}name: "(.*)",$/gm)].map(([, name]) => name);
      expect(
        names.filter((name) => name!.includes('/')),
        file,
      ).toEqual([own]);
      expect(kept, file).not.toContain('class ');
    }
    expect(tables).toBeGreaterThan(1);
  });

  test('keeps one function of a guest, and no other', async () => {
    const files = await emitWorld(contract, 'service', 'js-guest');
    const text = await bundle(files, `import { exists } from './kv.js';\nconsole.log(exists);`);
    expect(text).toContain('wajs:platform/kv@');
    expect([...text.matchAll(/^function (\w+)/gm)].map(([, name]) => name)).toEqual([
      'readExceeded',
      'readError',
      'exists',
      'readBoolOrThrow',
    ]);
  });
});

describe('what is emitted', () => {
  test.each(TARGETS)('does not depend on the order of files: %s', async (target) => {
    const sources = readSources(contract);
    const emitAll = async (list: typeof sources): Promise<readonly GeneratedFile[]> => {
      const { world } = await parseWit(list, 'service');
      return emit({ worlds: [world], target });
    };
    expect(await emitAll(sources.toReversed())).toEqual(await emitAll(sources));
    const rotated = [...sources.slice(5), ...sources.slice(0, 5)];
    expect(await emitAll(rotated)).toEqual(await emitAll(sources));
  });

  test('says in its first line what made it, from what and how', async () => {
    const { world } = await parseWit(readSources(contract), 'function');
    const codegen = '../my-codegen.js';
    const file = emit({ worlds: [world], target: 'ts-host', codegen }).find(
      ({ path }) => path === 'kv.ts',
    )!;
    expect(file.text.split('\n', 1)[0]).toBe(
      '// Emitted by host-bindings from wajs:platform/kv@0.1.0 (--target ts-host --codegen ../my-codegen.js); do not edit.',
    );
  });

  test.each(TARGETS)(
    'has one import of values and one of types for each module: %s',
    async (target) => {
      for (const { path, text } of await emitWorld(witPath('shapes.wit'), 'everything', target)) {
        const imports = [...text.matchAll(/^import (type )?\{[^}]*\} from '([^']+)';$/gm)];
        const keys = imports.map(([, type, from]) => `${type ?? ''}${from!}`);
        expect(keys, path).toEqual([...new Set(keys)]);
        expect(text.match(/^import\b/gm) ?? []).toHaveLength(imports.length);
      }
    },
  );

  test('documents each declaration with its WIT, and what functions throw', async () => {
    const files = await emitWorld(contract, 'service', 'ts-host');
    for (const { path, text } of files) {
      const undocumented = [...text.matchAll(/^(.*)\nexport (?:interface|type|class|const) .*$/gm)]
        .filter(([, before]) => before !== ' */' && !/^\/\*\* .* \*\/$/.test(before!))
        .map(([found]) => found);
      expect(undocumented, path).toEqual([]);
    }
    const kv = files.find(({ path }) => path === 'kv.ts')!.text;
    expect(kv).toContain(
      'WIT: `record put-options { ttl: option<u32>, metadata: option<list<u8>> }`',
    );
    expect(kv).toContain(' * ```wit\n * record entry {\n *   value: list<u8>,\n');
    expect(kv).toMatch(
      /WIT: `get: async func\(.*\n(?: .*\n)*? {3}\* @throws ResultError of `error`/,
    );
  });
});

test('a list of no elements is an empty one of its type', async () => {
  const text =
    'package a:b; interface i { f: func(x: list<u8, 0>, y: list<string, 0>) -> tuple<list<u32, 0>, u8>; } world w { import i; }';
  const { world } = await parseWit([{ file: 'a.wit', text }]);
  const [file] = emit({ worlds: [world], target: 'ts-host' });
  expect(file!.text).toContain('return new Uint8Array(0);');
  expect(file!.text).toContain('return [];');
});

describe('names and docs', () => {
  const text = `package a:b;
/// All about money.
interface money { type amount = u32; }
world app {
  import money;
  import now: func() -> u32;
  export run: func() -> u32;
}`;

  test.each(['ts-host', 'js-guest', 'as-guest'] as const)(
    'of an interface with types only stand at the top in %s',
    async (target) => {
      const { world } = await parseWit([{ file: 'a.wit', text }]);
      const files = emit({ worlds: [world], target });
      const money = files.find((one) => one.path === 'money.ts')!.text.split('\n');
      expect(money.slice(1, 7)).toEqual([
        '',
        '/**',
        ' * All about money.',
        ' *',
        ' * @packageDocumentation',
        ' */',
      ]);
    },
  );

  test.each(['js-guest', 'as-guest'] as const)(
    'of what a world exports itself are those of the world in %s',
    async (target) => {
      const { world } = await parseWit([{ file: 'a.wit', text }]);
      const all = emit({ worlds: [world], target }).map((one) => one.text);
      expect(all.join('\n')).toContain('export function serveApp(');
      expect(all.join('\n')).not.toContain('serveExported');
    },
  );

  test('say since when an item is there, and for how long still', async () => {
    const gated = `package a:b@0.2.0;
/// A store.
@since(version = 0.1.0)
interface store {
  /// Reads.
  @since(version = 0.1.0)
  @deprecated(version = 0.2.0)
  get: func() -> u32;
  @unstable(feature = bulk)
  get-many: func() -> u32;
  /// @deprecated use get
  @since(version = 0.1.0)
  @deprecated(version = 0.2.0)
  read: func() -> u32;
}
world app { import store; }`;
    const { world } = await parseWit([{ file: 'a.wit', text: gated }]);
    for (const target of ['ts-host', 'js-guest', 'as-guest'] as const) {
      const [file] = emit({ worlds: [world], target });
      const code = file!.text.replace(/^ +/gm, ' ');
      expect(code).toContain(
        [
          ' * Reads.',
          ' *',
          ' * WIT: `get: func() -> u32`',
          ' *',
          ' * @since 0.1.0',
          ' * @deprecated since 0.2.0',
          ' */',
        ].join('\n'),
      );
      expect(code).toContain(' * @experimental behind the feature `bulk`\n');
      expect(code).toContain(' * @deprecated use get\n *\n * @since 0.1.0\n */');
    }
    const page = emit({ worlds: [world], target: 'markdown' }).find((one) =>
      one.path.startsWith('store'),
    )!.text;
    expect(page).toContain('\nReads.\n\nSince 0.1.0\n\n**Deprecated** since 0.2.0\n');
    expect(page).toContain('**Experimental** behind the feature `bulk`');
    expect(page).toMatch(/\[get\]\(#get\) +\| \*\*Deprecated\.\*\* Reads\./);
  });
});
