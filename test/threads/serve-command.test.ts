import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../e2e/function-harness.js';

const command = fileURLToPath(new URL('../../packages/wajs/bin/wajs.js', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  stdout(): string;
}

/** Runs `wajs serve --threads 2` in a folder of some files, until it listens. */
async function serve(files: Record<string, string>, ...flags: string[]): Promise<Served> {
  const cwd = await makeFolder(files);
  const child = spawn(
    process.execPath,
    [command, 'serve', '--port', '0', '--threads', '2', ...flags],
    {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', GREETING: 'hi' },
    },
  );
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await expect.poll(() => stdout + stderr, { timeout: 15_000 }).toMatch(/ at http/);
  return { child, url: /http:\/\/\S+/.exec(stdout)![0], stdout: () => stdout };
}

const main = `
import { run, kv, cache, config, log, rpc } from '@org/wajs';
const bucket = kv.open('bucket');
run(async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === '/count') return new Response(String(await bucket.increment('hits', 1)));
  if (pathname === '/config') return new Response(config.get('GREETING'));
  if (pathname === '/log') log.info('a line', { pathname });
  if (pathname === '/call') {
    const answer = await rpc.call('other', 'echo', new Uint8Array([1, 2, 3]));
    return new Response(String(answer));
  }
  if (pathname === '/cache') {
    const before = await cache.get('key', 'text');
    await cache.put('key', 'kept');
    return new Response(String(before));
  }
  if (pathname === '/slow') {
    log.info('slow begins');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return new Response('fine');
});
`;

describe('wajs serve --threads', () => {
  it('answers from its threads with what they share, ends what is under way at SIGTERM', async () => {
    const other = `import { serveRpc } from '@org/wajs'; serveRpc({ echo: (payload) => payload });`;
    const { child, url, stdout } = await serve(
      { 'src/index.ts': main, 'other.ts': other },
      ...['--service', 'other=other.ts', '--env', 'GREETING'],
    );
    const textOf = async (path: string): Promise<string> => (await fetch(url + path)).text();
    const counts = await Promise.all(Array.from({ length: 10 }, () => textOf('/count')));
    expect(counts.map(Number).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await textOf('/config')).toBe('hi');
    expect(await textOf('/call')).toBe('1,2,3');
    expect([await textOf('/cache'), await textOf('/cache')]).toEqual(['null', 'kept']);
    await textOf('/log');
    await expect.poll(stdout).toContain('"message":"a line"');
    const slow = textOf('/slow');
    await expect.poll(stdout).toContain('slow begins');
    child.kill('SIGTERM');
    expect(await slow).toBe('fine');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
  });

  it('keeps a store in memory in one place', async () => {
    const { url } = await serve({ 'src/index.ts': main }, '--kv', 'memory');
    const counts = await Promise.all(
      Array.from({ length: 10 }, async () => (await fetch(`${url}/count`)).text()),
    );
    expect(new Set(counts).size).toBe(10);
  });
});
