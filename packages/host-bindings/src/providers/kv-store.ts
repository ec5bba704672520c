import type { Awaitable } from '../contract/index.js';
import type { Entry, KeyInfo } from '../contract/gen/kv.js';

/** Where a key lives. Two places that differ in tenant or bucket never see each other's keys. */
export interface KvPlace {
  /** Who owns the bucket; the empty string where there is one owner only. */
  readonly tenant: string;
  /** Name of the bucket. */
  readonly bucket: string;
}

/** What is to be stored under a key. The store copies the bytes before it answers. */
export interface KvWrite {
  /** The value. */
  readonly value: Uint8Array;
  /** What is stored beside the value. */
  readonly metadata: Uint8Array | undefined;
  /** When the entry goes, in milliseconds since 1970-01-01 UTC; undefined means never. */
  readonly expires: number | undefined;
}

/** One key of a batch with what is to be stored under it. */
export interface KvBatchItem extends KvWrite {
  /** The key. */
  readonly key: string;
}

/** Which keys a listing wants. */
export interface KvRange {
  /** What the keys start with. */
  readonly prefix: string;
  /** The key after which the listing goes on; undefined at its start. */
  readonly after: string | undefined;
  /** The most keys to answer with. */
  readonly limit: number;
}

/** Some keys of a range, in the byte order of their UTF-8. */
export interface KvRangePage {
  /** The keys. */
  readonly keys: KeyInfo[];
  /** The key to go on after; undefined where the range is at its end. */
  readonly next: string | undefined;
}

/**
 * The storing half of a KV provider. Its callers have checked every argument (see `createKv`), so a
 * store knows places, bytes and versions, and no limits. Expired entries are never answered.
 */
export interface KvStore {
  /** The entry under a key, in bytes that the caller may keep. */
  get(place: KvPlace, key: string): Awaitable<Entry | undefined>;
  /** Whether a key exists. */
  exists(place: KvPlace, key: string): Awaitable<boolean>;
  /** Stores one entry and answers its version. */
  put(place: KvPlace, key: string, write: KvWrite): Awaitable<string>;
  /** Stores all items or none, and answers their versions in order. */
  putMany(place: KvPlace, items: readonly KvBatchItem[]): Awaitable<string[]>;
  /** Stores an entry where the version is still the given one, or, for undefined, where there is no such key. Answers undefined on a conflict. */
  compareAndSet(
    place: KvPlace,
    key: string,
    version: string | undefined,
    write: KvWrite,
  ): Awaitable<string | undefined>;
  /** Adds to a counter in one step; keeps the entry's metadata and expiry. */
  increment(place: KvPlace, key: string, delta: number): Awaitable<number>;
  /** Removes a key. */
  delete(place: KvPlace, key: string): Awaitable<void>;
  /** Lists keys. */
  list(place: KvPlace, range: KvRange): Awaitable<KvRangePage>;
}
