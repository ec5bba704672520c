import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Packages that a function's author and an embedder install; the SDK for AssemblyScript is one more. */
const usual = ['@org/host-bindings', '@org/wajs'];

/** Packs published packages into a folder, and answers the paths of the tarballs. */
export async function packPackages(folder: string, names = usual): Promise<string[]> {
  const pack = ['pack', ...names.flatMap((name) => ['-w', name])];
  await runCommand('npm', [...pack, '--pack-destination', folder], root);
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith('.tgz')).map((file) => join(folder, file));
}
