import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { emit, parseWit, TARGETS } from '../../packages/host-bindings/src/generator/index.js';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'wajs-empty-types-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Types that take no room: wasm-tools reads them, though no component can have them. */
const text = `package test:nothing;
interface nothing {
  record empty {}
  flags none {}
  type unit = tuple<>;
  record holds { empty: empty, none: none, n: u8 }
  variant choice { a(empty), b(none), c, d(unit) }
  one: func(a: empty, b: none, c: unit) -> empty;
  many: func(a: list<empty>, b: list<none>, c: list<unit>) -> list<holds>;
  more: async func(a: list<empty, 3>, b: list<none, 20>, c: map<u8, unit>) -> list<choice>;
  zero: func(a: list<u8, 0>, b: list<list<string, 0>>) -> list<list<u8, 0>, 2>;
}
world both { import nothing; export nothing; }`;

test('types that take no room are emitted for every target, and tsc takes them', async () => {
  const { world } = await parseWit([{ file: 'nothing.wit', text }]);
  for (const target of TARGETS) {
    mkdirSync(join(folder, target));
    for (const file of emit({ worlds: [world], target, rpc: true })) {
      writeFileSync(join(folder, target, file.path), file.text);
    }
  }
  const compilerOptions = {
    ...{ target: 'es2022', lib: ['es2022'], module: 'nodenext', types: [], noEmit: true },
    ...{ strict: true, skipLibCheck: false, erasableSyntaxOnly: true, verbatimModuleSyntax: true },
    paths: {
      '@org/host-bindings/codegen-v1': [join(packages, 'host-bindings/dist/codegen-v1/index.d.ts')],
      '@org/wajs/codegen-v1': [join(packages, 'wajs/dist/guest/codegen-v1/index.d.ts')],
    },
  };
  const include = ['ts-host/*', 'js-guest/*'];
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
  const tsc = createRequire(import.meta.url).resolve('typescript/package.json');
  const args = [join(dirname(tsc), 'bin/tsc'), '-p', folder];
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('');
}, 60_000);
