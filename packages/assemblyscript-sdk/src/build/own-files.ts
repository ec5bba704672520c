import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sdk = fileURLToPath(new URL('../..', import.meta.url));
const json = packageRoot('json-as', sdk);

/** Packages whose files the build finds itself, by the folder that they are imported from. */
const ROOTS: readonly (readonly [folder: string, root: string])[] = [
  ['node_modules/@org/assemblyscript-sdk/', sdk],
  ['node_modules/json-as/', json],
  ['node_modules/xjb-as/', packageRoot('xjb-as', json)],
];

/** What reads and writes JSON, and what takes its place in functions that have none. */
const JSON_FILE = join(sdk, 'assembly/json.ts');
const NO_JSON_FILE = join(sdk, 'assembly/no-json.ts');

/** Text that the compiler says where a function without JSON uses it. It stands in `no-json.ts`. */
export const JSON_IS_USED = 'JSON is used';

/**
 * The text of a file of the SDK, or of what that needs; null for all others. It is found wherever the SDK
 * is installed, even outside of the program's folder. Of the parts that read and write JSON there is
 * nothing unless `hasJson`: their tables alone are as large as a small function.
 */
export function readOwn(name: string, hasJson: boolean): Promise<string | null> {
  const path = name.replaceAll('\\', '/');
  for (const [folder, root] of ROOTS) {
    const at = path.lastIndexOf(folder);
    if (at < 0) continue;
    const file = join(root, path.slice(at + folder.length));
    return readFile(file === JSON_FILE && !hasJson ? NO_JSON_FILE : file, 'utf8').catch(() => null);
  }
  return Promise.resolve(null);
}

function packageRoot(name: string, from: string): string {
  return dirname(createRequire(join(from, 'package.json')).resolve(`${name}/package.json`));
}
