import type { Entry, KeyInfo, Kv } from '../../contract/gen/kv.js';
import { answersAtOnce } from '../../contract/index.js';
import { createKv, type KvOptions } from '../kv.js';
import { addToCounter } from '../kv-counter.js';
import type { KvBatchItem, KvPlace, KvRange, KvRangePage, KvStore, KvWrite } from '../kv-store.js';
import { compareUtf8 } from '../text.js';

/** A KV provider whose buckets live and die with the process. */
export interface MemoryKv extends Kv {
  /** The same store, seen by another tenant. */
  forTenant(tenant: string): Kv;
}

/**
 * A KV provider in memory: for tests, for development, and for what may be lost.
 *
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { createMemoryKv } from '@org/host-bindings/providers/memory';
 *
 * const host = createHost({ providers: { kv: createMemoryKv() } });
 * ```
 */
export function createMemoryKv(options: KvOptions = {}): MemoryKv {
  const store = new MemoryKvStore(options.now ?? Date.now);
  return Object.assign(answersAtOnce(createKv(store, options)), {
    forTenant: (tenant: string): Kv => answersAtOnce(createKv(store, { ...options, tenant })),
  });
}

class MemoryKvStore implements KvStore {
  readonly #tenants = new Map<string, Map<string, MemoryBucket>>();
  readonly #now: () => number;
  #writes = 0;
  /** The bucket that was asked for last: a bucket stays, once it is there. */
  #lastPlace: KvPlace | undefined;
  #lastBucket: MemoryBucket | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  get(place: KvPlace, key: string): Entry | undefined {
    const entry = this.#live(place, key);
    if (entry === undefined) return undefined;
    const { value, metadata, version, expires } = entry;
    return { value: copy(value), metadata: copyIf(metadata), version, expires };
  }

  exists(place: KvPlace, key: string): boolean {
    return this.#live(place, key) !== undefined;
  }

  put(place: KvPlace, key: string, write: KvWrite): string {
    const version = (++this.#writes).toString(36);
    this.#bucket(place).set(key, {
      value: copy(write.value),
      metadata: copyIf(write.metadata),
      expires: write.expires,
      version,
    });
    return version;
  }

  putMany(place: KvPlace, items: readonly KvBatchItem[]): string[] {
    return items.map((item) => this.put(place, item.key, item));
  }

  compareAndSet(
    place: KvPlace,
    key: string,
    version: string | undefined,
    write: KvWrite,
  ): string | undefined {
    if (this.#live(place, key)?.version !== version) return undefined;
    return this.put(place, key, write);
  }

  increment(place: KvPlace, key: string, delta: number): number {
    const entry = this.#live(place, key);
    const { sum, text } = addToCounter(entry?.value, delta);
    const { metadata, expires } = entry ?? {};
    this.put(place, key, { value: text, metadata, expires });
    return sum;
  }

  delete(place: KvPlace, key: string): void {
    this.#find(place)?.delete(key);
  }

  list(place: KvPlace, { prefix, after, limit }: KvRange): KvRangePage {
    const names = this.#find(place)?.sorted() ?? [];
    const keys: KeyInfo[] = [];
    const start = after === undefined ? firstAt(names, prefix) : firstAt(names, `${after}\0`);
    for (let i = start; i < names.length; i++) {
      const key = names[i]!;
      if (!key.startsWith(prefix)) break;
      const entry = this.#live(place, key);
      if (entry === undefined) continue;
      if (keys.length === limit) return { keys, next: keys.at(-1)!.key };
      keys.push({ key, metadata: copyIf(entry.metadata), expires: entry.expires });
    }
    return { keys, next: undefined };
  }

  #live(place: KvPlace, key: string): Entry | undefined {
    const bucket = this.#find(place);
    const entry = bucket?.get(key);
    if (entry?.expires === undefined || entry.expires > this.#now()) return entry;
    bucket?.delete(key);
    return undefined;
  }

  #find(place: KvPlace): MemoryBucket | undefined {
    if (place === this.#lastPlace) return this.#lastBucket;
    const found = this.#tenants.get(place.tenant)?.get(place.bucket);
    if (found !== undefined) {
      this.#lastPlace = place;
      this.#lastBucket = found;
    }
    return found;
  }

  #bucket({ tenant, bucket }: KvPlace): MemoryBucket {
    let buckets = this.#tenants.get(tenant);
    if (buckets === undefined) this.#tenants.set(tenant, (buckets = new Map()));
    let found = buckets.get(bucket);
    if (found === undefined) buckets.set(bucket, (found = new MemoryBucket()));
    return found;
  }
}

/** Entries by key, with the order of the keys made when a listing asks for it. */
class MemoryBucket {
  readonly #entries = new Map<string, Entry>();
  #sorted: readonly string[] | undefined;

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  set(key: string, entry: Entry): void {
    if (!this.#entries.has(key)) this.#sorted = undefined;
    this.#entries.set(key, entry);
  }

  delete(key: string): void {
    if (this.#entries.delete(key)) this.#sorted = undefined;
  }

  sorted(): readonly string[] {
    return (this.#sorted ??= [...this.#entries.keys()].toSorted(compareUtf8));
  }
}

/** Bytes of their own; `slice` of a Buffer would share them. */
function copy(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function copyIf(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes && copy(bytes);
}

/** Index of the first name that is not before a text. */
function firstAt(names: readonly string[], text: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareUtf8(names[middle]!, text) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
