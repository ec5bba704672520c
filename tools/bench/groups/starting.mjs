import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeArtifact, encodeArtifact } from '@org/host-bindings/linker';
import { root } from '../prepare.mjs';

const functions = 1000;
const mostRounds = 3;
const sha256 = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest();
const nameOf = (/** @type {number} */ index) => `hello-${index}`;

/**
 * `wajs serve` with a folder of functions: from the start of the process to the first answer, and the
 * first answer of each of the others.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, rounds, add }) {
  const path = join(folder, 'functions');
  await mkdir(path);
  const hello = decodeArtifact(await readFile(join(folder, 'hello.wajs')), sha256);
  for (let index = 0; index < functions; index++) {
    const manifest = { ...hello.manifest, name: nameOf(index) };
    const artifact = encodeArtifact({ ...hello, manifest }, sha256);
    await writeFile(join(path, `${nameOf(index)}.wajs`), artifact);
  }
  for (let round = 0; round < Math.min(rounds, mostRounds); round++) await measureOnce(path, add);
}

/**
 * @param {string} path
 * @param {(id: string, sample: number) => void} add
 */
async function measureOnce(path, add) {
  const started = performance.now();
  const command = join(root, 'packages/wajs/bin/wajs.js');
  const args = ['serve', '--functions', path, '--port', '0', '--kv', 'memory'];
  const child = spawn(process.execPath, [command, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const ended = once(child, 'exit');
  try {
    const url = await Promise.race([readUrl(child.stdout), ended]);
    if (typeof url !== 'string') throw new Error('wajs serve has ended');
    add('starting.listen', performance.now() - started);
    const ask = async (/** @type {number} */ index) => {
      const response = await fetch(`${url}/${nameOf(index)}`);
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${nameOf(index)} answered ${response.status}`);
    };
    await ask(functions - 1);
    add('starting.answer', performance.now() - started);
    const before = performance.now();
    for (let index = 0; index < functions - 1; index++) await ask(index);
    add('starting.each', (performance.now() - before) / (functions - 1));
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** @param {NodeJS.ReadableStream} stdout */
async function readUrl(stdout) {
  let text = '';
  for await (const chunk of stdout) {
    text += String(chunk);
    const [url] = /http:\/\/\S+/.exec(text) ?? [];
    if (url !== undefined) return url;
  }
  return undefined;
}
