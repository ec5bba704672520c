import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { UsageError } from './report-error.js';

/** What a user named: a module to build, or something that is built already. */
export type Entry =
  | { readonly kind: 'source'; readonly path: string; readonly name: string }
  | { readonly kind: 'artifact'; readonly path: string; readonly name: string };

const defaults = ['src/index.ts', 'src/index.js', 'index.ts', 'index.js', 'assembly/index.ts'];

/**
 * Finds what a command works on. Without an argument: the usual places for an entry module.
 *
 * @throws {UsageError} where there is no such file.
 */
export function findEntry(given: string | undefined, cwd: string): Entry {
  const path = given ?? defaults.find((candidate) => existsSync(join(cwd, candidate)));
  if (path === undefined) {
    throw new UsageError(
      `no entry found: looked for ${defaults.join(', ')}; name the file, as in "wajs build src/main.ts"`,
    );
  }
  const full = resolve(cwd, path);
  if (!existsSync(full)) throw new UsageError(`no such file: "${path}"`);
  if (statSync(full).isDirectory())
    throw new UsageError(`"${path}" is a folder; name the entry file in it`);
  const kind = ['.wajs', '.wasm'].includes(extname(full)) ? 'artifact' : 'source';
  return {
    kind,
    path: full,
    name:
      kind === 'source'
        ? functionName(full)
        : basename(full, extname(full)).replace(/\.component$/, ''),
  };
}

/** The nearest package's name without its scope, or the file's; of an `index`, the project's folder. */
function functionName(entry: string): string {
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const name = readName(manifest)?.replace(/^@[^/]*\//, '');
      if (name !== undefined && name !== '') return name;
    }
    if (dirname(folder) === folder) break;
  }
  const file = basename(entry, extname(entry));
  if (file !== 'index') return file;
  const folder = dirname(entry);
  const isSources = ['src', 'assembly'].includes(basename(folder));
  return basename(isSources ? dirname(folder) : folder) || 'function';
}

function readName(manifest: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name;
  } catch (error) {
    throw new UsageError(`"${manifest}" is not valid JSON: ${(error as Error).message}`);
  }
}
