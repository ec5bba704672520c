import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The kept inputs of a fuzzing target, by file name: seeds, and what fuzzing found worth keeping. */
export function readCorpus(target: string): Map<string, Buffer> {
  const folder = fileURLToPath(new URL(`corpus/${target}`, import.meta.url));
  const names = readdirSync(folder).toSorted();
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}
