import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Language } from '../build/index.js';

/** A file of a project. */
export interface ProjectFile {
  /** Path within the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Files whose own names npm would not pack. */
const renamed: ReadonlyMap<string, string> = new Map([['gitignore', '.gitignore']]);

const templates = fileURLToPath(new URL('../../templates', import.meta.url));

/** The files of a template, for a project of this name, in the order of their paths. */
export async function readTemplate(language: Language, name: string): Promise<ProjectFile[]> {
  const folder = join(templates, language);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = await Promise.all(
    files.map(async (entry) => {
      const file = join(entry.parentPath ?? entry.path, entry.name);
      const path = relative(folder, file).replaceAll(sep, '/');
      const text = (await readFile(file, 'utf8')).replaceAll('{{name}}', name);
      return { path: renamed.get(path) ?? path, text };
    }),
  );
  return read.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
