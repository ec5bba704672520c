/**
 * `npm run bench [-- --only <name> --rounds <n> --peers --save]`: every number that wajs is held to, in one run on
 * one machine. Prints a table, writes bench-results/latest.json, and ends by itself.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Child } from './child.mjs';
import { preparePeers } from './peers.mjs';
import { prepare, root } from './prepare.mjs';
import { createRows, describeCommit, describeMachine, describeVersions } from './results.mjs';
import { saveToDocs, writeLatest } from './save.mjs';
import { renderText } from './tables.mjs';
import { groups } from './values.mjs';

const defaultRounds = 9;
const mostRounds = 25;
/** No group begins after this, so that the whole ends in twelve minutes. */
const lastStartMs = 510_000;

const usage = `usage: npm run bench -- [options]

  --only <name>   one group or one value (${groups.map(({ name }) => name).join(', ')}, or an id such as kv.lmdb)
  --rounds <n>    rounds of each measurement, 1 to ${mostRounds} (default ${defaultRounds})
  --peers         measure workerd, jco serve and extism too; the first time it installs them (500 MB)
  --save          also write docs/bench.json, the charts and the tables in docs/performance.md
`;

process.exitCode = await main();

/** @returns {Promise<number>} Exit code. */
async function main() {
  const options = readOptions();
  if (typeof options === 'string') {
    console.error(options);
    return 2;
  }
  const { rounds, chosen, peers, save } = options;
  const started = performance.now();
  const machine = describeMachine();
  const folder = await mkdtemp(join(tmpdir(), 'wajs-bench-'));
  try {
    console.error('preparing ...');
    const missing = await prepare(folder);
    if (peers) missing.push(...(await preparePeers(folder)));
    /** @type {Record<string, readonly number[]>} */
    const samples = {};
    for (const group of chosen.groups) {
      if (performance.now() - started > lastStartMs) {
        missing.push(`${group.name}: there was no time left`);
        continue;
      }
      console.error(`${group.name} ...`);
      const child = new Child('processes/group.mjs', [group.name]);
      try {
        const answer = await child.ask('measure', { folder, rounds }, group.seconds * 1000);
        Object.assign(samples, answer.samples);
        missing.push(...answer.missing.map((/** @type {string} */ why) => `${group.name}: ${why}`));
      } catch (error) {
        missing.push(`${group.name}: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        await child.stop();
      }
    }
    const results = {
      date: new Date().toISOString(),
      commit: describeCommit(root),
      rounds,
      seconds: Math.round((performance.now() - started) / 1000),
      machine,
      versions: describeVersions(),
      rows: createRows(samples).filter(({ id }) => chosen.id === undefined || id === chosen.id),
      missing,
    };
    console.log(renderText(results));
    const file = await writeLatest(root, results);
    if (save) await saveToDocs(root, results);
    console.error(`${results.seconds} s; ${relative(process.cwd(), file)}`);
    return missing.length === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The command line, or what is wrong with it. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        rounds: { type: 'string', default: String(defaultRounds) },
        peers: { type: 'boolean', default: false },
        save: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const { only, help, peers, save } = values;
    if (help) return usage;
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1 || rounds > mostRounds) {
      return `"${values.rounds}" is no number of rounds\n\n${usage}`;
    }
    if (save && only !== undefined) return `--save keeps a whole run; leave out --only\n\n${usage}`;
    const chosen = choose(only);
    return chosen === undefined
      ? `nothing is called "${only}"\n\n${usage}`
      : { rounds, chosen, peers, save };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n${usage}`;
  }
}

/**
 * The groups to measure, and the one value of them that is wanted.
 * @param {string | undefined} only
 * @returns {{ groups: typeof groups, id?: string } | undefined}
 */
function choose(only) {
  if (only === undefined) return { groups };
  const group = groups.find(({ name }) => name === only);
  if (group !== undefined) return { groups: [group] };
  const owner = groups.find(({ values }) => values.some(({ id }) => id === only));
  return owner === undefined ? undefined : { groups: [owner], id: only };
}
