import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from './function-harness.js';

const command = fileURLToPath(new URL('../../packages/wajs/bin/wajs.js', import.meta.url));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let project: string;

/** Runs `wajs` in the project, to its end. */
async function wajs(...args: string[]): Promise<Run> {
  const child = spawn(process.execPath, [command, ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    timeout: 15_000,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** Runs what cannot work, and answers exit code and message; no output has a stack of wajs itself. */
async function fail(...args: string[]): Promise<[code: number | null, message: string]> {
  const { code, stdout, stderr } = await wajs(...args);
  expect(stdout).toBe('');
  expect(stderr).not.toMatch(/\n\s+at |node:internal|packages\/|should not/);
  return [code, stderr.trimEnd()];
}

const hello = "import { run } from '@org/wajs';\nrun(() => new Response('hello'));\n";

beforeAll(async () => {
  project = await makeFolder({
    'package.json': '{ "name": "@acme/greeter", "type": "module" }',
    'src/index.ts': hello,
    'bad.ts': "import { run } from '@org/wajs';\nrun(() => {\n  const = 1;\n});\n",
    'throws.ts':
      "import { run } from '@org/wajs';\n\nthrow new Error('not today');\nrun(() => {});\n",
    'store.ts':
      "import { kv, run } from '@org/wajs';\nrun(async () => Response.json(await kv.open('b').get('k')));\n",
    'methods.ts': "import { serveRpc } from '@org/wajs';\nserveRpc({});\n",
    'broken.json': '{ "A": ',
    'text.wajs': 'hello',
    'text.wasm': 'hello, this is no component',
    'a-file': '',
  });
});

const missingHint = '(add --help for the options)';

describe('a command line that is wrong ends with 2, and says what to do', () => {
  it.each([
    [['nope'], `error: unknown command 'nope'\n${missingHint}`],
    [['--nope'], `error: unknown option '--nope'\n${missingHint}`],
    [
      ['serve', '--prot', '1'],
      `error: unknown option '--prot'\n(Did you mean --port?)\n${missingHint}`,
    ],
    [['serve', '--kv'], `error: option '--kv <folder>' argument missing\n${missingHint}`],
    [
      ['serve', '--port', 'http'],
      `error: option '-p, --port <number>' argument 'http' is invalid. use a whole number from 0 to 65535\n${missingHint}`,
    ],
    [
      ['serve', '--port', '65536'],
      `error: option '-p, --port <number>' argument '65536' is invalid. use a whole number from 0 to 65535\n${missingHint}`,
    ],
    [
      ['serve', '--isolation', 'none'],
      `error: option '--isolation <mode>' argument 'none' is invalid. use "request" or "shared"\n${missingHint}`,
    ],
    [
      ['build', 'src/index.ts', 'throws.ts'],
      `error: too many arguments for 'build'. Expected 1 argument but got 2.\n${missingHint}`,
    ],
    [['build', 'missing.ts'], 'error no such file: "missing.ts"'],
    [['serve', 'missing.wajs'], 'error no such file: "missing.wajs"'],
    [['serve', '--service', 'rates'], 'error --service "rates" names no file: use <name>=<entry>'],
    [['serve', '--service', 'a=missing.ts'], 'error no such file: "missing.ts"'],
    [['build', 'src'], 'error "src" is a folder; name the entry file in it'],
    [['build', 'text.wajs'], 'error "text.wajs" is built already; name a source file'],
    [
      ['build', 'src/index.ts', '--name', '../up'],
      'error "../up" is no name for a file; use letters, digits, "-", "_" and "."',
    ],
    [
      ['serve', 'src/index.ts', '--port', '0', '--config', 'none.json'],
      'error the configuration file "none.json" cannot be read: check its path and its rights',
    ],
    [
      ['serve', 'src/index.ts', '--port', '0', '--config', 'broken.json'],
      'error the configuration file "broken.json" is not JSON: correct it',
    ],
    [
      ['serve', 'src/index.ts', '--port', '0', '--allow', 'http://example.com/'],
      'error "http://example.com/" is no host to allow: use "example.com", "example.com:8443", "*.example.com" or an address',
    ],
  ])('%j', async (args, message) => {
    expect(await fail(...args)).toEqual([2, message]);
  });

  it('no entry in an empty folder', async () => {
    const before = project;
    project = await makeFolder({});
    try {
      const looked = 'src/index.ts, src/index.js, index.ts, index.js, assembly/index.ts';
      for (const name of ['build', 'serve']) {
        expect(await fail(name)).toEqual([
          2,
          `error no entry found: looked for ${looked}; name the file, as in "wajs build src/main.ts"`,
        ]);
      }
    } finally {
      project = before;
    }
  });

  it('a package.json that is none', async () => {
    const before = project;
    project = await makeFolder({ 'index.ts': hello, 'package.json': '{' });
    try {
      const [code, message] = await fail('build');
      expect(code).toBe(2);
      expect(message).toMatch(/^error ".*package\.json" is not valid JSON: /);
    } finally {
      project = before;
    }
  });
});

describe('a function or surroundings that are at fault end with 1', () => {
  it('a syntax error', async () => {
    const [code, message] = await fail('build', 'bad.ts');
    expect(code).toBe(1);
    expect(message).toContain(
      'bad.ts does not bundle\n\n✘ [ERROR] Expected identifier but found "="',
    );
    expect(message).toContain('bad.ts:3:8:\n      3 │   const = 1;');
  });

  it.each(['build', 'serve'])('an exception at module level: %s', async (name) => {
    const { code, stderr } = await wajs(name, 'throws.ts');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error Error: not today\n {4}at <anonymous> \(throws\.ts:3:\d+\)\n$/);
  });

  it('where a function serves no HTTP', async () => {
    expect(await fail('serve', 'methods.ts', '--kv', 'memory')).toEqual([
      1,
      'error [invalid] function "greeter" serves no HTTP; call run(handler) in its entry',
    ]);
  });

  it('an artifact and a component that are damaged', async () => {
    expect(await fail('serve', 'text.wasm', '--kv', 'memory')).toEqual([
      1,
      'error [malformed] the bytes do not start as a WebAssembly component; give a component or an artifact made by "wajs build"',
    ]);
    const built = await wajs('build');
    expect(built).toMatchObject({ code: 0, stderr: '' });
    const artifact = await readFile(join(project, 'dist/greeter.wajs'));
    await writeFile(join(project, 'dist/cut.wajs'), artifact.subarray(0, 1000));
    expect(await fail('serve', 'dist/cut.wajs')).toEqual([
      1,
      'error [malformed] the artifact is truncated or was changed: its sha256 does not match; copy it again, or build it again with "wajs build"',
    ]);
  });

  it('a port that is in use, and an address that is not here', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      expect(await fail('serve', 'src/index.ts', '--port', String(port))).toEqual([
        1,
        `error port ${port} on "127.0.0.1" is in use: stop what uses it, or choose another port (0 takes a free one)`,
      ]);
    } finally {
      server.close();
    }
    expect(await fail('serve', 'src/index.ts', '--port', '0', '--host', '192.0.2.1')).toEqual([
      1,
      'error "192.0.2.1" is no address of this machine: use "127.0.0.1" or "0.0.0.0"',
    ]);
  });

  it('a folder that is a file', async () => {
    const [code, message] = await fail('build', '-o', 'a-file');
    expect(code).toBe(1);
    expect(message).toMatch(/^error EEXIST: file already exists, mkdir '.*a-file'$/);
    const [kvCode, kvMessage] = await fail('serve', 'store.ts', '--port', '0', '--kv', 'a-file');
    expect(kvCode).toBe(2);
    expect(kvMessage).toMatch(
      /^error .*a-file.*; or keep the KV store in memory with --kv memory$/,
    );
  });

  it('leave no half of an artifact behind', async () => {
    await mkdir(join(project, 'out'));
    await wajs('build', 'throws.ts', '-o', 'out');
    await wajs('build', 'bad.ts', '-o', 'out');
    expect(await readdir(join(project, 'out'))).toEqual([]);
  });
});

describe('what is asked for ends with 0', () => {
  it.each([[['--help']], [['--version']], [['help', 'serve']], [['build', '--help']]])(
    '%j',
    async (args) => {
      const { code, stdout, stderr } = await wajs(...args);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).not.toBe('');
    },
  );

  it('a build names the artifact after the package, or after its folder', async () => {
    const before = project;
    const parent = await makeFolder({ 'greeting/src/index.ts': hello });
    project = join(parent, 'greeting');
    try {
      const { code, stdout } = await wajs('build');
      expect(code).toBe(0);
      expect(stdout).toContain('built dist/greeting.wajs');
    } finally {
      project = before;
    }
    expect((await wajs('build')).stdout).toContain('built dist/greeter.wajs');
  });
});
