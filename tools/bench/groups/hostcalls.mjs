import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bindInterface, createHost } from '@org/host-bindings';
import { openLmdbKv } from '@org/host-bindings/providers/lmdb';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { answerOf, call, createEngineHost, createRequest, loadFixture } from '../hello.mjs';
import { timeMedian } from '../median.mjs';

/** Hostcalls of one request. */
const callCount = 500;
const warmUpRequests = 20;
const roundRequests = 10;
const ownCalls = 2000;
/** Hostcalls of one call of the compiled guest, which makes them much faster. */
const compiledCalls = 5000;
/** Nanoseconds in a millisecond. */
const nanoseconds = 1e6;

/** What this group does in a request is far over the limit of one. */
const limits = { kvOperations: 1_000_000 };

const kinds = {
  'hostcall.plain': 'plain',
  'hostcall.ready': 'ready',
  'hostcall.ready-50': 'ready-50',
  'hostcall.later': 'later',
  'hostcall.later-50': 'later-50',
};
const hostcall = {
  functionName: 'bench',
  requestId: 'bench',
  deadline: Number.POSITIVE_INFINITY,
  signal: new AbortController().signal,
};

/**
 * Requests that make many hostcalls, less what a request without any takes.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, rounds, add }) {
  const { probe } = await import(pathToFileURL(join(folder, 'probe.mjs')).href);
  const probing = bindInterface(probe, {
    plain: (/** @type {number} */ number) => number + 1,
    ready: (/** @type {string} */ text) => text.length,
    later: (/** @type {string} */ text) => Promise.resolve(text.length),
  });
  const directory = await mkdtemp(join(folder, 'lmdb-'));
  const lmdb = await openLmdbKv({ path: directory });
  const memory = createMemoryKv();
  try {
    const load = async (/** @type {import('@org/host-bindings').Providers['kv']} */ kv) => {
      await kv?.put(
        'bench',
        'greeting',
        new TextEncoder().encode('Hello, how are you?'),
        {},
        hostcall,
      );
      const interfaces = ['kv', 'wajs:bench/probe@0.1.0'];
      const providers = kv === undefined ? {} : { kv };
      const host = await createEngineHost({
        providers,
        interfaces: [probing],
        policy: { interfaces },
        limits,
      });
      return loadFixture(host, folder, 'hostcalls');
    };
    const overMemory = await load(memory);
    const overLmdb = await load(lmdb);
    const candidates = [
      ...Object.entries(kinds).map(([id, kind]) => ({ id, kind, fn: overMemory })),
      { id: 'kv.memory', kind: 'kv', fn: overMemory },
      { id: 'kv.lmdb', kind: 'kv', fn: overLmdb },
      { id: 'kv.lmdb-50', kind: 'kv-50', fn: overLmdb },
    ];
    const time = async (
      /** @type {typeof candidates[0]} */ { kind, fn },
      /** @type {number} */ requests,
    ) => {
      const none = createRequest(`?kind=${kind}&count=0`);
      const many = createRequest(`?kind=${kind}&count=${callCount}`);
      const base = await timeMedian(requests, () => call(fn, none));
      const whole = await timeMedian(requests, () => call(fn, many));
      return ((whole - base) / callCount) * 1000;
    };
    for (const candidate of candidates) {
      await time(candidate, warmUpRequests);
      const answer = await answerOf(
        candidate.fn,
        createRequest(`?kind=${candidate.kind}&count=50`),
      );
      if (!['50', '8', 'Hello, how are you?'].includes(answer))
        throw new Error(`${candidate.id} answered "${answer}"`);
    }
    const compiled = [
      ...(await loadCompiled({ folder, probing, kv: memory, id: 'as-kv.memory' })),
      ...(await loadCompiled({ folder, probing, kv: lmdb, id: 'as-kv.lmdb' })),
    ];
    for (const { run } of compiled) await timeMedian(warmUpRequests, run);
    for (let round = 0; round < rounds; round++) {
      /** @type {Record<string, number>} */
      const samples = {};
      for (const candidate of candidates) {
        samples[candidate.id] = await time(candidate, roundRequests);
      }
      for (const { id, run } of compiled) {
        samples[id] = ((await timeMedian(roundRequests, run)) / compiledCalls) * nanoseconds;
      }
      for (const [id, kv] of /** @type {const} */ ([
        ['provider.memory', memory],
        ['provider.lmdb', lmdb],
      ])) {
        const started = performance.now();
        for (let index = 0; index < ownCalls; index++) {
          const answer = kv.get('bench', 'greeting', hostcall);
          // A guest that gets a value at once is not made to wait either.
          if (answer instanceof Promise) await answer;
        }
        samples[id] = ((performance.now() - started) / ownCalls) * 1000;
      }
      addSamples(samples, add);
    }
  } finally {
    await lmdb.close();
    await rm(directory, { recursive: true });
  }
}

/**
 * A round's samples, and what a guest adds to what the backend takes by itself.
 * @param {Readonly<Record<string, number>>} samples
 * @param {(id: string, sample: number) => void} add
 */
function addSamples(samples, add) {
  for (const [id, sample] of Object.entries(samples)) add(id, sample);
  for (const backend of ['memory', 'lmdb']) {
    const own = samples[`provider.${backend}`] ?? Number.NaN;
    add(`kv-added.${backend}`, (samples[`kv.${backend}`] ?? Number.NaN) - own);
    const compiled = (samples[`as-kv.${backend}`] ?? Number.NaN) / 1000;
    add(`kv-added.as-${backend}`, compiled - own);
  }
}

/**
 * The guest in AssemblyScript over a store: loops in the guest, one for each kind of hostcall.
 * @param {{ folder: string, probing: import('@org/host-bindings').BoundInterface, kv: object, id: string }} options
 */
async function loadCompiled({ folder, probing, kv, id }) {
  const { driver } = await import(pathToFileURL(join(folder, 'driver.mjs')).href);
  const interfaces = ['kv', 'wajs:bench/probe@0.1.0'];
  const host = createHost({
    providers: /** @type {import('@org/host-bindings').Providers} */ ({ kv }),
    interfaces: [probing],
    policy: { interfaces },
    limits,
    // Both stores answer at once here. Where a provider may wait, Node 20 runs the guest on a thread.
    waits: 'never',
  });
  const fn = await host.load(join(folder, 'as-hostcalls.wasm'));
  const bound = (await fn.open()).bind(driver);
  const expect = async (/** @type {Promise<unknown>} */ answer, /** @type {unknown} */ value) => {
    if ((await answer) !== value) throw new Error(`${id} answered "${String(await answer)}"`);
  };
  const reads = { id, run: () => expect(bound.reads(compiledCalls), 'Hello, how are you?') };
  if (id !== 'as-kv.memory') return [reads];
  return [
    reads,
    { id: 'as-hostcall.number', run: () => expect(bound.numbers(compiledCalls), compiledCalls) },
    { id: 'as-hostcall.string', run: () => expect(bound.texts(compiledCalls), 'greeting'.length) },
  ];
}
