import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coreSignature } from '../../packages/host-bindings/src/abi/index.js';
import {
  Diagnostic,
  emit,
  parseWit,
  readSources,
  TARGETS,
} from '../../packages/host-bindings/src/generator/index.js';
import type { Interface } from '../../packages/host-bindings/src/generator/index.js';
import { readCoreSignatures, signatureText } from './core-signatures.js';
import { corpusWorlds } from './corpus.js';
import { CODEGEN } from './emitted-module.js';

const worlds = corpusWorlds();
const require = createRequire(import.meta.url);
let folder = '';
let emitted = 0;
const refused: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wajs-corpus-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Names of wasm-tools' dummy module: `cm32p2|wajs:platform/kv@0.1 get`. */
function importName(found: Interface, name: string): string {
  const module = found.key.name === '$root' ? '' : `|${canonical(found.key.name)}`;
  return `cm32p2${module} ${name}`;
}

function exportName(found: Interface, name: string): string {
  const module = found.key.name === '$root' ? '' : `${canonical(found.key.name)}`;
  return `cm32p2|${module}|${name}`;
}

/** A version is cut after its first number that is not 0, unless it is one before a release. */
function canonical(name: string): string {
  if (/@[^+]*-/.test(name)) return name.replace(/\+.*$/, '');
  return name.replace(/@(0\.0\.\d+|0\.\d+|\d+)[^|]*$/, '@$1');
}

function isSupported(error: unknown): boolean {
  return !(error instanceof Diagnostic && error.code === 'unsupported-type');
}

describe.each(worlds)('$title', ({ title, path, world: name }) => {
  test('flattens as wasm-tools says, and every target is emitted or refused by name', async () => {
    const { world, core } = await parseWit(readSources(path), name);
    const files = TARGETS.flatMap((target) => {
      try {
        return emit({ worlds: [world], target, rpc: true }).map((file) => ({ target, ...file }));
      } catch (error) {
        if (isSupported(error)) throw error;
        refused.push(`${title} ${target}: ${(error as Diagnostic).message}`);
        return [];
      }
    });
    for (const { target, path: file, text } of files) {
      const place = join(folder, target, title.replace(/ /g, '-'));
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, file), text);
      emitted += 1;
    }
    if (files.length === 0) return;
    const signatures = readCoreSignatures(core);
    const check = (
      interfaces: readonly Interface[],
      direction: 'import' | 'export',
      nameOf: typeof importName,
    ): void => {
      const actual = direction === 'import' ? signatures.imports : signatures.exports;
      for (const found of interfaces) {
        for (const func of found.functions) {
          const { parameters, results } = coreSignature(func, direction);
          const key = nameOf(found, func.name);
          expect(`${key}: ${signatureText(parameters, results)}`).toBe(
            `${key}: ${actual.get(key)}`,
          );
        }
      }
    };
    check(world.imports, 'import', importName);
    check(world.exports, 'export', exportName);
  });
});

test('what is emitted compiles, strictly, and is formatted', () => {
  expect(emitted).toBeGreaterThan(20);
  console.log(`${emitted} files emitted; refused:\n  ${refused.join('\n  ')}`);
  const paths = Object.fromEntries(Object.entries(CODEGEN).map(([name, file]) => [name, [file]]));
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2024', 'esnext.disposable'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noImplicitOverride: true,
    noFallthroughCasesInSwitch: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    isolatedModules: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(dirname(require.resolve('vitest/package.json')), '../@types')],
    paths,
  };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['ts-host/**/*', 'js-guest/**/*'] }),
  );
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  expect(run(process.execPath, [tsc, '-p', folder])).toBe('');

  const before = readAll(folder);
  writeFileSync(join(folder, '.oxfmtrc.json'), '{ "singleQuote": true, "printWidth": 100 }');
  const oxfmt = join(dirname(require.resolve('oxfmt/package.json')), 'bin/oxfmt');
  run(process.execPath, [oxfmt, ...TARGETS.map((target) => join(folder, target))]);
  expect(readAll(folder)).toEqual(before);
}, 60_000);

function run(command: string, args: readonly string[]): string {
  try {
    execFileSync(command, args, { encoding: 'utf8', stdio: 'pipe', cwd: folder });
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  }
}

function readAll(start: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(start, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .toSorted()
      .map((path) => [path, readFileSync(join(start, path), 'utf8')]),
  );
}
