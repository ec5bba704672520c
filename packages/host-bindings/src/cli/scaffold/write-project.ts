import { lstatSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Diagnostic } from '../../generator/index.js';
import type { GeneratedFile } from '../../generator/index.js';
import { makeFolder, notAFolder } from '../make-folder.js';

/**
 * Writes files below a folder, and answers their paths. Nothing is written where one of them is there
 * already, unless `force`; a link is never followed.
 * @throws Diagnostic that names the files that are in the way.
 */
export function writeProject(
  folder: string,
  files: readonly GeneratedFile[],
  force: boolean,
): string[] {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat?.isFile() === true) throw notAFolder(folder);
  const taken = files.filter((file) => {
    if (leadsElsewhere(folder, dirname(file.path))) return true;
    const found = lstatSync(join(folder, file.path), { throwIfNoEntry: false });
    return found !== undefined && (!force || !found.isFile());
  });
  if (taken.length > 0) throw filesExist(folder, taken, force);
  for (const { path, text } of files) {
    const target = join(folder, path);
    makeFolder(dirname(target));
    writeFileSync(target, text);
  }
  return files.map((file) => file.path);
}

/** Whether a folder below another is, or is reached by, something that is no folder, such as a link. */
function leadsElsewhere(folder: string, path: string): boolean {
  if (path === '.') return false;
  if (leadsElsewhere(folder, dirname(path))) return true;
  const found = lstatSync(join(folder, path), { throwIfNoEntry: false });
  return found !== undefined && !found.isDirectory();
}

function filesExist(folder: string, taken: readonly GeneratedFile[], force: boolean): Diagnostic {
  const names = taken.map((file) => `"${join(folder, file.path)}"`).join(', ');
  return new Diagnostic({
    code: 'files-exist',
    message: `${names} ${taken.length === 1 ? 'exists' : 'exist'} already; nothing was written`,
    hint: force
      ? 'these are no plain files: move them away'
      : 'pass another folder with --out, or --force to write over them',
  });
}
