import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ProjectFile } from './project-template.js';

/**
 * Writes a project. A file that has appeared meanwhile is not written over.
 *
 * @throws {Error} the system's own, where a file is there or the folder cannot be written to.
 */
export async function writeProject(folder: string, files: readonly ProjectFile[]): Promise<void> {
  for (const { path, text } of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  }
}
