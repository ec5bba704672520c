import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { median } from './median.mjs';
import { peerPackages, requirePeer } from './peers.mjs';
import { groups } from './values.mjs';

/**
 * A value as it was measured.
 * @typedef {object} Row
 * @property {string} id
 * @property {string} name Name of its group.
 * @property {string} group Title of its table.
 * @property {string} what
 * @property {string} unit
 * @property {number | null} aim
 * @property {number} measured Median of the samples.
 * @property {number | null} ratio Measured against the aim.
 * @property {boolean | null} met
 * @property {readonly number[]} samples One a round.
 */

/**
 * Everything that a run leaves.
 * @typedef {object} Results
 * @property {string} date
 * @property {string} commit
 * @property {number} rounds
 * @property {number} seconds
 * @property {Record<string, string>} machine
 * @property {Record<string, string>} versions
 * @property {readonly Row[]} rows
 * @property {readonly string[]} missing What could not be measured, and why.
 */

/**
 * Rows of what was measured, in the order of `values.mjs`.
 * @param {Readonly<Record<string, readonly number[]>>} samples By id.
 * @returns {Row[]}
 */
export function createRows(samples) {
  return groups.flatMap((group) =>
    group.values.flatMap(({ id, what, unit, aim = null, higher }) => {
      const own = samples[id];
      if (own === undefined || own.length === 0) return [];
      const measured = median(own);
      const ratio = aim === null ? null : measured / aim;
      const met = ratio === null ? null : higher ? ratio >= 1 : ratio <= 1;
      const rounded = own.map(round);
      return [
        {
          id,
          name: group.name,
          group: group.title,
          what,
          unit,
          aim,
          measured: round(measured),
          ratio: ratio === null ? null : round(ratio),
          met,
          samples: rounded,
        },
      ];
    }),
  );
}

/** Four digits are more than any of these numbers is good for. */
const round = (/** @type {number} */ value) => Number(value.toPrecision(4));

const notInstalled = 'not installed';

/** The machine, in words. */
export function describeMachine() {
  const [first] = cpus();
  return {
    cpu: `${first?.model.trim()}, ${cpus().length} cores`,
    memory: `${Math.round(totalmem() / 1e9)} GB`,
    system: `${process.platform} ${release()}, ${process.arch}`,
    load: `${loadavg()[0]?.toFixed(1)} before the run`,
  };
}

/** Versions of what was measured, and of what it was measured with. */
export function describeVersions() {
  const require = createRequire(import.meta.url);
  const packages = [
    '@org/wajs',
    'esbuild',
    'assemblyscript',
    'componentize-qjs',
    '@bytecodealliance/jco-transpile',
    'lmdb',
    'undici',
  ];
  /** @type {Record<string, string>} */
  const versions = { node: process.versions.node, v8: process.versions.v8 };
  for (const name of packages) versions[name] = readVersion(require, name);
  for (const name of peerPackages) {
    const version = readVersion(requirePeer, name);
    if (version !== notInstalled) versions[name] = version;
  }
  return versions;
}

/**
 * The version of an installed package; not all of them export their package.json.
 * @param {NodeJS.Require} require
 * @param {string} name
 * @returns {string}
 */
function readVersion(require, name) {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return require(`${folder}/${name}/package.json`).version;
    } catch {
      continue;
    }
  }
  return notInstalled;
}

/**
 * The commit that is measured, with a mark where files differ from it.
 * @param {string} root
 */
export function describeCommit(root) {
  const git = (/** @type {readonly string[]} */ ...args) =>
    execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const isClean = git('status', '--porcelain', '--untracked-files=no') === '';
    return `${git('rev-parse', '--short', 'HEAD')}${isClean ? '' : ' with changes'}`;
  } catch {
    return 'unknown';
  }
}
