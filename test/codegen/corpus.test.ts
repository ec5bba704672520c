import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
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
import { createDummyModule, readCoreSignatures, signatureText } from './core-signatures.js';
import { camelCase } from '../../packages/host-bindings/src/emitters/typescript/names.js';
import { corpusWorlds } from './corpus.js';
import { runtimeOutside } from './runtime-outside.js';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));
/** The modules that emitted code imports, as they are built. */
const BUILT = {
  '@org/host-bindings/codegen-v1': join(packages, 'host-bindings/dist/codegen-v1/index.d.ts'),
  '@org/wajs/codegen-v1': join(packages, 'wajs/dist/guest/codegen-v1/index.d.ts'),
};
const worlds = corpusWorlds();
const require = createRequire(import.meta.url);
let folder = '';
let emitted = 0;
const refused: string[] = [];
/** What WIT calls the functions and parameters of all worlds. */
const witNames = new Set<string>();

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
    const parsed = await parseWit(readSources(path), name);
    const { world } = parsed;
    for (const { functions } of [...world.imports, ...world.exports]) {
      for (const { kind, parameters } of functions) {
        for (const { name: used } of [kind, ...parameters]) witNames.add(camelCase(used));
      }
    }
    const files = TARGETS.flatMap((target) => {
      try {
        const files = emit({ worlds: [world], target, rpc: true });
        const plain = emit({ worlds: [world], target }).map((file) => {
          return { ...file, path: `plain/${file.path}` };
        });
        return [...files, ...plain].map((file) => ({ target, ...file }));
      } catch (error) {
        if (isSupported(error)) throw error;
        refused.push(`${title} ${target}: ${(error as Diagnostic).message}`);
        return [];
      }
    });
    for (const { target, path: file, text } of files) {
      const place = join(folder, target, title.replace(/ /g, '-'));
      mkdirSync(join(place, dirname(file)), { recursive: true });
      writeFileSync(join(place, file), text);
      emitted += 1;
    }
    if (files.length === 0) return;
    const signatures = readCoreSignatures(await createDummyModule(parsed));
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

test('what is emitted compiles strictly, against the built packages and without ambient types', () => {
  expect(emitted).toBeGreaterThan(20);
  expect(refused.filter((one) => / (?:ts-host|js-guest): /.test(one))).toEqual([]);
  for (const one of refused) console.log(`REFUSED: ${one}`);
  const paths = Object.fromEntries(Object.entries(BUILT).map(([name, file]) => [name, [file]]));
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2022'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    skipLibCheck: false,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noImplicitOverride: true,
    noFallthroughCasesInSwitch: true,
    noPropertyAccessFromIndexSignature: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    isolatedModules: true,
    noEmit: true,
    types: [],
    paths,
  };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const include = ['ts-host/**/*', 'js-guest/**/*'];
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
  expect(run('typescript', 'bin/tsc', ['-p', folder])).toBe('');
}, 60_000);

test('what is emitted is formatted', () => {
  const before = readAll(folder);
  writeFileSync(join(folder, '.oxfmtrc.json'), '{ "singleQuote": true, "printWidth": 100 }');
  run(
    'oxfmt',
    'bin/oxfmt',
    TARGETS.map((target) => join(folder, target)),
  );
  expect(readAll(folder)).toEqual(before);
}, 60_000);

test('what is emitted does nothing when it is only imported', async () => {
  const paths = Object.keys(readAll(folder)).filter((path) => /^(?:ts-host|js-guest)/.test(path));
  expect(paths.length).toBeGreaterThan(100);
  const { outputFiles } = await build({
    stdin: { contents: paths.map((path) => `import './${path}';`).join('\n'), resolveDir: folder },
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [runtimeOutside],
    logLevel: 'error',
  });
  expect(outputFiles[0]!.text.replace(/^\/\/.*$/gm, '').trim()).toBe('');
}, 60_000);

// The linter knows no decorators of functions, so AssemblyScript is read here.
test('what is emitted in AssemblyScript imports each module once, and nothing that nothing uses', () => {
  const files = Object.entries(readAll(join(folder, 'as-guest')));
  expect(files.length).toBeGreaterThan(100);
  for (const [path, text] of files) {
    const imports = [...text.matchAll(/^import \{([^}]*)\} from '([^']*)';$/gm)];
    expect(text.match(/^import\b/gm) ?? [], path).toHaveLength(imports.length);
    const modules = imports.map(([, , from]) => from);
    expect(modules, path).toEqual([...new Set(modules)]);
    const code = text
      .replace(/^import \{[^}]*\} from .*$/gm, '')
      .replace(/\/\*[^]*?\*\/|\/\/.*|'(?:[^'\\]|\\.)*'/g, '');
    const imported = imports.flatMap(([, names]) => names!.split(','));
    const locals = imported.map((name) => name.trim().replace(/^.* as /, '')).filter(Boolean);
    const own = [...code.matchAll(/^(?:declare )?(?:function|let|const) (\w+)/gm)];
    const uses = (name: string): number =>
      code.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
    expect(
      locals.filter((name) => uses(name) === 0),
      path,
    ).toEqual([]);
    expect(
      own.map(([, name]) => name!).filter((name) => uses(name) < 2),
      path,
    ).toEqual([]);
  }
});

test('what is emitted hides no name of the code around it, and has no name that nothing uses', () => {
  const rules = {
    'no-shadow': ['error', { builtinGlobals: true }],
    'no-shadow-restricted-names': 'error',
    'no-redeclare': ['error', { builtinGlobals: true }],
    'no-unused-vars': 'error',
    'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
    'no-eval': 'error',
    'no-debugger': 'error',
    'no-unreachable': 'error',
    'no-useless-rename': 'error',
    'prefer-const': 'error',
    'no-var': 'error',
    eqeqeq: 'error',
    'typescript/no-explicit-any': 'error',
  };
  const config = {
    plugins: ['eslint', 'typescript'],
    categories: { correctness: 'off' },
    env: { builtin: true, es2024: true, browser: true, node: true, worker: true },
    rules,
  };
  writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify(config));
  const found = run('oxlint', 'bin/oxlint', [
    ...['-c', join(folder, '.oxlintrc.json'), '--format', 'unix'],
    ...[join(folder, 'ts-host'), join(folder, 'js-guest')],
  ]);
  // What WIT calls its functions and parameters is called so here, whatever a browser calls its own.
  const own = found
    .split('\n')
    .filter((line) => line.includes('Error/'))
    .filter((line) => !witNames.has(/: '([^']*)' is already a global/.exec(line)?.[1] ?? ''));
  expect(own).toEqual([]);
}, 60_000);

/** Runs a command of a package; answers what it says where it fails. */
function run(name: string, bin: string, args: readonly string[]): string {
  const command = join(dirname(require.resolve(`${name}/package.json`)), bin);
  try {
    execFileSync(process.execPath, [command, ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
      cwd: folder,
    });
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
