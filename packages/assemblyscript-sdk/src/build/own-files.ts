import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Folder that the SDK's files are imported from. */
const FOLDER = 'node_modules/@org/assemblyscript-sdk/';

/**
 * The text of one of the SDK's own files; null for all others. It is found wherever the SDK is installed,
 * even outside of the program's folder.
 */
export async function readOwn(name: string): Promise<string | null> {
  const path = name.replaceAll('\\', '/');
  const at = path.lastIndexOf(FOLDER);
  if (at < 0) return null;
  return readFile(join(root, path.slice(at + FOLDER.length)), 'utf8').catch(() => null);
}
