import { mkdirSync } from 'node:fs';
import type { Database, RootDatabase } from 'lmdb';
import { HostError } from '../../contract/errors.js';

/** What the store needs of the npm package `lmdb`. */
type Lmdb = typeof import('lmdb');

/** An open LMDB environment with the two tables of the store. */
export interface Environment {
  /** Record by place and key; LMDB keeps a version beside each. */
  readonly records: Database<Uint8Array, Uint8Array>;
  /** Version of the record, by time of expiry and record key: what the sweep walks. */
  readonly expiries: Database<Uint8Array, Uint8Array>;
  /** Version of the record that was read last. */
  lastVersion(): number;
  /** Waits for outstanding commits, then closes the files. */
  close(): Promise<void>;
}

/**
 * Opens or makes the files of a store in a directory.
 *
 * Commits are not overlapped with their flush (`overlappingSync: false`), so the promise of a write
 * resolves only when LMDB has written and synced the transaction: after that neither the death of the
 * process nor a loss of power takes it back. Writes that wait for a commit under way share the next.
 * With `eventTurnBatching` lmdb leaves the rejection of a failed commit unhandled (a full disk would end
 * the process), so it is off.
 *
 * @throws {Error} where the package is missing or the directory cannot be used; the message says what to do.
 */
export async function openEnvironment(path: string): Promise<Environment> {
  const lmdb = await loadLmdb();
  let root: RootDatabase;
  try {
    mkdirSync(path, { recursive: true });
    root = lmdb.open({
      path,
      noSubdir: false,
      overlappingSync: false,
      eventTurnBatching: false,
      maxDbs: 4,
    });
  } catch (cause) {
    throw new Error(
      `the KV store cannot be opened in "${path}": check that it is a writable directory`,
      {
        cause,
      },
    );
  }
  const open = (name: string, useVersions: boolean): Database<Uint8Array, Uint8Array> =>
    root.openDB(name, { keyEncoding: 'binary', encoding: 'binary', useVersions });
  return {
    records: open('records', true),
    expiries: open('expiries', false),
    lastVersion: lmdb.getLastVersion,
    close: () => root.close(),
  };
}

/**
 * Waits for a commit.
 *
 * @throws {HostError} `unavailable` where the commit failed: nothing of it is stored.
 */
export async function committed<T>(commit: Promise<T>): Promise<T> {
  try {
    return await commit;
  } catch (error) {
    if (error instanceof HostError) throw error;
    // lmdb gives the reason as a promise that rejects; unheard, it would end the process.
    const reason: unknown = (error as { commitError?: unknown }).commitError;
    if (reason instanceof Promise) reason.catch(() => {});
    throw new HostError('unavailable', 'the store could not commit the write: check disk and log', {
      cause: error,
    });
  }
}

async function loadLmdb(): Promise<Lmdb> {
  try {
    const module = (await import('lmdb')) as Lmdb & { default?: Lmdb };
    return module.default ?? module;
  } catch (cause) {
    throw new Error('the KV store on disk needs the package "lmdb": run `npm install lmdb@3.5.6`', {
      cause,
    });
  }
}
