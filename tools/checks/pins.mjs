import { readFile } from 'node:fs/promises';
import { findUnlocked } from '../lockfile.mjs';
import { listSourceFiles } from '../source-files.mjs';

const exactVersion = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
const pinnedFields = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'];
/** Scripts that npm runs on its own when a package is installed. */
const installScripts = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
const registry = 'https://registry.npmjs.org/';

/**
 * Dependencies are pinned exactly, the lockfile names one registry only and hashes everything, and
 * nothing of ours runs when it is installed. Peers may be ranges.
 * @type {import('../check.mjs').Check}
 */
export const pinsCheck = {
  name: 'pins',
  async run(root) {
    const manifests = await listSourceFiles(root, ['package.json', '*/package.json']);
    const problems = [];
    for (const path of manifests) {
      const manifest = JSON.parse(await readFile(`${root}/${path}`, 'utf8'));
      for (const field of pinnedFields) {
        for (const [name, version] of Object.entries(manifest[field] ?? {})) {
          if (!exactVersion.test(version)) {
            problems.push(`${path}: ${field} has "${name}" at "${version}"; pin one exact version`);
          }
        }
      }
      for (const script of installScripts) {
        if (manifest.scripts?.[script] !== undefined) {
          problems.push(`${path}: script "${script}" runs at installation; nothing may`);
        }
      }
    }
    const lockfile = JSON.parse(await readFile(`${root}/package-lock.json`, 'utf8'));
    const locked = Object.entries(lockfile.packages);
    for (const [path, entry] of locked) problems.push(...checkLocked(path, entry));
    for (const { owner, name } of findUnlocked(lockfile.packages)) {
      const hint = 'run "node tools/complete-lockfile.mjs"';
      problems.push(`package-lock.json: "${name}", optional for "${owner}", is missing; ${hint}`);
    }
    return { problems, read: `${manifests.length} manifests, ${locked.length} locked packages` };
  },
};

/**
 * An entry without `resolved` comes from whatever registry the user has configured; its hash binds it.
 * Only a package of a platform that the registry did not carry may be without a hash.
 * @param {string} path
 * @param {import('../lockfile.mjs').LockedPackage} entry
 */
function checkLocked(path, entry) {
  if (entry.link === true || !path.includes('node_modules/')) return [];
  if (entry.resolved !== undefined && !entry.resolved.startsWith(registry)) {
    return [`package-lock.json: "${path}" comes from "${entry.resolved}", not from ${registry}`];
  }
  const elsewhere = entry.optional === true && entry.os !== undefined && entry.cpu !== undefined;
  if (entry.integrity !== undefined || elsewhere) return [];
  return [`package-lock.json: "${path}" has no integrity hash`];
}
