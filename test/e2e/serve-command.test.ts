import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { makeFolder, readProblem } from './function-harness.js';

const command = fileURLToPath(new URL('../../packages/wajs/bin/wajs.js', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

interface Line {
  readonly level: string;
  readonly message: string;
  readonly requestId: string;
  readonly fields?: Record<string, unknown>;
}

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  /** The log's lines, which are JSON where no terminal reads them. */
  lines(): Line[];
  output(): string;
  stderr(): string;
}

/** Runs `wajs serve` for the text of a function, until it listens. */
async function serve(source: string, ...flags: string[]): Promise<Served> {
  const cwd = await makeFolder({ 'src/index.ts': source });
  const child = spawn(
    process.execPath,
    [command, 'serve', '--port', '0', '--kv', 'memory', ...flags],
    { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } },
  );
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await expect.poll(() => stdout + stderr, { timeout: 15_000 }).toMatch(/ at http/);
  return {
    child,
    url: /http:\/\/\S+/.exec(stdout)![0],
    lines: () =>
      stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Line)
        // How busy the machine is, is not what these tests are about.
        .filter(({ message }) => !message.includes('cpuSoftMs')),
    output: () => stdout,
    stderr: () => stderr,
  };
}

const faulty = `import { run } from '@org/wajs';

async function audit(): Promise<void> {
  throw new Error('nobody awaits me');
}

run(async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === '/throw') throw new RangeError('the secret');
  if (pathname === '/float') void audit();
  if (pathname === '/slow') await new Promise((resolve) => setTimeout(resolve, 1500));
  if (pathname === '/hang') await new Promise(() => {});
  return new Response('fine');
});
`;

describe('wajs serve', () => {
  it('tells the client nothing of a fault and the log its place; serves on; ends at SIGTERM', async () => {
    const { child, url, lines, stderr } = await serve(faulty, '--timeout', '2000');
    const { status, problem } = await readProblem(await fetch(`${url}/throw`));
    expect(status).toBe(500);
    await expect.poll(lines).toHaveLength(1);
    expect(lines()[0]).toMatchObject({
      level: 'error',
      message: 'RangeError: the secret',
      requestId: problem.requestId,
      fields: { stack: expect.stringMatching(/ {4}at <anonymous> \(src\/index\.ts:9:\d+\)/) },
    });

    expect(await (await fetch(`${url}/float`)).text()).toBe('fine');
    await expect.poll(lines).toHaveLength(2);
    expect(lines()[1]!.message).toMatch(
      /^a promise was rejected and nobody awaited it: Error: nobody awaits me\n.*src\/index\.ts:4:/s,
    );

    // What is under way is answered; then the process ends by itself.
    const slow = fetch(`${url}/slow`);
    // It is there once a later one was answered.
    expect(await (await fetch(url)).text()).toBe('fine');
    child.kill('SIGTERM');
    expect(await (await slow).text()).toBe('fine');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(stderr()).toBe('');
    expect(lines()).toHaveLength(2);
  }, 30_000);

  it('serves metrics for Prometheus where it is told to, on a listener of its own', async () => {
    const { url, output } = await serve(faulty, '--metrics', '0');
    await expect.poll(output).toContain('/metrics');
    const metrics = /metrics are at (\S+)/.exec(output())![1]!;
    expect(new URL(metrics).hostname).toBe('127.0.0.1');
    await (await fetch(url)).text();
    await (await fetch(`${url}/throw`)).text();
    const response = await fetch(metrics);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = (await response.text()).split('\n');
    expect(lines).toContainEqual(
      expect.stringMatching(/^wajs_requests_total\{.*kind="http",outcome="ok"\} 1$/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^wajs_requests_total\{.*kind="http",outcome="internal"\} 1$/),
    );
    expect(lines).toContain('wajs_functions 1');
    expect((await fetch(new URL('/', metrics))).status).toBe(404);
    expect((await fetch(metrics, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${url}/metrics`)).headers.get('content-type')).not.toContain('0.0.4');
  });

  it('has metrics of functions on threads too', async () => {
    const { url, output } = await serve(faulty, '--threads', '2', '--metrics', '127.0.0.1:0');
    await expect.poll(output).toContain('/metrics');
    const metrics = /metrics are at (\S+)/.exec(output())![1]!;
    for (let round = 0; round < 4; round++) await (await fetch(url)).text();
    await expect
      .poll(async () => (await fetch(metrics)).text(), { timeout: 10_000 })
      .toMatch(/^wajs_requests_total\{.*kind="http",outcome="ok"\} 4$/m);
    expect(await (await fetch(metrics)).text()).toMatch(/^wajs_restores_total [1-9]/m);
  }, 30_000);

  it('serves a function with those that it calls by --service', async () => {
    const folder = await makeFolder({
      'rates.ts':
        "import { serveRpc } from '@org/wajs'; serveRpc({ latest: () => new Uint8Array([7]) });",
    });
    const caller = `
      import { rpc, run } from '@org/wajs';
      run(async () => Response.json([...(await rpc.call('rates', 'latest'))]));`;
    const { url } = await serve(caller, '--service', `rates=${folder}/rates.ts`);
    expect(await (await fetch(url)).json()).toEqual([7]);
  }, 30_000);

  it('gives up on a handler after --timeout', async () => {
    const { url, lines } = await serve(faulty, '--timeout', '150');
    const { status, problem } = await readProblem(await fetch(`${url}/hang`));
    expect(status).toBe(504);
    expect(lines()).toMatchObject([
      {
        level: 'error',
        message: 'the function did not answer within 150 ms',
        requestId: problem.requestId,
      },
    ]);
    expect(await (await fetch(url)).text()).toBe('fine');
  }, 30_000);
});
