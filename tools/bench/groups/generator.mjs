import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emit, parseWit, readSources } from '@org/host-bindings/generator';
import { readContract } from '../contract-source.mjs';
import { loadExchange, loadJcoExchange } from '../exchange.mjs';
import { createDummyComponent, emitWithJco } from '../jco-generator.mjs';
import { timeMedian } from '../median.mjs';
import { root } from '../prepare.mjs';
import { run } from '../run.mjs';

const roundRuns = 5;
const roundCalls = 2000;
const withJco = fileURLToPath(new URL('../processes/generate-with-jco.mjs', import.meta.url));

/**
 * The generator and what it emits, against jco on the same worlds: the contract's `service` for
 * generating, an AssemblyScript guest of `fixtures/exchange.wit` for running.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, rounds, add }) {
  const project = join(folder, 'generator');
  await mkdir(project, { recursive: true });
  const wit = join(root, 'wit');
  const command = createRequire(import.meta.url).resolve('@org/host-bindings/package.json');
  const generate = join(command, '../bin/host-bindings.js');
  const dummy = await createDummyComponent(readContract(), 'service');
  const component = join(project, 'service.wasm');
  await writeFile(component, dummy);
  const target = ['--world', 'service', '--target', 'ts-host', '--out', 'gen'];
  const node = (/** @type {readonly string[]} */ ...args) => run(process.execPath, args, project);
  const actions = /** @type {const} */ ([
    ['generate.command', () => node(generate, 'generate', wit, ...target), 1],
    ['generate.command-jco', () => node(withJco, component, join(project, 'peer.js')), 1],
    ['generate.process', () => emitContract(wit), roundRuns],
    ['generate.process-jco', () => emitWithJco(dummy), roundRuns],
  ]);
  const [ours, peer] = [await loadExchange(folder), await loadJcoExchange(folder)];
  for (const [, action] of actions) await action();
  for (let round = 0; round < rounds; round++) {
    for (const [id, action, count] of actions) {
      const milliseconds = await timeMedian(count, action);
      add(id, id.startsWith('generate.command') ? milliseconds / 1000 : milliseconds);
    }
    add('exchange.instantiate', await timeMedian(50, ours.instantiate));
    add('exchange.instantiate-jco', await timeMedian(50, peer.instantiate));
    for (const [suffix, { add: sum, reverse }] of [
      ['', await ours.instantiate()],
      ['-jco', await peer.instantiate()],
    ]) {
      add(`exchange.add${suffix}`, await timeCalls(sum));
      add(`exchange.reverse${suffix}`, await timeCalls(reverse));
    }
  }
}
