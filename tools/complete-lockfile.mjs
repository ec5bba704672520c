/**
 * `node tools/complete-lockfile.mjs`, after `npm install` has added a dependency: puts the packages of
 * other platforms into package-lock.json where the registry in use does not carry them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { describePlatformPackage, findUnlocked } from './lockfile.mjs';

const path = new URL('../package-lock.json', import.meta.url);
const lockfile = JSON.parse(await readFile(path, 'utf8'));
const unlocked = findUnlocked(lockfile.packages);

for (const missing of unlocked) {
  const entry = describePlatformPackage(missing, lockfile.packages[missing.owner]);
  if (entry === undefined) {
    console.error(
      `"${missing.name}" is no platform's package; add it to package-lock.json by hand`,
    );
    process.exitCode = 1;
    continue;
  }
  lockfile.packages[`node_modules/${missing.name}`] = entry;
  console.log(`added ${missing.name} ${missing.version}`);
}

lockfile.packages = Object.fromEntries(
  Object.entries(lockfile.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')),
);
await writeFile(path, `${JSON.stringify(lockfile, null, 2)}\n`);
