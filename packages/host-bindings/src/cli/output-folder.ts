import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { compareFiles, Diagnostic, emittedFor } from '../generator/index.js';
import type { Drift, GeneratedFile } from '../generator/index.js';
import { makeFolder, notAFolder, statPath } from './make-folder.js';

/** Endings of what targets emit. */
const EMITTED = /\.(?:ts|md)$/;

/** The texts of the files of a folder that may be emitted, by path below it. Nothing where there is no folder. */
export function readOutput(folder: string): Map<string, string> {
  const texts = new Map<string, string>();
  const stat = statPath(folder);
  if (stat === undefined) return texts;
  if (!stat.isDirectory()) throw notAFolder(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isFile() || !EMITTED.test(entry.name)) continue;
    texts.set(entry.name, readFileSync(join(folder, entry.name), 'utf8'));
  }
  return texts;
}

/** Writes the files that differ, removes those that are emitted no more, and answers what it did. */
export function writeOutput(folder: string, files: readonly GeneratedFile[]): Drift {
  // The empty path would be the folder that the command runs in, for a variable that is not set.
  if (folder === '') throw noFolder();
  const drift = compareFiles(files, readOutput(folder));
  const touched = new Set([...drift.missing, ...drift.changed]);
  const written = files.filter((file) => touched.has(file.path));
  makeFolder(folder);
  for (const file of written) assertReplaceable(inside(folder, file.path), file.text);
  for (const file of written) writeFileSync(inside(folder, file.path), file.text);
  for (const path of drift.stale) rmSync(inside(folder, path));
  return drift;
}

/**
 * Refuses to write over what this tool did not write for the same target: a file of somebody else's, or
 * a link, which could lead out of the folder.
 */
function assertReplaceable(path: string, text: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (stat.isFile() && emittedFor(readFileSync(path, 'utf8')) === emittedFor(text)) return;
  throw new Diagnostic({
    code: 'output-taken',
    message: `"${path}" exists, and is not a file that this command wrote`,
    file: path,
    line: 1,
    column: 1,
    hint: 'move it away, or pass another folder with --out',
  });
}

function noFolder(): Diagnostic {
  return new Diagnostic({
    code: 'output-not-a-folder',
    message: 'the output folder has no name',
    hint: 'pass a folder with --out, such as "gen", or "." for the one that you are in',
  });
}

/** The path of a file below a folder, which it must not leave. */
function inside(folder: string, path: string): string {
  const target = resolve(folder, path);
  if (relative(resolve(folder), target) !== path) {
    throw new Diagnostic({
      code: 'output-outside',
      message: `"${path}" is not below the output folder`,
      hint: 'rename the interface in the WIT',
    });
  }
  return target;
}
