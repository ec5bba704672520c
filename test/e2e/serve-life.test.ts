import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildSource, makeFolder } from './function-harness.js';
import { getOnce, startLoad, startServe, type Went } from './served-process.js';

/** The machine may be busy with other suites. */
const patience = { timeout: 25_000 };

/** Ten lines, one after the other, a few milliseconds apart. */
const streaming = `
  import { run } from '@org/wajs';
  run((request) => {
    if (new URL(request.url).pathname === '/hang') return new Promise(() => {});
    let line = 0;
    return new Response(new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        controller.enqueue(new TextEncoder().encode('line ' + line + 'x'.repeat(5000) + '\\n'));
        if (++line === 10) controller.close();
      },
    }));
  });`;

const versioned = (version: number): string => `
  import { run } from '@org/wajs';
  run(async () => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    return new Response('${version}');
  });`;

async function artifactOf(source: string, name?: string): Promise<Uint8Array> {
  return (await buildSource(source, name === undefined ? {} : { name })).artifact;
}

/** Puts a file in place as a whole. */
async function replaceFile(file: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${file}.new`, bytes);
  await rename(`${file}.new`, file);
}

const answers = (went: readonly Went[]): string[] =>
  went.map((one) => (one.how === 'answered' ? `${one.status} ${one.text}` : one.how));

describe('wajs serve, when it is stopped', () => {
  it.each([0, 1])(
    'truncates no answer under load, and ends by itself: %i threads',
    async (threads) => {
      const cwd = await makeFolder({});
      await writeFile(join(cwd, 'f.wajs'), await artifactOf(streaming));
      const served = await startServe(cwd, 'f.wajs', '--threads', `${threads}`);
      const load = startLoad(served.url, 8);
      await expect.poll(() => load.went.length, patience).toBeGreaterThan(40);
      served.child.kill('SIGTERM');
      await load.stop();
      expect(await served.ended()).toBe(0);
      const all = load.went.filter((one) => one.how !== 'refused');
      for (const one of all) {
        expect(one).toMatchObject({ how: 'answered', status: 200 });
        if (one.how === 'answered') expect(one.text).toHaveLength(10 * 5007);
      }
      expect(served.stderr()).toBe('');
    },
    60_000,
  );

  it.each([
    ['SIGTERM', 'SIGINT', 130],
    ['SIGINT', 'SIGTERM', 143],
    ['SIGTERM', 'SIGTERM', 143],
  ] as const)(
    'ends at once at a second signal: %s, then %s',
    async (first, second, code) => {
      const cwd = await makeFolder({ 'src/index.ts': streaming });
      const served = await startServe(cwd);
      const hanging = getOnce(`${served.url}/hang`);
      // The request is there once a later one was answered.
      expect(await getOnce(served.url)).toMatchObject({ status: 200 });
      served.child.kill(first);
      await expect.poll(() => getOnce(served.url), patience).toEqual({ how: 'refused' });
      expect(served.child.exitCode).toBeNull();
      served.child.kill(second);
      expect(await served.ended()).toBe(code);
      expect(await hanging).toEqual({ how: 'refused' });
    },
    60_000,
  );

  it('lets functions end what they go on with after their answers', async () => {
    const cwd = await makeFolder({
      'src/index.ts': `
        import { addEventListener, kv, log } from '@org/wajs';
        addEventListener('fetch', (event) => {
          event.waitUntil(new Promise((resolve) => setTimeout(resolve, 700))
            .then(() => kv.open('late').put('key', 'value'))
            .then(() => log.info('stored'), (error) => log.error(String(error))));
          event.respondWith(new Response('answered'));
        });`,
    });
    const served = await startServe(cwd, '--kv', 'store');
    let log = '';
    served.child.stdout?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    expect(await getOnce(served.url)).toMatchObject({ text: 'answered' });
    served.child.kill('SIGTERM');
    expect(await served.ended()).toBe(0);
    expect(log).toContain('"message":"stored"');
    expect(log).not.toContain('"error"');
  }, 60_000);

  it('breaks off what has not ended after --drain', async () => {
    const cwd = await makeFolder({ 'src/index.ts': streaming });
    const served = await startServe(cwd, '--drain', '200', '--timeout', '1000');
    const hanging = getOnce(`${served.url}/hang`);
    expect(await getOnce(served.url)).toMatchObject({ status: 200 });
    served.child.kill('SIGTERM');
    expect(await hanging).toEqual({ how: 'refused' });
    expect(await served.ended()).toBe(0);
  }, 60_000);
});

describe('wajs serve, when the artifact changes', () => {
  it.each([0, 1])(
    'exchanges the function under load without an error: %i threads',
    async (threads) => {
      const cwd = await makeFolder({});
      const file = join(cwd, 'f.wajs');
      const versions: Uint8Array[] = [];
      for (let version = 1; version <= 5; version++) {
        versions.push(await artifactOf(versioned(version)));
      }
      await writeFile(file, versions[0]!);
      const served = await startServe(cwd, 'f.wajs', '--threads', `${threads}`);
      const load = startLoad(served.url, 6);
      for (let version = 2; version <= 5; version++) {
        await replaceFile(file, versions[version - 1]!);
        await expect.poll(() => answers(load.went).at(-1), patience).toBe(`200 ${version}`);
      }
      await load.stop();
      const seen = new Set(answers(load.went));
      expect([...seen].toSorted()).toEqual(['200 1', '200 2', '200 3', '200 4', '200 5']);
      expect(served.stderr()).toBe('reloaded f\n'.repeat(4));
    },
    60_000,
  );

  it('refuses half a file, says so once, serves on; takes the whole one', async () => {
    const cwd = await makeFolder({});
    const file = join(cwd, 'f.wajs');
    const next = await artifactOf(versioned(2));
    await writeFile(file, await artifactOf(versioned(1)));
    const served = await startServe(cwd, 'f.wajs');
    await replaceFile(file, next.subarray(0, next.length >> 1));
    await expect.poll(served.stderr, patience).toContain('refused f: ');
    expect(served.stderr()).toMatch(
      /^refused f: .*its sha256 does not match.*; the one that was loaded before goes on serving\n$/,
    );
    expect(await getOnce(served.url)).toEqual({ how: 'answered', status: 200, text: '1' });
    const changed = next.slice();
    changed[next.length >> 1]! ^= 1;
    await replaceFile(file, changed);
    await expect.poll(() => served.stderr().match(/refused/g)?.length, patience).toBe(2);
    expect(await getOnce(served.url)).toMatchObject({ text: '1' });
    await rm(file);
    await expect.poll(served.stderr, patience).toContain('ENOENT');
    expect(await getOnce(served.url)).toMatchObject({ text: '1' });
    await replaceFile(file, next);
    await expect.poll(served.stderr, patience).toContain('reloaded f\n');
    expect(await getOnce(served.url)).toMatchObject({ text: '2' });
  }, 60_000);

  it('does not take what serves no HTTP; looks again at SIGHUP', async () => {
    const methods = "import { serveRpc } from '@org/wajs'; serveRpc({ a: (b) => b });";
    const cwd = await makeFolder({});
    await writeFile(join(cwd, 'f.wajs'), await artifactOf(versioned(1)));
    const served = await startServe(cwd, 'f.wajs');
    await replaceFile(join(cwd, 'f.wajs'), await artifactOf(methods));
    await expect.poll(served.stderr, patience).toContain('refused f: ');
    expect(served.stderr()).toContain('function "f" serves no HTTP');
    expect(await getOnce(served.url)).toMatchObject({ text: '1' });
    await replaceFile(join(cwd, 'f.wajs'), await artifactOf(versioned(2)));
    served.child.kill('SIGHUP');
    await expect.poll(served.stderr, patience).toContain('reloaded f\n');
    expect(served.stderr().match(/reloaded/g)).toHaveLength(1);
  }, 60_000);

  it('builds a source again when it or what it imports changes', async () => {
    const cwd = await makeFolder({
      'src/index.ts':
        "import { run } from '@org/wajs'; import { text } from '../lib/text.js'; run(() => new Response(text));",
      'lib/text.ts': "export const text: string = 'first';",
      'package.json': '{ "name": "built" }',
    });
    const served = await startServe(cwd);
    const answer = async (): Promise<string> => answers([await getOnce(served.url)])[0]!;
    expect(await answer()).toBe('200 first');
    await writeFile(join(cwd, 'lib/text.ts'), "export const text: string = 'second';");
    await expect.poll(answer, patience).toBe('200 second');
    await writeFile(join(cwd, 'lib/text.ts'), "export const text: string = 'third;");
    await expect.poll(served.stderr, patience).toMatch(/refused built: .*lib\/text\.ts:1:/s);
    expect(await answer()).toBe('200 second');
    await writeFile(
      join(cwd, 'lib/text.ts'),
      "throw new Error('at once'); export const text = '';",
    );
    await expect.poll(served.stderr, patience).toMatch(/at once/);
    expect(await answer()).toBe('200 second');
    await writeFile(join(cwd, 'lib/text.ts'), "export const text: string = 'fourth';");
    await expect.poll(answer, patience).toBe('200 fourth');
    expect(served.stderr()).not.toContain('node:internal');
  }, 60_000);
});

describe('wajs serve --functions', () => {
  const greeter = `
    import { rpc, run } from '@org/wajs';
    run(async (request) => {
      const { pathname, search } = new URL(request.url);
      if (pathname !== '/sum') return new Response(pathname + search);
      return new Response(String((await rpc.call('adder', 'add', new Uint8Array([2, 3])))[0]));
    });`;
  const adder = `
    import { serveRpc } from '@org/wajs';
    serveRpc({ add: ([a, b]) => new Uint8Array([a + b]) });`;

  it('serves each function below its name; they call each other; who calls whom is written', async () => {
    const cwd = await makeFolder({ 'out/notes.txt': 'no function' });
    const folder = join(cwd, 'out');
    await writeFile(join(folder, 'greeter.wajs'), await artifactOf(greeter));
    await writeFile(join(folder, 'adder.wajs'), await artifactOf(adder));
    const half = await artifactOf(versioned(1));
    await writeFile(join(folder, 'half.wajs'), half.subarray(0, half.length - 9));
    const served = await startServe(cwd, '--functions', 'out', '--call-graph', 'graph/calls.json');
    const get = async (path: string): Promise<string> =>
      answers([await getOnce(served.url + path)])[0]!;
    expect(await get('/greeter')).toBe('200 /');
    expect(await get('/greeter?a=1')).toBe('200 /?a=1');
    expect(await get('/greeter/x/y?b')).toBe('200 /x/y?b');
    expect(await get('/greeter/sum')).toBe('200 5');
    expect(await get('/greeter/sum')).toBe('200 5');
    for (const path of ['/', '/nobody', '/notes', '/__proto__', '/greeter.wajs', '//greeter']) {
      expect(await get(path)).toMatch(/^404 .*"title":"Not Found"/);
    }
    expect(await get('/half')).toMatch(/^503 /);
    expect(await get('/half')).toMatch(/^503 /);
    expect(served.stderr().match(/refused half: .*its sha256 does not match/g)).toHaveLength(1);

    // Functions come, are mended and go while it serves.
    await copyFile(join(folder, 'greeter.wajs'), join(folder, 'second.wajs'));
    await expect.poll(() => get('/second/x'), patience).toBe('200 /x');
    await writeFile(join(folder, 'half.wajs'), half);
    await expect.poll(() => get('/half'), patience).toBe('200 1');
    await rm(join(folder, 'second.wajs'));
    await expect.poll(() => get('/second'), patience).toMatch(/^404 /);

    const readGraph = async (): Promise<unknown> =>
      JSON.parse(await readFile(join(cwd, 'graph/calls.json'), 'utf8').catch(() => 'null'));
    const edge = { caller: 'greeter', service: 'adder', method: 'add', errors: 0, bytesIn: 4 };
    served.child.kill('SIGUSR2');
    await expect
      .poll(readGraph, patience)
      .toMatchObject({ edges: [{ ...edge, calls: 2, bytesOut: 2 }] });
    await get('/greeter/sum');
    served.child.kill('SIGTERM');
    expect(await served.ended()).toBe(0);
    expect(await readGraph()).toMatchObject({ edges: [{ calls: 3 }] });
    expect(await readFile(join(cwd, 'graph/calls.mmd'), 'utf8')).toMatch(
      /^flowchart LR\n {2}n0\["greeter"\]\n {2}n1\["adder"\]\n {2}n0 -->\|"add: 3, [\d.]+ ms"\| n1\n$/,
    );
    const last = served.stderr().trimEnd().split('\n').at(-1)!;
    expect(last.split(/ +/).slice(0, 7)).toEqual(['greeter', 'adder', 'add', '3', '0', '6', '3']);
    expect(served.stderr()).not.toContain('    at ');
  }, 60_000);
});
