import { type FSWatcher, watch } from 'node:fs';

/** Events of one file come in groups: this many milliseconds after the last one it is looked at. */
const settleMs = 50;

/**
 * Watches a folder, and says which file in it was written, replaced or removed. Answers how to end it. A
 * folder is watched and not a file, because a file that is replaced is another one.
 */
export function watchFolder(folder: string, onChange: (fileName: string) => void): () => void {
  const timers = new Map<string, NodeJS.Timeout>();
  const watcher: FSWatcher = watch(folder, { persistent: false }, (_event, fileName) => {
    if (fileName === null) return;
    clearTimeout(timers.get(fileName));
    timers.set(
      fileName,
      setTimeout(() => {
        timers.delete(fileName);
        onChange(fileName);
      }, settleMs),
    );
  });
  // The folder may be removed: what was loaded goes on serving.
  watcher.on('error', () => watcher.close());
  return () => {
    watcher.close();
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
  };
}
