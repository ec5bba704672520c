import { WajsError } from '../codegen-v1/index.js';
import * as calls from '../gen/kv.js';
import { KvList, type KvListOptions } from './kv-list.js';
import { assertServing } from './serving.js';
import {
  decodeJson,
  decodeValue,
  encodeJson,
  encodeValue,
  withBytes,
  type ValueType,
} from './stored-value.js';

/** What can be stored: text, bytes, a stream of bytes, or anything that JSON can say. */
export type KvValue = unknown;

/** Options of a write. */
export interface KvPutOptions {
  /** Seconds until the entry goes, 60 at least; it stays without it. */
  readonly ttl?: number | undefined;
  /** Stored beside the value as JSON, 1 KiB at most, and listed with the key. */
  readonly metadata?: unknown;
}

/** One write of a batch. */
export interface KvItem extends KvPutOptions {
  /** Key. */
  readonly key: string;
  /** Value. */
  readonly value: KvValue;
}

/** A value with what belongs to it. */
export interface KvEntry<T> {
  /** The value. */
  readonly value: T;
  /** What was stored beside it; undefined where nothing was. */
  readonly metadata: any;
  /** Changes with every write; give it back to `compareAndSet`. */
  readonly version: string;
  /** When the entry goes, in milliseconds since 1970; undefined where it stays. */
  readonly expires: number | undefined;
}

/** A named bucket of keys and values. Durable; eventually consistent across regions. */
export class KvBucket {
  /** Name of the bucket. */
  readonly name: string;

  /** @internal */
  constructor(name: string) {
    this.name = name;
  }

  /** The value under a key; null where there is none. */
  get(key: string, type?: 'bytes'): Promise<Uint8Array<ArrayBuffer> | null>;
  get(key: string, type: 'text'): Promise<string | null>;
  get<T = any>(key: string, type: 'json'): Promise<T | null>;
  get(key: string, type: 'stream'): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | null>;
  get(key: string, type?: ValueType): Promise<unknown> {
    assertServing('kv.get');
    return readValue(this.name, key, type);
  }

  /** The value under a key with its metadata and version; null where there is none. */
  getWithMetadata(key: string, type?: 'bytes'): Promise<KvEntry<Uint8Array<ArrayBuffer>> | null>;
  getWithMetadata(key: string, type: 'text'): Promise<KvEntry<string> | null>;
  getWithMetadata<T = any>(key: string, type: 'json'): Promise<KvEntry<T> | null>;
  getWithMetadata(
    key: string,
    type: 'stream',
  ): Promise<KvEntry<ReadableStream<Uint8Array<ArrayBuffer>>> | null>;
  getWithMetadata(key: string, type?: ValueType): Promise<KvEntry<unknown> | null> {
    assertServing('kv.getWithMetadata');
    return readEntry(this.name, key, type);
  }

  /** Stores a value and answers its version. */
  put(key: string, value: KvValue, options?: KvPutOptions): Promise<string> {
    assertServing('kv.put');
    return withBytes(value, (bytes) => calls.put(this.name, key, bytes, optionsOf(options)));
  }

  /** Removes a key. One that does not exist is no mistake. */
  delete(key: string): Promise<void> {
    assertServing('kv.delete');
    return calls.delete_(this.name, key);
  }

  /** Whether a key exists. */
  has(key: string): Promise<boolean> {
    assertServing('kv.has');
    return calls.exists(this.name, key);
  }

  /** Adds to a counter in one step and answers what it has become; a missing key counts as 0. */
  increment(key: string, delta = 1): Promise<number> {
    assertServing('kv.increment');
    return calls.increment(this.name, key, delta);
  }

  /**
   * Stores a value only where the key still has this version (null: only where there is no such
   * key). Answers the new version; null where somebody else was first.
   */
  compareAndSet(
    key: string,
    value: KvValue,
    version: string | null,
    options?: KvPutOptions,
  ): Promise<string | null> {
    assertServing('kv.compareAndSet');
    const expected = version ?? undefined;
    return withBytes(value, (bytes) =>
      calls
        .compareAndSet(this.name, key, bytes, expected, optionsOf(options))
        .catch(nullWhereConflict),
    );
  }

  /** Several reads in one call: a value, or null, for each key in order. */
  batch(keys: readonly string[], type?: 'bytes'): Promise<(Uint8Array<ArrayBuffer> | null)[]>;
  batch(keys: readonly string[], type: 'text'): Promise<(string | null)[]>;
  batch<T = any>(keys: readonly string[], type: 'json'): Promise<(T | null)[]>;
  /** Several writes in one call, all or none: the version of each in order. */
  batch(items: readonly KvItem[]): Promise<string[]>;
  batch(list: readonly (string | KvItem)[], type?: ValueType): Promise<unknown[]> {
    assertServing('kv.batch');
    if (list.every((each) => typeof each === 'string')) return readMany(this.name, list, type);
    return writeMany(this.name, list as readonly KvItem[]);
  }

  /**
   * The keys of the bucket, in the byte order of their UTF-8. Pages are fetched as they are needed.
   *
   * @example
   * ```ts
   * import { kv, log, run } from '@org/wajs';
   *
   * run(async () => {
   *   for await (const entry of kv.open('visits').list({ prefix: 'count:' })) log.info(entry.key);
   *   return new Response('listed');
   * });
   * ```
   */
  list(options?: KvListOptions): KvList {
    return new KvList(this.name, options);
  }
}

/** Named buckets of keys and values. */
export interface Kv {
  /** A handle for a bucket, at once: opening it is no hostcall. */
  open(name: string): KvBucket;
}

/**
 * The function's key-value stores.
 *
 * @example
 * ```ts
 * import { kv, run } from '@org/wajs';
 *
 * const visits = kv.open('visits');
 * run(async () => Response.json({ count: await visits.increment('all') }));
 * ```
 */
export const kv: Kv = {
  open: (name) => new KvBucket(name),
};

async function readValue(
  bucket: string,
  key: string,
  type: ValueType | undefined,
): Promise<unknown> {
  const entry = await calls.get(bucket, key);
  return entry ? decodeValue(entry.value, type) : null;
}

async function readEntry(
  bucket: string,
  key: string,
  type: ValueType | undefined,
): Promise<KvEntry<unknown> | null> {
  const entry = await calls.get(bucket, key);
  if (!entry) return null;
  return {
    value: decodeValue(entry.value, type),
    metadata: entry.metadata && decodeJson(entry.metadata),
    version: entry.version,
    expires: entry.expires,
  };
}

async function readMany(
  bucket: string,
  keys: readonly string[],
  type: ValueType | undefined,
): Promise<unknown[]> {
  if (keys.length === 0) return [];
  const entries = await calls.getMany(bucket, [...keys]);
  return entries.map((entry) => (entry ? decodeValue(entry.value, type) : null));
}

async function writeMany(bucket: string, items: readonly KvItem[]): Promise<string[]> {
  return calls.putMany(bucket, await Promise.all(items.map(itemOf)));
}

async function itemOf(item: KvItem): Promise<calls.Item> {
  if (typeof item !== 'object' || item === null) {
    throw new TypeError('a batch takes keys alone, or items of key and value alone');
  }
  return { key: item.key, value: await encodeValue(item.value), options: optionsOf(item) };
}

/** Somebody else was first: that is an answer, not a failure. */
function nullWhereConflict(error: unknown): null {
  if (error instanceof WajsError && error.code === 'conflict') return null;
  throw error;
}

function optionsOf(options: KvPutOptions | undefined): calls.PutOptions {
  if (!options) return {};
  const { ttl, metadata } = options;
  return { ttl, metadata: metadata === undefined ? undefined : encodeJson(metadata) };
}
