import { basename, dirname, join } from 'node:path';
import { watchFolder } from './folder-watch.js';

/** Files that are watched, wherever they are; which ones may change. */
export class WatchedFiles {
  readonly #onChange: () => void;
  #files: ReadonlySet<string> = new Set();
  /** How to end the watching of each folder. */
  readonly #folders = new Map<string, () => void>();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Watches these files, by their absolute paths, and no others any more. */
  watch(files: readonly string[]): void {
    this.#files = new Set(files);
    const folders = new Set(files.map((file) => dirname(file)));
    for (const [folder, end] of this.#folders) {
      if (folders.has(folder)) continue;
      end();
      this.#folders.delete(folder);
    }
    for (const folder of folders) {
      if (this.#folders.has(folder)) continue;
      const end = watchFolder(folder, (name) => {
        if (this.#files.has(join(folder, basename(name)))) this.#onChange();
      });
      this.#folders.set(folder, end);
    }
  }

  /** Ends the watching. */
  close(): void {
    this.watch([]);
  }
}
