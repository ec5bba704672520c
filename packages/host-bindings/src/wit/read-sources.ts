import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { witEmpty, witNotFound } from './diagnostics.js';
import type { WitSource } from './source.js';

/**
 * The sources at a path: one file, or all `.wit` files of a folder and of its `deps`, in the order of
 * their names.
 * @throws Diagnostic when nothing is there.
 */
export function readSources(path: string): WitSource[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw witNotFound(path);
  if (stat.isFile()) return [{ file: path, text: readFileSync(path, 'utf8') }];
  const sources = witFiles(path).map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  if (sources.length === 0) {
    const inside = join(path, 'wit');
    const isThere = statSync(inside, { throwIfNoEntry: false })?.isDirectory() === true;
    throw witEmpty(path, isThere && witFiles(inside).length > 0 ? inside : undefined);
  }
  return [...sources, ...readDependencies(join(path, 'deps'))];
}

function readDependencies(folder: string): WitSource[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder)
    .toSorted()
    .flatMap((entry) => {
      const path = join(folder, entry);
      const files = statSync(path).isDirectory() ? witFiles(path) : [path];
      return files
        .filter((file) => file.endsWith('.wit'))
        .map((file) => ({
          file,
          text: readFileSync(file, 'utf8'),
          dependency: relative(folder, path),
        }));
    });
}

function witFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.wit'))
    .map((entry) => join(folder, entry.name))
    .toSorted();
}
