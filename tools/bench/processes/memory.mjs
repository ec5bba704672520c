// Loads many functions and holds many instances: `memory.mjs <folder>`, with --expose-gc.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerParent } from '../child.mjs';
import { call, createEngineHost, createRequest, loadFixture } from '../hello.mjs';
import { median } from '../median.mjs';

const functionCount = 1000;
const instanceCount = 100;
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

/** Bytes of each further instance that a request holds, and milliseconds of a new one's first answer. */
async function instances() {
  const host = await createEngineHost({ instances: instanceCount + 50 });
  const hello = await loadFixture(host, folder, 'hello');
  const hang = await loadFixture(host, folder, 'hang');
  /** @type {number[]} */
  const times = [];
  const hold = async (/** @type {number} */ count) => {
    for (let index = 0; index < count; index++) {
      // All others are held, so this one is new; then it is held too.
      const started = performance.now();
      await call(hello, request);
      times.push(performance.now() - started);
      hang.handle(request).catch(() => {});
    }
  };
  await hold(20);
  times.length = 0;
  const before = await residentBytes();
  await hold(instanceCount);
  return { bytes: ((await residentBytes()) - before) / instanceCount, fresh: median(times) };
}

answerParent({ functions, instances });
