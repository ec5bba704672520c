import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emit, parseWit, readSources } from '@org/host-bindings/generator';
import { comparedWorlds, contract } from '../compared-worlds.mjs';
import { loadExchanges } from '../exchange.mjs';
import { createDummyComponent, emitWithJco } from '../jco-generator.mjs';
import { timeMedian } from '../median.mjs';
import { run } from '../run.mjs';

const roundRuns = 5;
/** Runs of a generator that do not count, on both sides: V8 compiles it meanwhile. */
const warmUpRuns = 150;
const roundOpens = 100;
const roundCalls = 2000;
/** Calls that do not count: V8 compiles what they run, on both sides. */
const warmUpCalls = 20_000;
const withJco = fileURLToPath(new URL('../processes/generate-with-jco.mjs', import.meta.url));
const manifest = createRequire(import.meta.url).resolve('@org/host-bindings/package.json');
const command = join(manifest, '../bin/host-bindings.js');

/**
 * The generator and what it emits, against jco: `comparedWorlds` for generating, a guest in
 * AssemblyScript of one of them for running.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure(measuring) {
  await measureGenerating(measuring);
  await measureRunning(measuring);
}

/** @param {import('../processes/group.mjs').Measuring} measuring */
async function measureGenerating({ folder, rounds, add }) {
  const project = join(folder, 'generator');
  await mkdir(project, { recursive: true });
  const component = join(project, 'service.wasm');
  await writeFile(component, await createDummyComponent(contract));
  const target = ['--world', contract.world, '--target', 'ts-host', '--out', 'gen'];
  const node = (/** @type {readonly string[]} */ ...args) => run(process.execPath, args, project);
  const commands = /** @type {const} */ ([
    ['generate.command', () => node(command, 'generate', contract.wit, ...target)],
    ['generate.command-jco', () => node(withJco, component, join(project, 'peer.js'))],
  ]);
  /** @type {[string, () => Promise<unknown>][]} */
  const processes = [];
  for (const compared of comparedWorlds) {
    const dummy = await createDummyComponent(compared);
    processes.push(
      [`generate.process${compared.suffix}`, () => emitWorld(compared)],
      [`generate.process${compared.suffix}-jco`, () => emitWithJco(dummy)],
    );
  }
  for (const [, action] of commands) await action();
  for (const [, action] of processes) await timeMedian(warmUpRuns, action);
  for (let round = 0; round < rounds; round++) {
    for (const [id, action] of commands) add(id, (await timeMedian(1, action)) / 1000);
    for (const [id, action] of processes) add(id, await timeMedian(roundRuns, action));
  }
}

/** @param {import('../processes/group.mjs').Measuring} measuring */
async function measureRunning({ folder, rounds, add }) {
  const { wajs, jco } = await loadExchanges(folder);
  const peers = /** @type {const} */ ([
    ['', wajs],
    ['-jco', jco],
  ]);
  for (const [, peer] of peers) {
    const { add: sum, reverse, end } = await peer.open();
    for (let index = 0; index < warmUpCalls; index++) {
      await sum();
      await reverse();
    }
    end();
  }
  for (let round = 0; round < rounds; round++) {
    for (const [suffix, peer] of peers) {
      const first = async () => {
        const one = await peer.open();
        await one.add();
        one.end();
      };
      add(`exchange.open${suffix}`, (await timeMedian(roundOpens, first)) * 1000);
      const { add: sum, reverse, end } = await peer.open();
      add(`exchange.add${suffix}`, await timeCall(sum));
      add(`exchange.reverse${suffix}`, await timeCall(reverse));
      end();
    }
  }
}

/**
 * Microseconds of one of many calls in a row.
 * @param {() => unknown} call
 */
async function timeCall(call) {
  const started = performance.now();
  for (let index = 0; index < roundCalls; index++) await call();
  return ((performance.now() - started) * 1000) / roundCalls;
}

/** @param {import('../compared-worlds.mjs').ComparedWorld} compared */
async function emitWorld({ wit, world: name }) {
  const { world } = await parseWit(readSources(wit), name);
  emit({ worlds: [world], target: 'ts-host' });
}
