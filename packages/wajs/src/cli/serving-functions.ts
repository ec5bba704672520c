import { relative, resolve } from 'node:path';
import type { Host, LoadedFunction } from '@org/host-bindings';
import type { Handler } from '@org/host-bindings/node';
import type { MemoryRpc } from '@org/host-bindings/providers/memory';
import type { Entry } from './entry.js';
import { watchFolder } from './folder-watch.js';
import { FunctionFolder } from './function-folder.js';
import { UsageError } from './report-error.js';
import { ServedFile } from './served-file.js';
import { WatchedFiles } from './watched-files.js';

/** What functions are served from. */
export interface ServingFunctionsOptions {
  readonly host: Pick<Host, 'load'>;
  /** Gets each function as a service by its name. */
  readonly rpc: MemoryRpc;
  readonly isolation: 'request' | 'shared';
}

/** What was read or built. */
export interface ReadFunction {
  /** An artifact or a component. */
  readonly bytes: Uint8Array;
  /** Absolute paths of the files that it comes from. */
  readonly files: readonly string[];
}

/** A function of a file of its own. */
export interface FileOptions {
  readonly entry: Entry;
  /** Reads the file again; builds it, where it is a source. */
  readonly read: () => Promise<ReadFunction>;
  /** What was read already. */
  readonly found: ReadFunction;
  /** Throws where the function is not to be served. */
  readonly check: (bytes: Uint8Array) => void;
}

/** The functions behind `wajs serve`: each is exchanged when its file changes. */
export class ServingFunctions {
  readonly #options: ServingFunctionsOptions;
  readonly #looks: (() => Promise<void>)[] = [];
  readonly #watches: (() => void)[] = [];

  constructor(options: ServingFunctionsOptions) {
    this.#options = options;
  }

  /**
   * Loads a function of a file, and watches what it comes from.
   *
   * @throws what reading, checking or loading fails with.
   */
  async addFile({ entry, read, found, check }: FileOptions): Promise<Handler> {
    const { host, rpc, isolation } = this.#options;
    const { name } = entry;
    const load = async (bytes: Uint8Array): Promise<LoadedFunction> => {
      check(bytes);
      return host.load(bytes, { name, isolation });
    };
    const watched = new WatchedFiles(() => void file.look());
    const file: ServedFile = new ServedFile({
      name,
      load,
      async read() {
        const { bytes, files } = await read();
        watched.watch(files);
        return bytes;
      },
    });
    await file.begin(found.bytes);
    rpc.add(name, file.slot);
    this.#looks.push(() => file.look());
    watched.watch(found.files);
    this.#watches.push(() => watched.close());
    return file.slot;
  }

  /**
   * Serves the functions of a folder, each by its name. The first one is loaded, and with it the engine is
   * compiled; the others once they are asked for.
   *
   * @throws {UsageError} where there is no such folder.
   */
  async addFolder(given: string): Promise<{ readonly handler: Handler; readonly what: string }> {
    const { host, rpc, isolation } = this.#options;
    const path = resolve(given);
    const folder = new FunctionFolder({
      path,
      load: (bytes, name) => host.load(bytes, { name, isolation }),
      onAdd: (name, { slot }) => rpc.add(name, slot),
      onRemove: (name) => rpc.remove(name),
    });
    await folder.look().catch((cause: Error) => {
      throw new UsageError(`--functions "${given}" cannot be read: ${cause.message}`, { cause });
    });
    await folder.loadFirst();
    this.#watches.push(watchFolder(path, (name) => void folder.lookAt(name)));
    this.#looks.push(() => folder.look().catch(() => {}));
    const where = relative(process.cwd(), path) || '.';
    return { handler: folder, what: `${folder.size} functions of ${where}` };
  }

  /** Looks at all files again, and builds sources again. */
  async look(): Promise<void> {
    await Promise.all(this.#looks.map((look) => look()));
  }

  /** Ends the watching of files. */
  close(): void {
    for (const end of this.#watches.splice(0)) end();
  }
}
