import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildComponent, buildFunction } from '@org/wajs/build';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Difference } from '../../packages/host-bindings/src/cli/diff/difference.js';
import { wrapHandler, wrapModule } from '../linker/guests.js';
import { run } from './run-program.js';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wajs-diff-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** Runs the command with paths below the folder, and reads what it printed. */
async function diff(
  ...args: string[]
): Promise<{ code: number; difference: Difference; text: string }> {
  const paths = args.map((one) => (/\.(?:wit|wasm|wajs)$/.test(one) ? join(folder, one) : one));
  const { code, out, err } = await run('diff', ...paths, '--json');
  expect(err).toBe('');
  const text = await run('diff', ...paths);
  expect(text.code).toBe(code);
  return { code, difference: JSON.parse(out) as Difference, text: text.out };
}

const wit = (version: string, body: string): string => `package acme:money@${version};
interface rates {
  record quote { rate: f64 }
  enum side { buy, sell }
  ${body}
}
world trader { import rates; }`;

describe('diff of WIT', () => {
  test('compares functions and types by structure, not by name', async () => {
    write(
      'old.wit',
      wit('1.0.0', 'latest: func(of: string) -> quote; all: func() -> list<quote>;'),
    );
    write(
      'same.wit',
      wit(
        '1.0.0',
        'type price = quote; all: func() -> list<price>; latest: func(of: string) -> price;',
      ),
    );
    const same = await diff('old.wit', 'same.wit');
    expect(same.code).toBe(0);
    expect(same.difference.imports).toEqual({ added: [], removed: [], changed: [] });
    expect(same.text).toContain('they need, import and export the same');

    write(
      'new.wit',
      wit('1.0.0', 'latest: async func(of: string) -> quote; follow: func(on: side);'),
    );
    const changed = await diff('old.wit', 'new.wit');
    expect(changed.code).toBe(0);
    expect(changed.difference.imports.changed).toEqual([
      {
        name: 'acme:money/rates@1.0.0',
        to: 'acme:money/rates@1.0.0',
        types: [],
        functions: {
          added: [{ name: 'follow', signature: 'follow: func(on: side)' }],
          removed: [{ name: 'all', signature: 'all: func() -> list<quote>' }],
          changed: [
            {
              name: 'latest',
              from: 'latest: func(of: string) -> quote',
              to: 'latest: async func(of: string) -> quote',
            },
          ],
        },
      },
    ]);
    expect(changed.text).toContain('-> latest: async func(of: string) -> quote');
  });

  test('finds a type that changed behind signatures that read the same', async () => {
    const body = 'latest: func(of: string) -> quote; side-of: func(of: string) -> side;';
    write('old.wit', wit('1.0.0', body));
    write('new.wit', wit('1.0.0', body).replace('rate: f64', 'rate: f64, source: string'));
    const { code, difference, text } = await diff('old.wit', 'new.wit');
    expect(code).toBe(0);
    const [change] = difference.imports.changed;
    expect(change).toMatchObject({ types: ['quote'], functions: { added: [], removed: [] } });
    expect(change!.functions.changed.map((one) => one.name)).toEqual(['latest']);
    expect(text).toContain('~ types quote');
  });

  test('a new version of an interface of the user is a capability of its own', async () => {
    write('old.wit', wit('1.0.0', 'latest: func() -> quote;'));
    write('new.wit', wit('1.1.0', 'latest: func() -> quote;'));
    const { code, difference, text } = await diff('old.wit', 'new.wit');
    expect(code).toBe(1);
    expect(difference).toMatchObject({
      verdict: 'more',
      sizeChange: null,
      capabilities: { added: ['acme:money/rates@1.1.0'], removed: ['acme:money/rates@1.0.0'] },
      imports: { added: [], removed: [], changed: [{ to: 'acme:money/rates@1.1.0' }] },
    });
    expect(text).toContain('b needs what a did not: acme:money/rates@1.1.0');
    expect((await diff('new.wit', 'new.wit')).code).toBe(0);
  });

  test('worlds are chosen by name, on either side', async () => {
    const worlds = `package a:b; interface i { f: func(); } interface j { g: func(); }
      world one { import i; } world two { import i; import j; }`;
    write('worlds.wit', worlds);
    expect((await diff('worlds.wit', 'worlds.wit', '-w', 'one')).code).toBe(0);
    const more = await diff('worlds.wit', 'worlds.wit', '-w', 'one', '--to-world', 'two');
    expect(more).toMatchObject({ code: 1, difference: { capabilities: { added: ['a:b/j'] } } });
    const less = await diff('worlds.wit', 'worlds.wit', '-w', 'two', '--to-world', 'one');
    expect(less).toMatchObject({ code: 0, difference: { capabilities: { removed: ['a:b/j'] } } });
  });
});

describe('diff of binaries', () => {
  test('what every host has is no new need', async () => {
    write('silent.wasm', await wrapHandler('', ''));
    const call =
      '(call $log (i32.const 2) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))';
    write('logging.wasm', await wrapHandler('', call));
    expect(await diff('silent.wasm', 'logging.wasm')).toMatchObject({
      code: 0,
      difference: {
        verdict: 'not-more',
        capabilities: { added: [], removed: [] },
      },
    });
  });

  test('a function that asks for a store needs more, and one that stops asking needs less', async () => {
    const build = async (name: string, source: string): Promise<void> => {
      const entry = write(`${name}.ts`, source);
      write(`${name}.wajs`, (await buildFunction({ entry, name, root: folder })).artifact);
    };
    await build('plain', "import { run } from '@org/wajs'; run(() => new Response('hi'));");
    await build(
      'stored',
      "import { kv, run } from '@org/wajs'; const b = kv.open('b'); run(async () => Response.json(await b.get('k')));",
    );
    const more = await diff('plain.wajs', 'stored.wajs');
    expect(more).toMatchObject({
      code: 1,
      difference: {
        verdict: 'more',
        capabilities: { added: ['kv'], removed: [] },
        imports: { added: ['wajs:platform/kv@0.1.0'], removed: [], changed: [] },
      },
    });
    expect(more.difference.sizeChange).toBe(more.difference.b.size! - more.difference.a.size!);
    expect(await diff('stored.wajs', 'plain.wajs')).toMatchObject({
      code: 0,
      difference: { verdict: 'not-more', capabilities: { added: [], removed: ['kv'] } },
    });
    // What every host has is no need, so a component and an artifact of one function need the same.
    const entry = join(folder, 'stored.ts');
    const { component } = await buildComponent({ entry, name: 'stored', root: folder });
    write('stored.wasm', component);
    for (const [a, b] of [
      ['stored.wasm', 'stored.wajs'],
      ['stored.wajs', 'stored.wasm'],
    ] as const) {
      expect(await diff(a, b)).toMatchObject({
        code: 0,
        difference: { verdict: 'not-more', capabilities: { added: [], removed: [] } },
      });
    }
    // Of two kinds, only what both say is compared.
    write('direct.wasm', await wrapHandler('', ''));
    expect((await diff('plain.wajs', 'direct.wasm')).code).toBe(0);
  });

  test('signatures of what components import are compared by structure', async () => {
    const component = (rate: string, core: string): Promise<Uint8Array> =>
      wrapModule(
        `(module (import "acme:money/rates@1.0.0" "latest" (func $latest (param i32) (result ${core})))
          (memory (export "memory") 1)
          (func (export "run") (param i32) (result i32) local.get 0 call $latest drop i32.const 1))`,
        `package acme:money@1.0.0;
         interface rates { type price = ${rate}; record quote { rate: price } latest: func(of: u32) -> quote; }
         world guest { import rates; export run: func(n: u32) -> u32; }`,
      );
    write('old.wasm', await component('f64', 'f64'));
    write('new.wasm', await component('f32', 'f32'));
    const { code, difference } = await diff('old.wasm', 'new.wasm');
    expect(code).toBe(0);
    expect(difference.imports.changed).toMatchObject([
      {
        name: 'acme:money/rates@1.0.0',
        types: ['price', 'quote'],
        functions: { changed: [{ name: 'latest', to: 'latest: func(of: u32) -> quote' }] },
      },
    ]);
    expect((await diff('old.wasm', 'old.wasm')).text).toContain('the same size');
  });
});

describe('diff of what cannot be read', () => {
  test('refuses the name of a world where there is no WIT to choose it from', async () => {
    write('world.wit', wit('1.0.0', 'f: func();'));
    const binary = write('silent.wasm', await wrapHandler('', ''));
    const text = join(folder, 'world.wit');
    for (const args of [
      [binary, binary, '--world', 'trader'],
      [text, binary, '--to-world', 'trader'],
    ]) {
      const { code, err } = await run('diff', ...args);
      expect(code).toBe(2);
      expect(err).toContain('error [world-without-wit]');
    }
    expect((await run('diff', text, binary, '--world', 'trader')).code).toBe(0);
  });

  test('exits with 2 and one diagnostic, whichever side it is', async () => {
    const good = write('good.wit', wit('1.0.0', 'f: func();'));
    const bad = [
      [write('bad.wit', 'package a:b;\nworld {'), 'wit-'],
      [join(folder, 'missing.wasm'), 'no-such-file'],
      [join(folder, 'missing.wit'), 'wit-not-found'],
      [write('text.wasm', 'text'), 'not-webassembly'],
    ] as const;
    for (const [path, code] of bad) {
      for (const args of [
        [path, good],
        [good, path],
      ] as const) {
        const { code: exit, out, err } = await run('diff', ...args);
        expect({ path, exit, out }).toEqual({ path, exit: 2, out: '' });
        expect(err).toContain(`error [${code}`);
      }
    }
    expect((await run('diff', good)).code).toBe(2);
    expect((await run('diff', good, good, '--jsn')).err).toContain('Did you mean --json?');
  });
});
