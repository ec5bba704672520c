import type { Kv } from '../../contract/gen/kv.js';
import { createKv, type KvOptions } from '../kv.js';
import { openEnvironment } from './environment.js';
import { LmdbKvStore } from './kv-store.js';

/** How a store on disk is opened. */
export interface LmdbKvOptions extends KvOptions {
  /** Directory of the store; made where it does not exist. */
  readonly path: string;
  /** Milliseconds between two sweeps of expired entries, a minute by default; 0 for none. */
  readonly sweepMs?: number | undefined;
}

/** A KV provider on disk. */
export interface LmdbKv extends Kv {
  /** The same store, seen by another tenant. */
  forTenant(tenant: string): Kv;
  /** Removes expired entries now, and answers how many expiries it looked at. Reads never see them anyway. */
  sweep(): Promise<number>;
  /** Waits for outstanding writes and closes the files. */
  close(): Promise<void>;
}

/**
 * A KV provider in LMDB, the embedded store. Reads answer at once; a write answers when it has been
 * committed and synced to disk. Several processes may have the same directory open.
 *
 * @throws {Error} where the package `lmdb` is missing or the directory cannot be used.
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { openLmdbKv } from '@org/host-bindings/providers/lmdb';
 *
 * const kv = await openLmdbKv({ path: './data/kv' });
 * const host = createHost({ providers: { kv } });
 * ```
 */
export async function openLmdbKv(options: LmdbKvOptions): Promise<LmdbKv> {
  const store = new LmdbKvStore(await openEnvironment(options.path), options.now ?? Date.now);
  const sweepMs = options.sweepMs ?? 60_000;
  let sweeping: Promise<unknown> = Promise.resolve();
  // A failed sweep is no harm: the next one meets the same entries.
  const sweepQuietly = (): void => void (sweeping = store.sweep().catch(() => {}));
  const timer = sweepMs > 0 ? setInterval(sweepQuietly, sweepMs).unref() : undefined;
  return Object.assign(createKv(store, options), {
    forTenant: (tenant: string): Kv => createKv(store, { ...options, tenant }),
    sweep: () => store.sweep(),
    close: async (): Promise<void> => {
      clearInterval(timer);
      await sweeping;
      await store.close();
    },
  });
}
