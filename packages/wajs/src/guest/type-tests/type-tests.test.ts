import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const guest = resolve(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
const tsc = join(require.resolve('typescript/package.json'), '../bin/tsc');
const typeRoots = [resolve(require.resolve('@types/node/package.json'), '../..')];

let folder: string;

/** What the compiler has to say; empty where all is well. */
function compile(args: readonly string[]): Promise<string> {
  return new Promise((done) => {
    execFile(process.execPath, [tsc, ...args], (error, stdout, stderr) => {
      done(error ? stdout + stderr || String(error) : '');
    });
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wajs-types-'));
  const config = join(guest, 'tsconfig.build.json');
  const emit = ['-p', config, '--emitDeclarationOnly', '--outDir', join(folder, 'types')];
  expect(await compile(emit)).toBe('');
  await copyFile(join(import.meta.dirname, 'program.ts'), join(folder, 'program.ts'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the published types', () => {
  it.each([
    { name: 'alone', lib: ['es2023'], types: [], skipLibCheck: false },
    {
      name: 'beside lib.dom',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: [],
      skipLibCheck: false,
    },
    { name: 'beside lib.webworker', lib: ['es2023', 'webworker'], types: [], skipLibCheck: false },
    { name: 'beside @types/node', lib: ['es2023'], types: ['node'], skipLibCheck: true },
    { name: 'beside both', lib: ['es2023', 'dom'], types: ['node'], skipLibCheck: true },
  ])(
    'compile $name',
    async ({ name, lib, types, skipLibCheck }) => {
      const config = join(folder, `${name.replaceAll(/\W/g, '-')}.json`);
      const compilerOptions = {
        target: 'es2022',
        module: 'nodenext',
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        lib,
        types,
        typeRoots,
        skipLibCheck,
        paths: { '@org/wajs': ['./types/index.d.ts'] },
      };
      await writeFile(config, JSON.stringify({ compilerOptions, files: ['program.ts'] }));
      expect(await compile(['-p', config])).toBe('');
    },
    60_000,
  );
});
