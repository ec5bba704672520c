import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeArtifact } from './write-artifact.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wajs-write-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const length = 8 * 1024 * 1024;

/** Writes whole files of one byte, again and again, until it is killed. */
const writer = `
  const { writeArtifact } = await import(process.argv[2]);
  for (let byte = 1; ; byte = (byte % 250) + 1) {
    await writeArtifact(process.argv[3], 'f.wajs', new Uint8Array(${length}).fill(byte));
    process.send?.(byte);
  }`;

it('leaves a whole file whenever its process is killed, and clears away what was left', async () => {
  const script = join(folder, 'writer.mjs');
  await writeFile(script, writer);
  const module = new URL('../../dist/build/write-artifact.js', import.meta.url).href;
  const out = join(folder, 'out');
  let left = 0;
  for (let round = 0; round < 8; round++) {
    const child = fork(script, [module, out], { stdio: 'ignore' });
    const exited = once(child, 'exit');
    await once(child, 'message');
    // While it writes the next one, at some place of it.
    while (readdirSync(out).length < 2) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGKILL');
    await exited;
    const bytes = await readFile(join(out, 'f.wajs'));
    expect(bytes).toHaveLength(length);
    expect(bytes.equals(Buffer.alloc(length, bytes[0]))).toBe(true);
    left += (await readdir(out)).length - 1;
  }
  expect(left).toBeGreaterThan(0);
  await writeArtifact(out, 'f.wajs', Uint8Array.of(1, 2, 3));
  expect(await readdir(out)).toEqual(['f.wajs']);
  expect([...(await readFile(join(out, 'f.wajs')))]).toEqual([1, 2, 3]);
}, 30_000);

it('lets several write one file, and leaves nothing where that fails', async () => {
  const several = join(folder, 'several');
  const versions = Array.from({ length: 20 }, (_, index) => new Uint8Array(1000).fill(index));
  await Promise.all(versions.map((bytes) => writeArtifact(several, 'f.wajs', bytes)));
  const bytes = await readFile(join(several, 'f.wajs'));
  expect(versions.some((one) => bytes.equals(one))).toBe(true);
  await rm(join(several, 'f.wajs'));
  await writeArtifact(join(several, 'f.wajs'), 'inner', Uint8Array.of(1));
  await expect(writeArtifact(several, 'f.wajs', Uint8Array.of(1))).rejects.toThrow();
  expect(await readdir(several)).toEqual(['f.wajs']);
});
