import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const source = fileURLToPath(new URL('../../packages/host-bindings', import.meta.url));
const isBuilt = existsSync(join(source, 'dist/cli/main.js'));
if (!isBuilt) console.warn('SKIPPED: packages/host-bindings is not built; run "npm run build"');

/** The package as npm would unpack it, with the one dependency that the command has. */
describe.skipIf(!isBuilt)('an installed host-bindings', () => {
  let folder = '';
  let home = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wajs-installed-'));
    home = join(folder, 'node_modules/@org/host-bindings');
    cpSync(join(source, 'dist'), join(home, 'dist'), { recursive: true });
    cpSync(join(source, 'package.json'), join(home, 'package.json'));
    const commander = dirname(createRequire(join(source, 'package.json')).resolve('commander'));
    cpSync(commander, join(folder, 'node_modules/commander'), { recursive: true });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function run(...args: string[]): { code: number; output: string } {
    try {
      const options = { cwd: folder, encoding: 'utf8', stdio: 'pipe' } as const;
      const output = execFileSync(
        process.execPath,
        [join(home, 'dist/cli/main.js'), ...args],
        options,
      );
      return { code: 0, output };
    } catch (error) {
      const { status, stdout, stderr } = error as {
        status: number;
        stdout: string;
        stderr: string;
      };
      return { code: status, output: stdout + stderr };
    }
  }

  test('generates against the contract that it carries, without jco', () => {
    const contract = join(home, 'dist/wit-contract');
    expect(run('generate', contract, '-w', 'service', '-t', 'ts-host', '-o', 'gen')).toMatchObject({
      code: 0,
    });
    expect(readdirSync(join(folder, 'gen'))).toContain('kv.ts');
    const kv = readFileSync(join(folder, 'gen/kv.ts'), 'utf8');
    expect(kv).toContain("from '@org/host-bindings/codegen-v1';");
    expect(
      run('generate', contract, '-w', 'service', '-t', 'ts-host', '-o', 'gen', '--check'),
    ).toMatchObject({ code: 0 });
  });

  test('carries wasm-tools with its licence', () => {
    const names = readdirSync(join(home, 'dist/wit/wasm-tools'));
    expect(names).toEqual(expect.arrayContaining(['LICENSE', 'NOTICE', 'wasm-tools.core.wasm']));
  });

  test('shows where the fault is', () => {
    writeFileSync(join(folder, 'a.wit'), 'package a:b;\nworld w { import f: fun(); }\n');
    const { code, output } = run('generate', 'a.wit', '-t', 'js-guest', '-o', 'gen');
    expect(code).toBe(1);
    expect(output).toContain('a.wit:2:24: error [wit-syntax] expected ";", found "("');
  });
});
