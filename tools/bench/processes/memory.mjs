// Loads many functions and holds many instances: `memory.mjs <folder>`, with --expose-gc.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHost } from '@org/host-bindings';
import { httpHandler } from '@org/host-bindings/contract';
import { answerParent } from '../child.mjs';
import { call, createEngineHost, createRequest, loadFixture } from '../hello.mjs';

const functionCount = 1000;
const [folder = ''] = process.argv.slice(2);
const request = createRequest();
/** Keeps what is measured from being collected. */
const kept = /** @type {unknown[]} */ ([]);

/** Bytes that the process holds, once the collector has taken what it can. */
async function residentBytes() {
  for (let pass = 0; pass < 3; pass++) {
    globalThis.gc?.();
    await sleep(20);
  }
  return process.memoryUsage.rss();
}

/** Bytes of each further function. */
async function functions() {
  const host = await createEngineHost();
  const artifact = await readFile(join(folder, 'hello.wajs'));
  // The first ones pay for what all share.
  for (let index = 0; index < 20; index++) await call(await host.load(artifact), request);
  const before = await residentBytes();
  for (let index = 0; index < functionCount; index++) kept.push(await host.load(artifact));
  return ((await residentBytes()) - before) / functionCount;
}

/**
 * Bytes of each of some instances that requests hold, with all that the first ones bring along.
 * @param {number} count
 */
async function instances(count) {
  const host = await createEngineHost({ instances: count + 1 });
  const hello = await loadFixture(host, folder, 'hello');
  const hang = await loadFixture(host, folder, 'hang');
  const before = await residentBytes();
  for (let index = 0; index < count; index++) {
    // All others are held, so this one is new; then it is held too.
    await call(hello, request);
    hang.handle(request).catch(() => {});
  }
  return ((await residentBytes()) - before) / count;
}

/**
 * The same for a compiled guest: each session holds an instance.
 * @param {number} count
 */
async function compiled(count) {
  const fn = await createHost({ instances: count }).load(join(folder, 'as-hello.wasm'));
  await call(fn, request);
  const before = await residentBytes();
  for (let index = 0; index < count; index++) {
    const session = await fn.open();
    await session.bind(httpHandler).handle(request, { requestId: 'bench', deadline: Infinity });
    kept.push(session);
  }
  return ((await residentBytes()) - before) / count;
}

answerParent({ functions, instances, compiled });
