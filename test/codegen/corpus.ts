import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One world of a WIT package that tests go through. */
export interface CorpusWorld {
  /** For the test's title. */
  readonly title: string;
  /** A file or folder. */
  readonly path: string;
  /** Name of the world. */
  readonly world: string;
}

/** Folder of the public corpus, which lies beside the clone. */
export const corpusFolder = join(root, '../shared/corpus/wit');

/** Whether the public corpus is there; says so loudly where it is not. */
export function hasCorpus(): boolean {
  if (existsSync(corpusFolder)) return true;
  console.warn(`SKIPPED: no corpus at ${corpusFolder}; only this repository's own WIT is tested`);
  return false;
}

/** Every world of the contract, of this suite and, where it is there, of the public corpus. */
export function corpusWorlds(): CorpusWorld[] {
  const own = fileURLToPath(new URL('wit', import.meta.url));
  const folders = [own, ...(hasCorpus() ? [corpusFolder] : [])];
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.wit'))
      .toSorted()
      .map((name) => join(folder, name)),
  );
  const contract = join(root, 'wit');
  return [
    ...worldNames(readFileSync(join(contract, 'worlds.wit'), 'utf8')).map((world) => ({
      title: `wit ${world}`,
      path: contract,
      world,
    })),
    ...files.flatMap((path) =>
      worldNames(readFileSync(path, 'utf8')).map((world) => ({
        title: `${basename(path, '.wit')} ${world}`,
        path,
        world,
      })),
    ),
  ];
}

function worldNames(text: string): string[] {
  return [...text.matchAll(/^\s*world\s+%?([a-z0-9-]+)/gm)].map((found) => found[1]!);
}
