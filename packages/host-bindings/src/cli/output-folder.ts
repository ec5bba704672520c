import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { compareFiles, Diagnostic } from '../generator/index.js';
import type { Drift, GeneratedFile } from '../generator/index.js';

/** Endings of what targets emit. */
const EMITTED = /\.(?:ts|md)$/;

/** The texts of the files of a folder that may be emitted, by path below it. Nothing where there is no folder. */
export function readOutput(folder: string): Map<string, string> {
  const texts = new Map<string, string>();
  const stat = statSync(folder, { throwIfNoEntry: false });
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
  const drift = compareFiles(files, readOutput(folder));
  const touched = new Set([...drift.missing, ...drift.changed]);
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    if (touched.has(file.path)) writeFileSync(inside(folder, file.path), file.text);
  }
  for (const path of drift.stale) rmSync(inside(folder, path));
  return drift;
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

function notAFolder(folder: string): Diagnostic {
  return new Diagnostic({
    code: 'output-not-a-folder',
    message: `"${folder}" is a file`,
    hint: 'pass a folder with --out; it is made where it does not exist',
  });
}
