import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { openLmdbKv } from '../../packages/host-bindings/src/providers/lmdb/index.js';
import { call } from '../providers/kv-harness.js';

const rounds = 50;
const directory = mkdtempSync(join(tmpdir(), 'wajs-kill-'));
const sources = new URL('../../packages/host-bindings/src/', import.meta.url);
const require = createRequire(import.meta.url);

/** Writes in a loop, a few at a time, and prints each key once its write has been acknowledged. */
const writer = `
import { openLmdbKv } from ${JSON.stringify(new URL('providers/lmdb/index.ts', sources).pathname)};
const [path, round] = process.argv.slice(2);
const kv = await openLmdbKv({ path });
const signal = new AbortController().signal;
const call = { functionName: 'writer', requestId: 'r', deadline: Infinity, signal };
process.stdout.write('ready\\n');
const write = async (key, size) => {
  await kv.put('kill', key, new Uint8Array(size).fill(size % 251), {}, call);
  process.stdout.write(key + ' ' + size + '\\n');
};
for (let i = 0; ; i++) {
  await Promise.all([
    write(round + '-' + i + '-small', 20),
    write(round + '-' + i + '-page', 5000),
    kv.increment('kill', 'count-' + round, 1, call).then((n) => process.stdout.write('count ' + n + '\\n')),
  ]);
}
`;

/** Writes until the disk is full, goes on trying, and prints what became of it. */
const filler = `
import { openLmdbKv } from ${JSON.stringify(new URL('providers/lmdb/index.ts', sources).pathname)};
process.on('SIGXFSZ', () => {});
const kv = await openLmdbKv({ path: process.argv[2] });
const call = {};
const outcome = { acknowledged: 0, codes: [], lost: [], count: 0 };
const attempt = async (key, write) => {
  try {
    await write();
    outcome.acknowledged++;
    if (kv.get('full', key, call) === undefined) outcome.lost.push(key);
  } catch (error) {
    outcome.codes.push(error.code ?? error.message);
  }
};
const value = new Uint8Array(100_000);
for (let i = 0; i < 40; i++) {
  await attempt('put' + i, () => kv.put('full', 'put' + i, value, { ttl: 60 }, call));
  await attempt('cas' + i, () => kv.compareAndSet('full', 'cas' + i, value, undefined, {}, call));
  await attempt('many' + i, () => kv.putMany('full', [{ key: 'many' + i, value, options: {} }], call));
}
await Promise.all(
  Array.from({ length: 20 }, (_, i) => attempt('all' + i, () => kv.put('full', 'all' + i, value, {}, call))),
);
await kv.close();
process.stdout.write(JSON.stringify(outcome) + '\\n');
`;

/** Bundles a program of TypeScript text, so that a plain Node runs it. */
async function bundle(name: string, source: string): Promise<string> {
  const entry = join(directory, `${name}.ts`);
  const outfile = join(directory, `${name}.mjs`);
  writeFileSync(entry, source);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    alias: { lmdb: pathToFileURL(require.resolve('lmdb')).href },
    external: ['file:*'],
    logLevel: 'silent',
  });
  return outfile;
}

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Starts the writer, kills it some milliseconds after its first write, and answers what it acknowledged. */
async function writeAndKill(command: string[], milliseconds: number): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, command, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    timer ??= setTimeout(() => child.kill('SIGKILL'), milliseconds);
  });
  const signal = await new Promise((resolve) => {
    child.once('close', (_code, name) => resolve(name));
  });
  expect(signal).toBe('SIGKILL');
  // A line that was cut by the kill was never said in full.
  return output.split('\n').slice(1, -1);
}

describe('kill -9 during LMDB writes', () => {
  it(`loses no acknowledged write in ${rounds} rounds`, { timeout: 120_000 }, async () => {
    const path = join(directory, 'store');
    const program = await bundle('writer', writer);
    let acknowledged = 0;
    for (let round = 0; round < rounds; round++) {
      const lines = await writeAndKill([program, path, `${round}`], Math.random() * 60);
      const kv = await openLmdbKv({ path, sweepMs: 0 });
      let count = 0;
      for (const line of lines) {
        const [key = '', size] = line.split(' ');
        if (key === 'count') {
          count = Math.max(count, Number(size));
          continue;
        }
        const entry = await kv.get('kill', key, call);
        expect(entry?.value, `${key} was acknowledged`).toHaveLength(Number(size));
        expect(entry?.value.every((byte) => byte === Number(size) % 251)).toBe(true);
        acknowledged++;
      }
      const counter = await kv.get('kill', `count-${round}`, call);
      expect(Number(Buffer.from(counter?.value ?? []).toString())).toBeGreaterThanOrEqual(count);
      await kv.close();
    }
    expect(acknowledged).toBeGreaterThan(rounds);
  });
});

describe('a full disk', () => {
  it.skipIf(process.platform === 'win32')('fails writes, and nothing else', async () => {
    const program = await bundle('filler', filler);
    const path = join(directory, 'full');
    // A limit on the size of files stands in for the disk: 512 bytes a block.
    const script = 'ulimit -f 6000 && exec "$0" "$@"';
    const child = spawn('sh', ['-c', script, process.execPath, program, path], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    const code = await new Promise((resolve) => {
      child.once('close', resolve);
    });
    expect(code).toBe(0);
    const { acknowledged, codes, lost } = JSON.parse(output) as {
      acknowledged: number;
      codes: string[];
      lost: string[];
    };
    expect(lost).toEqual([]);
    expect(acknowledged).toBeGreaterThan(10);
    expect(new Set(codes)).toEqual(new Set(['unavailable']));
    const kv = await openLmdbKv({ path, sweepMs: 0 });
    const { keys } = await kv.list('full', '', undefined, 1000, call);
    expect(keys).toHaveLength(acknowledged);
    await kv.close();
  });
});
