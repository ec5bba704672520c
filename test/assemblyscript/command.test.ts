import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../e2e/function-harness.js';

const command = fileURLToPath(new URL('../../packages/wajs/bin/wajs.js', import.meta.url));
const children: ChildProcess[] = [];

// Each compiles in a process of its own, whose compiler is cold.
vi.setConfig({ testTimeout: 90_000 });

afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

const MANIFEST = JSON.stringify({ name: 'greeter', wajs: { language: 'assemblyscript' } });
const FUNCTION = `import { Context, Request, Response } from '@org/assemblyscript-sdk';
import { greeting } from './greeting';

const numbers: Array<i32> = [1, 2, 3];

export function handle(request: Request, context: Context): Response {
  console.warn('asked');
  if (request.url.endsWith('/trap')) return Response.text(numbers[request.url.length].toString());
  return Response.text(greeting());
}
`;
const greeting = (text: string): string => `export function greeting(): string {
  return '${text}';
}
`;
const PROJECT = {
  'package.json': MANIFEST,
  'assembly/index.ts': FUNCTION,
  'assembly/greeting.ts': greeting('hello'),
};

/** A command that runs. */
class Running {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(cwd: string, args: readonly string[]) {
    const env = { ...process.env, NO_COLOR: '1' };
    this.child = spawn(process.execPath, [command, ...args], { cwd, env });
    children.push(this.child);
    this.child.stdout!.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr!.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  /** The exit code, once it has ended. */
  async end(): Promise<number> {
    if (this.child.exitCode === null) await once(this.child, 'close');
    return this.child.exitCode!;
  }

  /** The address, once it serves. */
  async url(): Promise<string> {
    await expect
      .poll(() => this.stdout + this.stderr, { timeout: 60_000 })
      .toMatch(/ at http|^error/m);
    const [, origin = this.stderr] = / at (http:\S+)/.exec(this.stdout) ?? [];
    return `${origin}/`;
  }

  /** The log's lines. */
  lines(): { level: string; message: string }[] {
    return this.stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { level: string; message: string })
      .filter(({ message }) => !message.includes('cpuSoftMs'));
  }
}

const get = async (url: string): Promise<string> => (await fetch(url)).text();

describe('wajs build', () => {
  it('builds AssemblyScript to a component, and with --core to a core module beside it', async () => {
    const folder = await makeFolder(PROJECT);
    const build = new Running(folder, ['build', '--core']);
    expect(await build.end(), build.stderr).toBe(0);
    expect(build.stdout).toMatch(/^built dist\/greeter\.component\.wasm {2}[\d.]+ kB in \d+ ms$/m);
    expect(build.stdout).toMatch(/^built dist\/greeter\.core\.wasm {2}[\d.]+ kB in \d+ ms$/m);
    expect(build.stdout).toMatch(/^ {2}needs logging$/m);
    const files = await readdir(join(folder, 'dist'));
    expect(files.toSorted()).toEqual(['greeter.component.wasm', 'greeter.core.wasm']);
    const [component, core] = await Promise.all(
      files.toSorted().map((file) => readFile(join(folder, 'dist', file))),
    );
    expect(component![4]).toBe(0x0d);
    expect(component!.length).toBeLessThan(20_000);
    expect(WebAssembly.validate(core!)).toBe(true);
  });

  it('says what the compiler finds, with its place and no more', async () => {
    const text = FUNCTION.replace('greeting())', 'greetings())').replace('endsWith', 'endWith');
    const folder = await makeFolder({ ...PROJECT, 'assembly/index.ts': text });
    const build = new Running(folder, ['build']);
    expect(await build.end()).toBe(1);
    expect(build.stdout).toBe('');
    expect(build.stderr.replaceAll(/^.* \.\.\.\n/gm, '')).toBe(
      [
        "error assembly/index.ts:8:19: Property 'endWith' does not exist on type 'String'.",
        '',
        "8 |   if (request.url.endWith('/trap')) return Response.text(numbers[request.url.length].toString());",
        '  |                   ^^^^^^^',
        'also:',
        "assembly/index.ts:9:24: Cannot find name 'greetings'.",
        'try   correct the name: the type has nothing of this name',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['{ "wajs": { "language": "rust" } }', 'there is no language "rust"'],
    ['{ "wajs": { "language": 1 } }', 'there is no language 1'],
    ['{ "wajs": { "lang": "assemblyscript" } }', 'has no setting "lang"'],
    ['{ "wajs": "assemblyscript" }', 'is no object'],
    ['{}', '"assembly/index.ts" looks like AssemblyScript, and was built as TypeScript'],
  ])('refuses a project that says %s', async (manifest, text) => {
    const folder = await makeFolder({ ...PROJECT, 'package.json': manifest });
    const build = new Running(folder, ['build', 'assembly/index.ts']);
    expect(await build.end()).toBe(1);
    expect(build.stderr).toContain(text);
    expect(build.stderr).toContain('"wajs": { "language": "assemblyscript" }');
  });
});

describe('wajs serve', () => {
  it.each([[[]], [['--threads', '1']]])(
    'serves AssemblyScript, logs traps with their lines, and reloads it (%j)',
    async (flags) => {
      const folder = await makeFolder(PROJECT);
      const serve = new Running(folder, ['serve', '--port', '0', '--metrics', '0', ...flags]);
      const url = await serve.url();
      expect(await get(url)).toBe('hello');
      expect((await fetch(`${url}trap`)).status).toBe(500);
      await expect
        .poll(() => serve.lines().map(({ level, message }) => `${level} ${message}`))
        .toEqual([
          'warn asked',
          'warn asked',
          expect.stringMatching(
            /^error the function trapped: Index out of range \(assembly\/index\.ts:8:\d+\)$/,
          ),
        ]);
      // What it does not use it does not need, so there is no store.
      expect(await readdir(folder)).not.toContain('.wajs');

      await writeFile(join(folder, 'assembly/greeting.ts'), greeting('hello again'));
      await expect.poll(() => get(url), { timeout: 60_000 }).toBe('hello again');
      await writeFile(join(folder, 'assembly/greeting.ts'), 'export const broken = ;\n');
      await expect.poll(() => serve.stderr, { timeout: 60_000 }).toContain('refused greeter');
      expect(serve.stderr).toContain('assembly/greeting.ts:1:');
      expect(serve.stderr).toMatch(
        /\n\ntry .*\n\nthe one that was loaded before goes on serving\n/,
      );
      expect(await get(url)).toBe('hello again');

      const metrics = /metrics are at (\S+)/.exec(serve.stdout)![1]!;
      expect(await get(metrics)).toMatch(/wajs_requests_total\{[^}]*function="greeter"[^}]*\} \d/);
      serve.child.kill('SIGTERM');
      expect(await serve.end()).toBe(0);
    },
  );

  it('lets AssemblyScript call a service in JavaScript', async () => {
    const folder = await makeFolder({
      ...PROJECT,
      'assembly/index.ts': `import { Context, Request, Response, rpc, utf8 } from '@org/assemblyscript-sdk';

export function handle(request: Request, context: Context): Response {
  const answer = rpc.call('shout', 'loud', utf8.encode('hello'));
  return Response.bytes(answer.expect('a louder text'));
}
`,
      'shout/package.json': '{ "name": "shout" }',
      'shout/index.ts': `import { serveRpc } from '@org/wajs';
serveRpc({
  loud: (payload) => new TextEncoder().encode(new TextDecoder().decode(payload).toUpperCase()),
});
`,
    });
    const service = ['--service', 'shout=shout/index.ts'];
    const serve = new Running(folder, ['serve', '--port', '0', ...service]);
    expect(await get(await serve.url()), serve.stdout + serve.stderr).toBe('HELLO');
  });

  it('serves a folder of both kinds', async () => {
    const folder = await makeFolder({
      'as/package.json': MANIFEST,
      'as/assembly/index.ts': FUNCTION,
      'as/assembly/greeting.ts': greeting('from AssemblyScript'),
      'js/package.json': '{ "name": "scripted" }',
      'js/src/index.ts':
        "import { run } from '@org/wajs';\nrun(async () => new Response('from JavaScript'));\n",
    });
    const builds = [
      new Running(join(folder, 'as'), ['build', '--core', '--out', '../dist']),
      new Running(join(folder, 'js'), ['build', '--out', '../dist']),
    ];
    for (const build of builds) expect(await build.end(), build.stderr).toBe(0);
    const serve = new Running(folder, [
      'serve',
      '--functions',
      'dist',
      '--port',
      '0',
      '--kv',
      'memory',
    ]);
    const url = await serve.url();
    expect(serve.stdout).toContain('serving 2 functions of dist');
    expect(await get(`${url}greeter/`)).toBe('from AssemblyScript');
    expect(await get(`${url}scripted/`)).toBe('from JavaScript');
    expect(serve.stderr).not.toContain('ignored');
  });
});
