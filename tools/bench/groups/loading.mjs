import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child } from '../child.mjs';
import { call, createEngineHost, createRequest, loadFixture } from '../hello.mjs';
import { loadJcoPeer } from '../jco-peer.mjs';
import { timeMedian } from '../median.mjs';

const warmUpLoads = 20;
const roundLoads = 20;
const peerLoads = 3;

/**
 * Loads with the engine compiled already, and what a new process has to do first.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, rounds, add }) {
  const host = await createEngineHost();
  const request = createRequest();
  await call(await loadFixture(host, folder, 'counter'), request);
  const load = (/** @type {Uint8Array} */ artifact) => async () => {
    const fn = await host.load(artifact);
    await call(fn, request);
    fn.dispose();
  };
  /** @type {[id: string, count: number, action: () => Promise<void>][]} */
  const candidates = [
    ['load.delta', roundLoads, load(await readFile(join(folder, 'hello.wajs')))],
    ['load.source', roundLoads, load(await readFile(join(folder, 'hello-source.wajs')))],
  ];
  if (existsSync(join(folder, 'jco'))) {
    const createPeer = await loadJcoPeer(folder);
    const loadPeer = async () => call(/** @type {any} */ (await createPeer()), request);
    candidates.push(['load.jco', peerLoads, loadPeer]);
  }
  for (const [, count, action] of candidates)
    await timeMedian(Math.min(count, warmUpLoads), action);
  for (let round = 0; round < rounds; round++) {
    for (const [id, count, action] of candidates) add(id, await timeMedian(count, action));
    await measureNewProcess(folder, add);
  }
}

/**
 * @param {string} folder
 * @param {(id: string, sample: number) => void} add
 */
async function measureNewProcess(folder, add) {
  const child = new Child('processes/cold-start.mjs');
  try {
    const { compile, answer } = await child.ask('start', join(folder, 'hello.wajs'));
    add('engine.compile', compile);
    add('engine.cold', answer);
  } finally {
    await child.stop();
  }
}
