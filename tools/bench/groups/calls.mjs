import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHost } from '@org/host-bindings';
import { httpHandler } from '@org/host-bindings/contract';
import { answerOf, call, createEngineHost, createRequest, loadFixture } from '../hello.mjs';
import { loadJcoPeer } from '../jco-peer.mjs';
import { median, timeMedian } from '../median.mjs';
import { requirePeer } from '../peers.mjs';

const warmUpCalls = 3000;
const roundCalls = 1000;
const peerCalls = 200;
/** Instances that are made in one round. */
const roundInstances = 30;

/** @typedef {[id: string, count: number, action: () => Promise<unknown>]} Candidate */

/**
 * Calls in sequence, without HTTP.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, rounds, add }) {
  // One instance: each function is restored into what the other has left.
  const host = await createEngineHost({ instances: 1 });
  const hello = await loadFixture(host, folder, 'hello');
  const counter = await loadFixture(host, folder, 'counter');
  const warmHost = await createEngineHost();
  const warm = await loadFixture(warmHost, folder, 'hello', { isolation: 'shared' });
  const compiled = await createHost().load(join(folder, 'as-hello.wasm'));
  const request = createRequest();
  let [next, other] = [hello, counter];
  const swap = () => {
    [next, other] = [other, next];
    return call(next, request);
  };
  /** @type {Candidate[]} */
  const candidates = [
    ['call.restored', roundCalls, () => call(hello, request)],
    ['call.swap', roundCalls, swap],
    ['call.warm', roundCalls, () => call(warm, request)],
    ['call.as-restored', roundCalls, () => call(compiled, request)],
  ];
  if (existsSync(join(folder, 'jco'))) {
    const peer = await (await loadJcoPeer(folder))();
    candidates.push(['call.jco', peerCalls, () => call(/** @type {any} */ (peer), request)]);
  }
  const plugin = join(folder, 'peers/hello-extism.wasm');
  if (existsSync(plugin)) candidates.push(...(await loadExtism(await readFile(plugin))));
  for (const [, count, action] of candidates) {
    await timeMedian((warmUpCalls * count) / roundCalls, action);
  }
  for (let round = 0; round < rounds; round++) {
    for (const [id, count, action] of candidates) add(id, (await timeMedian(count, action)) * 1000);
    add('call.fresh', (await timeNewInstances(folder)) * 1000);
    add('call.as-fresh', (await timeNewCompiled(folder)) * 1000);
  }
  const answers = [hello, counter, compiled].map((fn) => answerOf(fn, request));
  const expected = 'Hello, world!\n100 names, 1\nHello, world!\n';
  const answered = (await Promise.all(answers)).join('');
  if (answered !== expected) throw new Error(`the functions answered ${JSON.stringify(answered)}`);
}

/**
 * Milliseconds of the first answer of a new instance, over the engine.
 * @param {string} folder
 */
async function timeNewInstances(folder) {
  const host = await createEngineHost({ instances: roundInstances + 1 });
  const hello = await loadFixture(host, folder, 'hello');
  const hang = await loadFixture(host, folder, 'hang');
  const request = createRequest();
  const leave = new AbortController();
  const times = [];
  for (let index = 0; index < roundInstances; index++) {
    // All others are held, so this one is new; then it is held too.
    const started = performance.now();
    await call(hello, request);
    times.push(performance.now() - started);
    hang.handle(request, { signal: leave.signal }).catch(() => {});
  }
  leave.abort();
  host.dispose();
  return median(times);
}

/**
 * The same for a compiled guest: each session has an instance of its own.
 * @param {string} folder
 */
async function timeNewCompiled(folder) {
  const fn = await createHost().load(join(folder, 'as-hello.wasm'));
  const request = createRequest();
  const context = { requestId: 'bench', deadline: Date.now() + 30_000 };
  const times = [];
  for (let index = 0; index < roundInstances; index++) {
    const started = performance.now();
    const session = await fn.open();
    await session.bind(httpHandler).handle(request, context);
    times.push(performance.now() - started);
  }
  fn.dispose();
  return median(times);
}

/**
 * The same answer from a plugin of extism, which carries no HTTP.
 * @param {Uint8Array<ArrayBuffer>} wasm
 * @returns {Promise<Candidate[]>}
 */
async function loadExtism(wasm) {
  const { createPlugin } = requirePeer('@extism/extism');
  const module = await WebAssembly.compile(wasm);
  const ask = async (/** @type {any} */ plugin) => {
    const text = (await plugin.call('hello', '')).text();
    if (text !== 'Hello, world!\n') throw new Error(`extism answered "${text}"`);
  };
  const plugin = await createPlugin(module);
  const fresh = async () => {
    const one = await createPlugin(module);
    await ask(one);
    await one.close();
  };
  return [
    ['call.extism-fresh', peerCalls, fresh],
    ['call.extism', peerCalls, () => ask(plugin)],
  ];
}
