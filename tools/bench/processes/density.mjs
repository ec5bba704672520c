// Loads many functions and calls all of them: `density.mjs <folder> <count>`, with --expose-gc.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerParent } from '../child.mjs';
import { call, createEngineHost, createRequest } from '../hello.mjs';
import { median } from '../median.mjs';

const [folder = '', count = '0'] = process.argv.slice(2);
const functionCount = Number(count);
/** The first ones pay for what all share. */
const warmUp = Math.min(50, functionCount);
const request = createRequest();

/** Bytes that the process holds, once the collector has taken what it can. */
async function residentBytes() {
  for (let pass = 0; pass < 3; pass++) {
    globalThis.gc?.();
    await sleep(50);
  }
  return process.memoryUsage.rss();
}

/**
 * Calls each function once, and answers milliseconds.
 * @param {readonly import('../hello.mjs').LoadedFunction[]} functions
 */
async function callEach(functions) {
  const times = [];
  for (const fn of functions) {
    const started = performance.now();
    await call(fn, request);
    times.push(performance.now() - started);
  }
  return median(times);
}

async function measure() {
  const host = await createEngineHost();
  const functions = [];
  for (let index = 0; index < warmUp; index++) {
    functions.push(await host.load(join(folder, `${index}.wajs`)));
  }
  for (let round = 0; round < 20; round++) await callEach(functions);
  const before = await residentBytes();
  const times = [];
  for (let index = warmUp; index < functionCount; index++) {
    const started = performance.now();
    functions.push(await host.load(join(folder, `${index}.wajs`)));
    times.push(performance.now() - started);
  }
  const idleBytes = ((await residentBytes()) - before) / (functionCount - warmUp);
  const first = await callEach(functions);
  const second = await callEach(functions);
  const hot = functions.slice(0, warmUp);
  await callEach(hot);
  const repeated = await callEach(hot);
  return { loadMs: median(times), idleBytes, first, second, repeated };
}

answerParent({ measure });
