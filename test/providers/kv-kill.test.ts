import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLmdbKv } from '../../packages/host-bindings/src/providers/lmdb/index.js';
import { call } from './kv-suite.js';

const rounds = 50;
const directory = mkdtempSync(join(tmpdir(), 'wajs-kill-'));
const program = join(directory, 'writer.mjs');
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

beforeAll(async () => {
  const entry = join(directory, 'writer.ts');
  writeFileSync(entry, writer);
  await build({
    entryPoints: [entry],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    alias: { lmdb: pathToFileURL(require.resolve('lmdb')).href },
    external: ['file:*'],
    logLevel: 'silent',
  });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Starts the writer, kills it some milliseconds after its first write, and answers what it acknowledged. */
async function writeAndKill(path: string, round: number, milliseconds: number): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, [program, path, `${round}`], {
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
    let acknowledged = 0;
    for (let round = 0; round < rounds; round++) {
      const lines = await writeAndKill(path, round, Math.random() * 60);
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
