import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TOOL_VERSIONS } from '../../packages/host-bindings/src/cli/scaffold/project-files.js';
import { corpusWorlds } from '../codegen/corpus.js';
import { run } from './run-program.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
let folder = '';

beforeAll(() => {
  // Below the workspace, so that the projects find the packages.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  folder = mkdtempSync(join(root, 'node_modules/.cache/wajs-scaffold-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function read(path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** What tsc has to say of a project, host and function. */
function compile(project: string): string {
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  return ['tsconfig.json', 'function/tsconfig.json']
    .map((one) => {
      const args = [tsc, '--noEmit', '-p', join(folder, project, one)];
      try {
        return execFileSync(process.execPath, args, { encoding: 'utf8', stdio: 'pipe' });
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    })
    .join('');
}

describe('scaffold', () => {
  test('writes a project, says what it wrote, and writes over nothing', async () => {
    const out = join(folder, 'My Host');
    const first = await run('scaffold', '-w', 'function', '-o', out);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('  src/host.ts\n');
    expect(first.out).toContain(`  cd '${out}' && npm install`);
    expect(JSON.parse(read('My Host/package.json'))).toMatchObject({
      name: 'my-host',
      dependencies: { '@org/host-bindings': '1.2.3', '@org/wajs': '1.2.3' },
    });
    const edited = write('My Host/src/host.ts', '// mine\n');
    rmSync(join(folder, 'My Host/README.md'));
    const second = await run('scaffold', '-w', 'function', '-o', out);
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toContain(`"${edited}"`);
    expect(second.err).toContain('--force');
    expect(readdirSync(out)).not.toContain('README.md');
    expect(read('My Host/src/host.ts')).toBe('// mine\n');
    const forced = await run('scaffold', '-w', 'function', '-o', out, '--force');
    expect(forced.code).toBe(0);
    expect(read('My Host/src/host.ts')).toContain('createFunctionHost');
  });

  test('writes what formatters leave as it is', async () => {
    // Formatters pass over what is below node_modules.
    const out = mkdtempSync(join(tmpdir(), 'wajs-scaffold-'));
    const source =
      'package a:b; interface kv { get: func() -> u8; } world w { import kv; export kv; }';
    const args = ['--wit', write('formatted.wit', source), '-o', join(out, 'own')];
    expect((await run('scaffold', ...args)).code).toBe(0);
    expect((await run('scaffold', '-w', 'service', '-o', join(out, 'service'))).code).toBe(0);
    writeFileSync(join(out, '.oxfmtrc.json'), '{ "singleQuote": true, "printWidth": 100 }\n');
    const bin = join(dirname(require.resolve('oxfmt/package.json')), 'bin/oxfmt');
    const found = execFileSync(process.execPath, [bin, '--list-different', out], {
      encoding: 'utf8',
    });
    expect(found).toBe('');
    rmSync(out, { recursive: true });
  });

  test('says how to install packages that are on no registry', async () => {
    const out = join(folder, 'packed');
    const plain = await run('scaffold', '-w', 'function', '-o', out);
    expect(plain.out).toContain('(E404): scaffold with --packages <folder of their tarballs>');
    expect(read('packed/README.md')).toContain('ends with E404');
    const args = ['scaffold', '-w', 'function', '-o', out, '--force', '--packages'];
    write('tarballs/org-host-bindings-1.2.3.tgz', '');
    expect(await run(...args, join(folder, 'tarballs'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('org-wajs-1.2.3.tgz" does not exist'),
    });
    write('tarballs/org-wajs-1.2.3.tgz', '');
    const packed = await run(...args, join(folder, 'tarballs'));
    expect(packed).toMatchObject({ code: 0 });
    expect(packed.out).not.toContain('E404');
    expect(read('packed/README.md')).not.toContain('E404');
    expect(JSON.parse(read('packed/package.json'))).toMatchObject({
      dependencies: {
        '@org/host-bindings': 'file:../tarballs/org-host-bindings-1.2.3.tgz',
        '@org/wajs': 'file:../tarballs/org-wajs-1.2.3.tgz',
      },
    });
  });

  test('follows no link, forced or not', async () => {
    const victim = write('victim.ts', 'untouched');
    mkdirSync(join(folder, 'linked/src'), { recursive: true });
    symlinkSync(victim, join(folder, 'linked/src/host.ts'));
    for (const more of [[], ['--force']]) {
      const { code, err } = await run(
        'scaffold',
        '-w',
        'function',
        '-o',
        join(folder, 'linked'),
        ...more,
      );
      expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('files-exist') });
    }
    expect(read('victim.ts')).toBe('untouched');
  });

  test('writes nothing through a link to a folder elsewhere, forced or not', async () => {
    for (const name of ['elsewhere', 'linked-folder']) mkdirSync(join(folder, name));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'linked-folder/src'));
    for (const more of [[], ['--force']]) {
      const { code, err } = await run(
        'scaffold',
        '-w',
        'function',
        '-o',
        join(folder, 'linked-folder'),
        ...more,
      );
      expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('files-exist') });
    }
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
  });

  test('compiles for interfaces whose names are taken, and for arguments of every type', async () => {
    write(
      'wit/main.wit',
      `package acme:all@1.0.0;
      interface log {
        use other:money/rates.{quote};
        enum side { buy, sell }
        flags marks { red, dark-blue }
        variant shape { dot, box(tuple<u8, char>) }
        record deep { a-b: option<string>, q: quote, m: marks, s: shape, l: list<f32>, e: side }
        every: func(a: bool, b: list<deep>, c: deep, d: result<u8, string>, e: option<option<u8>>) -> deep;
      }
      interface create-host { resource host { constructor(a: list<u8>); } }
      interface objects { resource thing { poke: func(); } }
      interface wide { sum: func(a: u64) -> u64; }
      world everything {
        import log; import create-host; import objects; import wide;
        import other:money/rates;
        import rates: interface { now: func() -> f64; }
        import tick: func() -> u32;
        import wasi:clocks/monotonic-clock@0.2.6;
        export greeter: interface { greet: func() -> string; }
      }`,
    );
    write(
      'wit/deps/money/money.wit',
      'package other:money; interface rates { record quote { rate: f64 } latest: async func(of: string) -> quote; }',
    );
    write(
      'wit/deps/clocks.wit',
      'package wasi:clocks@0.2.6; interface monotonic-clock { now: func() -> u64; }',
    );
    const { code, err } = await run(
      'scaffold',
      '--wit',
      join(folder, 'wit'),
      '-o',
      join(folder, 'all'),
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(compile('all')).toBe('');
    const host = read('all/src/host.ts');
    expect(host).toContain("import { log as logInterface } from './gen/log.js';");
    expect(host).not.toContain('monotonic');
    const sample = read('all/function/src/index.ts');
    expect(sample).toContain('logInterface.every(false, [], { aB: undefined, q: { rate: 0 }');
    expect(read('all/README.md')).toContain('session.bind(greeter)');
    expect(read('all/wit/deps/money/money.wit')).toContain('package other:money');
  }, 60_000);

  test("compiles for each of the contract's worlds, without emitting what the package has", async () => {
    for (const world of ['function', 'service', 'rpc-function']) {
      const out = join(folder, world);
      expect((await run('scaffold', '-w', world, '-o', out)).code).toBe(0);
      expect(compile(world)).toBe('');
      expect(readdirSync(join(out, 'src'))).toEqual(['host.test.ts', 'host.ts', 'main.ts']);
    }
  }, 60_000);

  test('compiles for every world of the corpus', async () => {
    let count = 0;
    for (const { path, world } of corpusWorlds()) {
      const out = join(folder, 'corpus', String(count));
      const { code, err } = await run('scaffold', '--wit', path, '-w', world, '-o', out);
      expect(err).toMatch(/^(?:$|error \[scaffold-ring\])/);
      if (code === 0) count += 1;
    }
    expect(count).toBeGreaterThan(5);
    // All at once: a compiler takes longer to start than to check one of them.
    for (const [name, include] of [
      ['tsconfig.json', 'src'],
      ['function/tsconfig.json', 'function/src'],
    ] as const) {
      const config = JSON.parse(read(`corpus/0/${name}`)) as { compilerOptions: object };
      const { rootDir: _, ...compilerOptions } = config.compilerOptions as { rootDir?: string };
      write(
        `corpus/${name}`,
        JSON.stringify({
          compilerOptions,
          include: [`${name.includes('/') ? '../' : ''}*/${include}`],
        }),
      );
    }
    expect(compile('corpus')).toBe('');
  }, 60_000);

  test('pins what this repository itself is compiled with', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    expect(devDependencies).toMatchObject(TOOL_VERSIONS);
  });

  test('says what is wrong with a world, a path or a folder', async () => {
    const file = write('taken', '');
    for (const [args, message] of [
      [['-w', 'ring-function'], 'scaffold-ring'],
      [['-w', 'nope'], 'choose one of: imports, function'],
      [['--wit', join(folder, 'no.wit')], 'wit-not-found'],
      [['-w', 'function', '-o', file], 'output-not-a-folder'],
    ] as const) {
      const { code, out, err } = await run('scaffold', ...args);
      expect({ code, out, err }).toEqual({
        code: 1,
        out: '',
        err: expect.stringContaining(message),
      });
    }
  });
});
