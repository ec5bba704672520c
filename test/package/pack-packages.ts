import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Packs the published packages into a folder, and answers the paths of the tarballs. */
export async function packPackages(folder: string): Promise<string[]> {
  const pack = ['pack', '-w', '@org/host-bindings', '-w', '@org/wajs'];
  await runCommand('npm', [...pack, '--pack-destination', folder], root);
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.tgz')).map((name) => join(folder, name));
}
