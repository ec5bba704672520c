import { mkdirSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Diagnostic } from '../generator/index.js';

/**
 * Makes a folder, and those above it that are not there. It goes down from the nearest one that is there:
 * Node's own `recursive` never ends on file systems that refuse folders, such as `/proc`.
 * @throws Diagnostic where a file is in the way, or the folder cannot be made.
 */
export function makeFolder(folder: string): void {
  const target = resolve(folder);
  let path = nearestParent(folder, target);
  for (const part of relative(path, target).split(sep)) {
    if (part === '') continue;
    path = join(path, part);
    try {
      mkdirSync(path);
    } catch (cause) {
      // Somebody else may have made it meanwhile.
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw notMade(folder, path, cause);
    }
  }
}

/** The folder itself, or the nearest one above it that is there. */
function nearestParent(folder: string, target: string): string {
  let path = target;
  for (;;) {
    const stat = statOf(folder, path);
    if (stat?.isDirectory() === true) return path;
    if (stat !== undefined) throw notAFolder(path);
    path = dirname(path);
  }
}

function statOf(folder: string, path: string): Stats | undefined {
  try {
    return statPath(path);
  } catch (cause) {
    throw notMade(folder, path, cause);
  }
}

/** What is at a path; undefined where nothing is, or where a file is among the folders above it. */
export function statPath(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** A file where a folder should be. */
export function notAFolder(path: string): Diagnostic {
  return new Diagnostic({
    code: 'output-not-a-folder',
    message: `"${path}" is a file`,
    hint: 'pass a folder with --out; it is made where it does not exist',
  });
}

function notMade(folder: string, path: string, cause: unknown): Diagnostic {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException;
  return new Diagnostic({
    code: 'output-not-made',
    message: `"${folder}" cannot be made: the system refuses "${path}" (${code})`,
    hint: 'pass a folder with --out that you may write to',
    cause,
  });
}
