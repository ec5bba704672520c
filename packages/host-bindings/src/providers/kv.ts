import type { Awaitable, CallContext } from '../contract/index.js';
import { HostError } from '../contract/errors.js';
import type { Entry, Item, Kv, Page, PutOptions } from '../contract/gen/kv.js';
import { type Limits, limitName, resolveLimits } from '../contract/limits.js';
import { decodeCursor, encodeCursor } from './kv-cursor.js';
import type { KvBatchItem, KvPlace, KvStore, KvWrite } from './kv-store.js';
import { assertWellFormed, utf8Length } from './text.js';

/** Longest name of a bucket or tenant, in bytes of its UTF-8. */
export const maximumNameBytes = 255;

/** Buckets whose names need no second check. */
const rememberedPlaces = 256;

/** How `createKv` checks what reaches a store. */
export interface KvOptions {
  /** Who owns the buckets; tenants never see each other. The default is the empty string. */
  readonly tenant?: string | undefined;
  /** Limits that differ from the defaults. */
  readonly limits?: Partial<Limits> | undefined;
  /** The time in milliseconds since 1970-01-01 UTC; `Date.now` by default. */
  readonly now?: (() => number) | undefined;
}

/**
 * The `kv` interface over a store: every KV provider's one place for limits, names and cursors. What a
 * store answers at once is answered at once.
 */
export function createKv(store: KvStore, options: KvOptions = {}): Kv {
  const tenant = options.tenant ?? '';
  if (tenant !== '') checkName('tenant', tenant);
  return new CheckedKv({
    store,
    tenant,
    limits: resolveLimits(options.limits),
    now: options.now ?? Date.now,
  });
}

interface Checked {
  readonly store: KvStore;
  readonly tenant: string;
  readonly limits: Limits;
  readonly now: () => number;
}

class CheckedKv implements Kv {
  readonly #store: KvStore;
  readonly #tenant: string;
  readonly #limits: Limits;
  readonly #now: () => number;
  readonly #places = new Map<string, KvPlace>();
  /** The place that was asked for last: to compare two texts is quicker than to find one. */
  #last: KvPlace | undefined;

  constructor({ store, tenant, limits, now }: Checked) {
    this.#store = store;
    this.#tenant = tenant;
    this.#limits = limits;
    this.#now = now;
  }

  get(bucket: string, key: string, _call?: CallContext): Awaitable<Entry | undefined> {
    return this.#store.get(this.#place(bucket), this.#key(key));
  }

  exists(bucket: string, key: string, _call?: CallContext): Awaitable<boolean> {
    return this.#store.exists(this.#place(bucket), this.#key(key));
  }

  delete(bucket: string, key: string, _call?: CallContext): Awaitable<void> {
    return this.#store.delete(this.#place(bucket), this.#key(key));
  }

  put(
    bucket: string,
    key: string,
    value: Uint8Array,
    options: PutOptions,
    _call?: CallContext,
  ): Awaitable<string> {
    return this.#store.put(this.#place(bucket), this.#key(key), this.#write(value, options));
  }

  compareAndSet(
    bucket: string,
    key: string,
    value: Uint8Array,
    version: string | undefined,
    options: PutOptions,
    _call?: CallContext,
  ): Awaitable<string> {
    const place = this.#place(bucket);
    const write = this.#write(value, options);
    return andThen(
      this.#store.compareAndSet(place, this.#key(key), version, write),
      (stored): string => {
        if (stored !== undefined) return stored;
        throw new HostError(
          'conflict',
          version === undefined
            ? `the key ${quote(key)} exists already: read it and give its version`
            : `the key ${quote(key)} has changed since version ${quote(version)}: read it again`,
        );
      },
    );
  }

  increment(bucket: string, key: string, delta: number, _call?: CallContext): Awaitable<number> {
    const place = this.#place(bucket);
    if (!Number.isFinite(delta)) {
      throw new HostError('invalid', `delta is "${delta}": use a finite number`);
    }
    return this.#store.increment(place, this.#key(key), delta);
  }

  list(
    bucket: string,
    prefix: string,
    cursor: string | undefined,
    limit: number,
    _call?: CallContext,
  ): Awaitable<Page> {
    const place = this.#place(bucket);
    assertWellFormed('prefix', prefix);
    this.#within('kvKeyBytes', utf8Length(prefix));
    const most = this.#limits.kvListKeys;
    if (!Number.isInteger(limit) || limit < 1 || limit > most) {
      throw new HostError('invalid', `limit is "${limit}": use a whole number from 1 to ${most}`);
    }
    const after = cursor === undefined ? undefined : this.#resume(cursor, prefix);
    return andThen(this.#store.list(place, { prefix, after, limit }), ({ keys, next }): Page => {
      return { keys, cursor: next === undefined ? undefined : encodeCursor(next) };
    });
  }

  getMany(
    bucket: string,
    keys: string[],
    _call?: CallContext,
  ): Awaitable<Array<Entry | undefined>> {
    const place = this.#place(bucket);
    this.#within('kvListKeys', keys.length);
    for (const key of keys) this.#key(key);
    return this.#collect(place, keys);
  }

  putMany(bucket: string, items: Item[], _call?: CallContext): Awaitable<string[]> {
    const place = this.#place(bucket);
    this.#within('kvListKeys', items.length);
    const writes = items.map((item): KvBatchItem => ({
      key: this.#key(item.key),
      ...this.#write(item.value, item.options),
    }));
    return writes.length === 0 ? [] : this.#store.putMany(place, writes);
  }

  /** Reads keys one after the other, and stops when the values together are over the limit. */
  #collect(place: KvPlace, keys: string[]): Awaitable<Array<Entry | undefined>> {
    const entries: Array<Entry | undefined> = [];
    let bytes = 0;
    const add = (entry: Entry | undefined): void => {
      bytes += (entry?.value.length ?? 0) + (entry?.metadata?.length ?? 0);
      this.#within('kvValueBytes', bytes);
      entries.push(entry);
    };
    for (const [index, key] of keys.entries()) {
      const entry = this.#store.get(place, key);
      if (!(entry instanceof Promise)) {
        add(entry);
        continue;
      }
      return (async (): Promise<Array<Entry | undefined>> => {
        add(await entry);
        for (const rest of keys.slice(index + 1)) add(await this.#store.get(place, rest));
        return entries;
      })();
    }
    return entries;
  }

  #place(bucket: string): KvPlace {
    if (this.#last?.bucket === bucket) return this.#last;
    const known = this.#places.get(bucket);
    if (known !== undefined) return (this.#last = known);
    checkName('bucket', bucket);
    const place: KvPlace = { tenant: this.#tenant, bucket };
    if (this.#places.size === rememberedPlaces) this.#places.clear();
    this.#places.set(bucket, place);
    return (this.#last = place);
  }

  #key(key: string): string {
    if (key === '') throw new HostError('invalid', 'the key is empty: use at least one character');
    assertWellFormed('key', key);
    this.#within('kvKeyBytes', utf8Length(key));
    return key;
  }

  #write(value: Uint8Array, { ttl, metadata }: PutOptions): KvWrite {
    this.#within('kvValueBytes', value.length);
    if (metadata !== undefined) this.#within('kvMetadataBytes', metadata.length);
    const shortest = this.#limits.kvTtlSeconds;
    if (ttl !== undefined && !(Number.isInteger(ttl) && ttl >= shortest)) {
      throw new HostError('invalid', `ttl is "${ttl}": use whole seconds, ${shortest} at least`);
    }
    return { value, metadata, expires: ttl === undefined ? undefined : this.#now() + ttl * 1000 };
  }

  #resume(cursor: string, prefix: string): string {
    const after = decodeCursor(cursor);
    if (after === undefined || !after.startsWith(prefix)) {
      throw new HostError(
        'invalid',
        'the cursor is not of this listing: give back what it answered',
      );
    }
    this.#within('kvKeyBytes', utf8Length(after));
    return after;
  }

  #within(name: keyof Limits, used: number): void {
    const maximum = this.#limits[name];
    if (used > maximum) throw new HostError('too-large', { what: limitName(name), used, maximum });
  }
}

function checkName(what: string, name: string): void {
  if (name === '')
    throw new HostError('invalid', `the ${what} has no name: use one character at least`);
  assertWellFormed(what, name);
  if (utf8Length(name) > maximumNameBytes) {
    throw new HostError(
      'invalid',
      `the name of the ${what} has ${utf8Length(name)} bytes: use ${maximumNameBytes} at most`,
    );
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}

/** Applies a function to an answer, at once where the answer is there already. */
function andThen<T, R>(answer: Awaitable<T>, next: (value: T) => R): Awaitable<R> {
  return answer instanceof Promise ? answer.then(next) : next(answer);
}
