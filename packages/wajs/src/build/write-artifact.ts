import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Tells apart what one process writes at the same time. */
let written = 0;

/**
 * Writes a file so that a reader sees the old one or the new one, never half of one, whatever ends the
 * process or the machine in between: into a temporary file in the same folder, which takes the name only
 * once all of it is on disk. Leftovers of processes that were ended are removed. Answers the path.
 *
 * @throws {Error} the system's own, where the folder cannot be written to.
 */
export async function writeArtifact(
  folder: string,
  name: string,
  bytes: Uint8Array,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder, name);
  const file = join(folder, name);
  const temporary = join(folder, `.${name}.${process.pid}.${written++}.tmp`);
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
  return file;
}

/** Temporary files of this name whose writers are gone. */
async function removeLeftovers(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(`.${name}.`)) continue;
    const [, pid] = /^\.(\d+)\.\d+\.tmp$/.exec(entry.slice(name.length + 1)) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(folder, entry), { force: true });
  }
}

/** Whether a process of this number exists. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Makes the new name last. Windows has no such thing for folders. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
  } finally {
    await handle?.close();
  }
}
