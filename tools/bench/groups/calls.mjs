import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf, call, createEngineHost, createRequest, loadFixture } from '../hello.mjs';
import { loadJcoPeer } from '../jco-peer.mjs';
import { timeMedian } from '../median.mjs';

const warmUpCalls = 3000;
const roundCalls = 1000;
const peerCalls = 200;

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
  const request = createRequest();
  let [next, other] = [hello, counter];
  const swap = () => {
    [next, other] = [other, next];
    return call(next, request);
  };
  /** @type {[id: string, count: number, action: () => Promise<unknown>][]} */
  const candidates = [
    ['call.restored', roundCalls, () => call(hello, request)],
    ['call.swap', roundCalls, swap],
    ['call.warm', roundCalls, () => call(warm, request)],
  ];
  if (existsSync(join(folder, 'jco'))) {
    const peer = await (await loadJcoPeer(folder))();
    candidates.push(['call.jco', peerCalls, () => call(/** @type {any} */ (peer), request)]);
  }
  for (const [, count, action] of candidates) {
    await timeMedian((warmUpCalls * count) / roundCalls, action);
  }
  for (let round = 0; round < rounds; round++) {
    for (const [id, count, action] of candidates) add(id, (await timeMedian(count, action)) * 1000);
  }
  const answers = [await answerOf(hello, request), await answerOf(counter, request)].join('');
  const expected = 'Hello, world!\n100 names, 1\n';
  if (answers !== expected) throw new Error(`the functions answered ${JSON.stringify(answers)}`);
}
