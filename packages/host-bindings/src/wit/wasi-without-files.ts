/** Answers of WASI preview 1, from its own list of error numbers. */
const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;

/** What a module imports of WASI preview 1: numbers in, an error number out. */
type WasiFunctions = Record<string, (...args: number[]) => number>;

/**
 * WASI preview 1 for a program that computes and does nothing else: there are no files, no variables of
 * an environment and no arguments, and what it prints goes nowhere. `memory` is asked for when it runs.
 */
export function wasiWithoutFiles(memory: () => WebAssembly.Memory): WasiFunctions {
  const view = (): DataView => new DataView(memory().buffer);
  const refuse = (): number => BAD_DESCRIPTOR;
  return {
    random_get: (at, length) => {
      // It seeds hash tables, so that WIT cannot be written to make them slow: nobody knows it before.
      const bytes = new Uint8Array(memory().buffer, at! >>> 0, length! >>> 0);
      for (let index = 0; index < bytes.length; index += 1) bytes[index] = Math.random() * 256;
      return SUCCESS;
    },
    environ_sizes_get: (count, size) => {
      view().setUint32(count! >>> 0, 0, true);
      view().setUint32(size! >>> 0, 0, true);
      return SUCCESS;
    },
    environ_get: () => SUCCESS,
    proc_exit: (code) => {
      throw new Error(`the program ended itself with ${code}`);
    },
    fd_write: refuse,
    fd_read: refuse,
    fd_readdir: refuse,
    fd_close: refuse,
    fd_fdstat_get: refuse,
    fd_filestat_get: refuse,
    fd_prestat_get: refuse,
    fd_prestat_dir_name: refuse,
    path_open: refuse,
    path_filestat_get: refuse,
  };
}
