// Emitted by host-bindings from wajs:platform/kv@0.1.0 (--target as-guest); do not edit.

/**
 * Named buckets of keys and values: the "global KV" tier. Durable; eventually consistent across regions.
 *
 * @packageDocumentation
 */

import { Option, Pending, Result, Unit, allocate, liftArray, liftString } from '../codegen-v1';
import { Error, loadError } from './types';

/**
 * A stored value with what belongs to it.
 *
 * ```wit
 * record entry {
 *   value: list<u8>,
 *   metadata: option<list<u8>>,
 *   version: string,
 *   expires: option<f64>,
 * }
 * ```
 */
export class Entry {
  /** The value. */
  value: Uint8Array;
  /** What was stored beside the value; opaque to the host, 1 KiB at most. */
  metadata: Uint8Array | null = null;
  /** Changes with every write; give it back to `compare-and-set`. */
  version: string;
  /** When the entry goes, in milliseconds since 1970-01-01 UTC; none means never. */
  expires: Option<f64>;
}

/**
 * Options of a write.
 *
 * WIT: `record put-options { ttl: option<u32>, metadata: option<list<u8>> }`
 */
export class PutOptions {
  /** Seconds until the entry goes, 60 at least; none means never. */
  ttl: Option<u32>;
  /** Stored beside the value and listed with the key. */
  metadata: Uint8Array | null = null;
}

/**
 * One write of a batch.
 *
 * WIT: `record item { key: string, value: list<u8>, options: put-options }`
 */
export class Item {
  /** Key. */
  key: string;
  /** Value. */
  value: Uint8Array;
  /** Options. */
  options: PutOptions;
}

/**
 * What a listing says of a key.
 *
 * ```wit
 * record key-info {
 *   key: string,
 *   metadata: option<list<u8>>,
 *   expires: option<f64>,
 * }
 * ```
 */
export class KeyInfo {
  /** Key. */
  key: string;
  /** Its metadata, where there is some. */
  metadata: Uint8Array | null = null;
  /** When it goes, in milliseconds since 1970-01-01 UTC; none means never. */
  expires: Option<f64>;
}

/**
 * One page of a listing.
 *
 * WIT: `record page { keys: list<key-info>, cursor: option<string> }`
 */
export class Page {
  /** Keys in the byte order of their UTF-8. */
  keys: Array<KeyInfo>;
  /** Give it back to read on; none on the last page. Opaque. */
  cursor: string | null = null;
}

/**
 * The entry under a key; none where there is no such key.
 *
 * WIT: `get: async func(bucket: string, key: string) -> result<option<entry>, error>`
 */
export function get_(bucket: string, key: string): Result<Entry | null, Error> {
  const at = memory.data(64, 8);
  importGet(changetype<i32>(bucket), bucket.length, changetype<i32>(key), key.length, at);
  return loadEntryOptionErrorResult(at);
}

/**
 * The entry under a key; none where there is no such key.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * WIT: `get: async func(bucket: string, key: string) -> result<option<entry>, error>`
 */
export function getAsync(bucket: string, key: string): Pending<Result<Entry | null, Error>> {
  const at = allocate(64);
  const state = importGetAsync(
    changetype<i32>(bucket),
    bucket.length,
    changetype<i32>(key),
    key.length,
    at,
  );
  return new Pending<Result<Entry | null, Error>>(state, at, loadEntryOptionErrorResult);
}

/**
 * Stores a value and answers its new version.
 *
 * ```wit
 * put: async func(
 *   bucket: string,
 *   key: string,
 *   value: list<u8>,
 *   options: put-options,
 * ) -> result<string, error>
 * ```
 */
export function put(
  bucket: string,
  key: string,
  value: Uint8Array,
  options: PutOptions,
): Result<string, Error> {
  let core6: i32 = 0;
  let core7: i32 = 0;
  let core8: i32 = 0;
  let core9: i32 = 0;
  let core10: i32 = 0;
  const ttl = options.ttl;
  if (ttl.isSome) {
    core6 = 1;
    core7 = ttl.value;
  }
  const metadata = options.metadata;
  if (metadata !== null) {
    core8 = 1;
    core9 = i32(metadata.dataStart);
    core10 = metadata.length;
  }
  const at = memory.data(40, 8);
  importPut(
    changetype<i32>(bucket),
    bucket.length,
    changetype<i32>(key),
    key.length,
    i32(value.dataStart),
    value.length,
    core6,
    core7,
    core8,
    core9,
    core10,
    at,
  );
  return loadStringErrorResult(at);
}

/**
 * Stores a value and answers its new version.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * ```wit
 * put: async func(
 *   bucket: string,
 *   key: string,
 *   value: list<u8>,
 *   options: put-options,
 * ) -> result<string, error>
 * ```
 */
export function putAsync(
  bucket: string,
  key: string,
  value: Uint8Array,
  options: PutOptions,
): Pending<Result<string, Error>> {
  const given = allocate(44);
  i32.store(given, changetype<i32>(bucket));
  i32.store(given, bucket.length, 4);
  i32.store(given, changetype<i32>(key), 8);
  i32.store(given, key.length, 12);
  i32.store(given, i32(value.dataStart), 16);
  i32.store(given, value.length, 20);
  storePutOptions(given + 24, options);
  const at = allocate(40);
  const state = importPutAsync(given, at);
  return new Pending<Result<string, Error>>(state, at, loadStringErrorResult);
}

/**
 * Removes a key. Removing one that does not exist is not an error.
 *
 * WIT: `delete: async func(bucket: string, key: string) -> result<_, error>`
 */
export function delete_(bucket: string, key: string): Result<Unit, Error> {
  const at = memory.data(40, 8);
  importDelete(changetype<i32>(bucket), bucket.length, changetype<i32>(key), key.length, at);
  return loadVoidErrorResult(at);
}

/**
 * Removes a key. Removing one that does not exist is not an error.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * WIT: `delete: async func(bucket: string, key: string) -> result<_, error>`
 */
export function deleteAsync(bucket: string, key: string): Pending<Result<Unit, Error>> {
  const at = allocate(40);
  const state = importDeleteAsync(
    changetype<i32>(bucket),
    bucket.length,
    changetype<i32>(key),
    key.length,
    at,
  );
  return new Pending<Result<Unit, Error>>(state, at, loadVoidErrorResult);
}

/**
 * Whether a key exists.
 *
 * WIT: `exists: async func(bucket: string, key: string) -> result<bool, error>`
 */
export function exists(bucket: string, key: string): Result<bool, Error> {
  const at = memory.data(40, 8);
  importExists(changetype<i32>(bucket), bucket.length, changetype<i32>(key), key.length, at);
  return loadBoolErrorResult(at);
}

/**
 * Whether a key exists.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * WIT: `exists: async func(bucket: string, key: string) -> result<bool, error>`
 */
export function existsAsync(bucket: string, key: string): Pending<Result<bool, Error>> {
  const at = allocate(40);
  const state = importExistsAsync(
    changetype<i32>(bucket),
    bucket.length,
    changetype<i32>(key),
    key.length,
    at,
  );
  return new Pending<Result<bool, Error>>(state, at, loadBoolErrorResult);
}

/**
 * Keys that start with `prefix`, at most `limit` (1 to 1,000) a page.
 *
 * ```wit
 * %list: async func(
 *   bucket: string,
 *   prefix: string,
 *   cursor: option<string>,
 *   limit: u32,
 * ) -> result<page, error>
 * ```
 */
export function list(
  bucket: string,
  prefix: string,
  cursor: string | null,
  limit: u32,
): Result<Page, Error> {
  let core4: i32 = 0;
  let core5: i32 = 0;
  let core6: i32 = 0;
  if (cursor !== null) {
    core4 = 1;
    core5 = changetype<i32>(cursor);
    core6 = cursor.length;
  }
  const at = memory.data(40, 8);
  importList(
    changetype<i32>(bucket),
    bucket.length,
    changetype<i32>(prefix),
    prefix.length,
    core4,
    core5,
    core6,
    limit,
    at,
  );
  return loadPageErrorResult(at);
}

/**
 * Keys that start with `prefix`, at most `limit` (1 to 1,000) a page.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * ```wit
 * %list: async func(
 *   bucket: string,
 *   prefix: string,
 *   cursor: option<string>,
 *   limit: u32,
 * ) -> result<page, error>
 * ```
 */
export function listAsync(
  bucket: string,
  prefix: string,
  cursor: string | null,
  limit: u32,
): Pending<Result<Page, Error>> {
  const given = allocate(32);
  i32.store(given, changetype<i32>(bucket));
  i32.store(given, bucket.length, 4);
  i32.store(given, changetype<i32>(prefix), 8);
  i32.store(given, prefix.length, 12);
  if (cursor !== null) {
    i32.store8(given, 1, 16);
    i32.store(given, changetype<i32>(cursor), 20);
    i32.store(given, cursor.length, 24);
  } else {
    i32.store8(given, 0, 16);
  }
  i32.store(given, limit, 28);
  const at = allocate(40);
  const state = importListAsync(given, at);
  return new Pending<Result<Page, Error>>(state, at, loadPageErrorResult);
}

/**
 * Stores a value only where the version is still the given one (none: only where there is no such key).
 * Answers the new version, or `conflict`.
 *
 * ```wit
 * compare-and-set: async func(
 *   bucket: string,
 *   key: string,
 *   value: list<u8>,
 *   version: option<string>,
 *   options: put-options,
 * ) -> result<string, error>
 * ```
 */
export function compareAndSet(
  bucket: string,
  key: string,
  value: Uint8Array,
  version: string | null,
  options: PutOptions,
): Result<string, Error> {
  let core6: i32 = 0;
  let core7: i32 = 0;
  let core8: i32 = 0;
  let core9: i32 = 0;
  let core10: i32 = 0;
  let core11: i32 = 0;
  let core12: i32 = 0;
  let core13: i32 = 0;
  if (version !== null) {
    core6 = 1;
    core7 = changetype<i32>(version);
    core8 = version.length;
  }
  const ttl = options.ttl;
  if (ttl.isSome) {
    core9 = 1;
    core10 = ttl.value;
  }
  const metadata = options.metadata;
  if (metadata !== null) {
    core11 = 1;
    core12 = i32(metadata.dataStart);
    core13 = metadata.length;
  }
  const at = memory.data(40, 8);
  importCompareAndSet(
    changetype<i32>(bucket),
    bucket.length,
    changetype<i32>(key),
    key.length,
    i32(value.dataStart),
    value.length,
    core6,
    core7,
    core8,
    core9,
    core10,
    core11,
    core12,
    core13,
    at,
  );
  return loadStringErrorResult(at);
}

/**
 * Stores a value only where the version is still the given one (none: only where there is no such key).
 * Answers the new version, or `conflict`.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * ```wit
 * compare-and-set: async func(
 *   bucket: string,
 *   key: string,
 *   value: list<u8>,
 *   version: option<string>,
 *   options: put-options,
 * ) -> result<string, error>
 * ```
 */
export function compareAndSetAsync(
  bucket: string,
  key: string,
  value: Uint8Array,
  version: string | null,
  options: PutOptions,
): Pending<Result<string, Error>> {
  const given = allocate(56);
  i32.store(given, changetype<i32>(bucket));
  i32.store(given, bucket.length, 4);
  i32.store(given, changetype<i32>(key), 8);
  i32.store(given, key.length, 12);
  i32.store(given, i32(value.dataStart), 16);
  i32.store(given, value.length, 20);
  if (version !== null) {
    i32.store8(given, 1, 24);
    i32.store(given, changetype<i32>(version), 28);
    i32.store(given, version.length, 32);
  } else {
    i32.store8(given, 0, 24);
  }
  storePutOptions(given + 36, options);
  const at = allocate(40);
  const state = importCompareAndSetAsync(given, at);
  return new Pending<Result<string, Error>>(state, at, loadStringErrorResult);
}

/**
 * Adds to a counter in one step and answers its new value. A missing key counts as 0. A counter is
 * stored as its decimal text, so `get` can read it; `invalid` where the value is no number.
 *
 * ```wit
 * increment: async func(
 *   bucket: string,
 *   key: string,
 *   delta: f64,
 * ) -> result<f64, error>
 * ```
 */
export function increment(bucket: string, key: string, delta: f64): Result<f64, Error> {
  const at = memory.data(40, 8);
  importIncrement(
    changetype<i32>(bucket),
    bucket.length,
    changetype<i32>(key),
    key.length,
    delta,
    at,
  );
  return loadF64ErrorResult(at);
}

/**
 * Adds to a counter in one step and answers its new value. A missing key counts as 0. A counter is
 * stored as its decimal text, so `get` can read it; `invalid` where the value is no number.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * ```wit
 * increment: async func(
 *   bucket: string,
 *   key: string,
 *   delta: f64,
 * ) -> result<f64, error>
 * ```
 */
export function incrementAsync(
  bucket: string,
  key: string,
  delta: f64,
): Pending<Result<f64, Error>> {
  const given = allocate(24);
  i32.store(given, changetype<i32>(bucket));
  i32.store(given, bucket.length, 4);
  i32.store(given, changetype<i32>(key), 8);
  i32.store(given, key.length, 12);
  f64.store(given, delta, 16);
  const at = allocate(40);
  const state = importIncrementAsync(given, at);
  return new Pending<Result<f64, Error>>(state, at, loadF64ErrorResult);
}

/**
 * Several reads in one call, answered in the order of the keys.
 *
 * ```wit
 * get-many: async func(
 *   bucket: string,
 *   keys: list<string>,
 * ) -> result<list<option<entry>>, error>
 * ```
 */
export function getMany(bucket: string, keys: Array<string>): Result<Array<Entry | null>, Error> {
  const at = memory.data(40, 8);
  importGetMany(changetype<i32>(bucket), bucket.length, storeStringList(keys), keys.length, at);
  return loadEntryOptionListErrorResult(at);
}

/**
 * Several reads in one call, answered in the order of the keys.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * ```wit
 * get-many: async func(
 *   bucket: string,
 *   keys: list<string>,
 * ) -> result<list<option<entry>>, error>
 * ```
 */
export function getManyAsync(
  bucket: string,
  keys: Array<string>,
): Pending<Result<Array<Entry | null>, Error>> {
  const at = allocate(40);
  const state = importGetManyAsync(
    changetype<i32>(bucket),
    bucket.length,
    storeStringList(keys),
    keys.length,
    at,
  );
  return new Pending<Result<Array<Entry | null>, Error>>(state, at, loadEntryOptionListErrorResult);
}

/**
 * Several writes in one call, all or none; answers the new versions in order.
 *
 * ```wit
 * put-many: async func(
 *   bucket: string,
 *   items: list<item>,
 * ) -> result<list<string>, error>
 * ```
 */
export function putMany(bucket: string, items: Array<Item>): Result<Array<string>, Error> {
  const at = memory.data(40, 8);
  importPutMany(changetype<i32>(bucket), bucket.length, storeItemList(items), items.length, at);
  return loadStringListErrorResult(at);
}

/**
 * Several writes in one call, all or none; answers the new versions in order.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * ```wit
 * put-many: async func(
 *   bucket: string,
 *   items: list<item>,
 * ) -> result<list<string>, error>
 * ```
 */
export function putManyAsync(
  bucket: string,
  items: Array<Item>,
): Pending<Result<Array<string>, Error>> {
  const at = allocate(40);
  const state = importPutManyAsync(
    changetype<i32>(bucket),
    bucket.length,
    storeItemList(items),
    items.length,
    at,
  );
  return new Pending<Result<Array<string>, Error>>(state, at, loadStringListErrorResult);
}

@external('wajs:platform/kv@0.1.0', 'get')
declare function importGet(p0: i32, p1: i32, p2: i32, p3: i32, p4: usize): void;

@external('wajs:platform/kv@0.1.0', '[async-lower]get')
declare function importGetAsync(p0: i32, p1: i32, p2: i32, p3: i32, p4: usize): i32;

@external('wajs:platform/kv@0.1.0', 'put')
declare function importPut(
  p0: i32,
  p1: i32,
  p2: i32,
  p3: i32,
  p4: i32,
  p5: i32,
  p6: i32,
  p7: i32,
  p8: i32,
  p9: i32,
  p10: i32,
  p11: usize,
): void;

@external('wajs:platform/kv@0.1.0', '[async-lower]put')
declare function importPutAsync(p0: usize, p1: usize): i32;

@external('wajs:platform/kv@0.1.0', 'delete')
declare function importDelete(p0: i32, p1: i32, p2: i32, p3: i32, p4: usize): void;

@external('wajs:platform/kv@0.1.0', '[async-lower]delete')
declare function importDeleteAsync(p0: i32, p1: i32, p2: i32, p3: i32, p4: usize): i32;

@external('wajs:platform/kv@0.1.0', 'exists')
declare function importExists(p0: i32, p1: i32, p2: i32, p3: i32, p4: usize): void;

@external('wajs:platform/kv@0.1.0', '[async-lower]exists')
declare function importExistsAsync(p0: i32, p1: i32, p2: i32, p3: i32, p4: usize): i32;

@external('wajs:platform/kv@0.1.0', 'list')
declare function importList(
  p0: i32,
  p1: i32,
  p2: i32,
  p3: i32,
  p4: i32,
  p5: i32,
  p6: i32,
  p7: i32,
  p8: usize,
): void;

@external('wajs:platform/kv@0.1.0', '[async-lower]list')
declare function importListAsync(p0: usize, p1: usize): i32;

@external('wajs:platform/kv@0.1.0', 'compare-and-set')
declare function importCompareAndSet(
  p0: i32,
  p1: i32,
  p2: i32,
  p3: i32,
  p4: i32,
  p5: i32,
  p6: i32,
  p7: i32,
  p8: i32,
  p9: i32,
  p10: i32,
  p11: i32,
  p12: i32,
  p13: i32,
  p14: usize,
): void;

@external('wajs:platform/kv@0.1.0', '[async-lower]compare-and-set')
declare function importCompareAndSetAsync(p0: usize, p1: usize): i32;

@external('wajs:platform/kv@0.1.0', 'increment')
declare function importIncrement(p0: i32, p1: i32, p2: i32, p3: i32, p4: f64, p5: usize): void;

@external('wajs:platform/kv@0.1.0', '[async-lower]increment')
declare function importIncrementAsync(p0: usize, p1: usize): i32;

@external('wajs:platform/kv@0.1.0', 'get-many')
declare function importGetMany(p0: i32, p1: i32, p2: i32, p3: i32, p4: usize): void;

@external('wajs:platform/kv@0.1.0', '[async-lower]get-many')
declare function importGetManyAsync(p0: i32, p1: i32, p2: i32, p3: i32, p4: usize): i32;

@external('wajs:platform/kv@0.1.0', 'put-many')
declare function importPutMany(p0: i32, p1: i32, p2: i32, p3: i32, p4: usize): void;

@external('wajs:platform/kv@0.1.0', '[async-lower]put-many')
declare function importPutManyAsync(p0: i32, p1: i32, p2: i32, p3: i32, p4: usize): i32;

/** Loads the type `entry` from memory. */
export function loadEntry(at: usize): Entry {
  return {
    value: liftArray<Uint8Array>(i32.load(at), i32.load(at, 4)),
    metadata:
      i32.load8_u(at, 8) != 0 ? liftArray<Uint8Array>(i32.load(at, 12), i32.load(at, 16)) : null,
    version: liftString(i32.load(at, 20), i32.load(at, 24)),
    expires: loadF64Option(at + 32),
  };
}

/** Stores the type `put-options` in memory. */
export function storePutOptions(at: usize, value: PutOptions): void {
  const ttl = value.ttl;
  if (ttl.isSome) {
    i32.store8(at, 1);
    i32.store(at, ttl.value, 4);
  } else {
    i32.store8(at, 0);
  }
  const metadata = value.metadata;
  if (metadata !== null) {
    i32.store8(at, 1, 8);
    i32.store(at, i32(metadata.dataStart), 12);
    i32.store(at, metadata.length, 16);
  } else {
    i32.store8(at, 0, 8);
  }
}

/** Stores the type `item` in memory. */
export function storeItem(at: usize, value: Item): void {
  i32.store(at, changetype<i32>(value.key));
  i32.store(at, value.key.length, 4);
  i32.store(at, i32(value.value.dataStart), 8);
  i32.store(at, value.value.length, 12);
  storePutOptions(at + 16, value.options);
}

/** Loads the type `key-info` from memory. */
export function loadKeyInfo(at: usize): KeyInfo {
  return {
    key: liftString(i32.load(at), i32.load(at, 4)),
    metadata:
      i32.load8_u(at, 8) != 0 ? liftArray<Uint8Array>(i32.load(at, 12), i32.load(at, 16)) : null,
    expires: loadF64Option(at + 24),
  };
}

/** Loads the type `page` from memory. */
export function loadPage(at: usize): Page {
  return {
    keys: loadKeyInfoList(i32.load(at), i32.load(at, 4)),
    cursor: i32.load8_u(at, 8) != 0 ? liftString(i32.load(at, 12), i32.load(at, 16)) : null,
  };
}

function loadBoolErrorResult(at: usize): Result<bool, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<bool, Error>(i32.load8_u(at, 8) != 0);
  }
  return Result.err<bool, Error>(loadError(at + 8));
}

function loadEntryOptionErrorResult(at: usize): Result<Entry | null, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<Entry | null, Error>(i32.load8_u(at, 8) != 0 ? loadEntry(at + 16) : null);
  }
  return Result.err<Entry | null, Error>(loadError(at + 8));
}

function loadEntryOptionList(pointer: usize, length: i32): Array<Entry | null> {
  const list = new Array<Entry | null>(length);
  for (let index = 0; index < length; index++) {
    const at = pointer + usize(index) * 56;
    const item: Entry | null = i32.load8_u(at) != 0 ? loadEntry(at + 8) : null;
    unchecked((list[index] = item));
  }
  return list;
}

function loadEntryOptionListErrorResult(at: usize): Result<Array<Entry | null>, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<Array<Entry | null>, Error>(
      loadEntryOptionList(i32.load(at, 8), i32.load(at, 12)),
    );
  }
  return Result.err<Array<Entry | null>, Error>(loadError(at + 8));
}

function loadF64ErrorResult(at: usize): Result<f64, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<f64, Error>(f64.load(at, 8));
  }
  return Result.err<f64, Error>(loadError(at + 8));
}

function loadF64Option(at: usize): Option<f64> {
  if (i32.load8_u(at) == 0) {
    return Option.none<f64>();
  }
  return Option.some<f64>(f64.load(at, 8));
}

function storeItemList(list: Array<Item>): i32 {
  const length = list.length;
  const pointer = allocate(usize(length) * 36);
  for (let index = 0; index < length; index++) {
    const value = unchecked(list[index]);
    const at = pointer + usize(index) * 36;
    storeItem(at, value);
  }
  return i32(pointer);
}

function loadKeyInfoList(pointer: usize, length: i32): Array<KeyInfo> {
  const list = new Array<KeyInfo>(length);
  for (let index = 0; index < length; index++) {
    const at = pointer + usize(index) * 40;
    unchecked((list[index] = loadKeyInfo(at)));
  }
  return list;
}

function loadPageErrorResult(at: usize): Result<Page, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<Page, Error>(loadPage(at + 8));
  }
  return Result.err<Page, Error>(loadError(at + 8));
}

function loadStringErrorResult(at: usize): Result<string, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<string, Error>(liftString(i32.load(at, 8), i32.load(at, 12)));
  }
  return Result.err<string, Error>(loadError(at + 8));
}

function loadStringList(pointer: usize, length: i32): Array<string> {
  const list = new Array<string>(length);
  for (let index = 0; index < length; index++) {
    const at = pointer + usize(index) * 8;
    unchecked((list[index] = liftString(i32.load(at), i32.load(at, 4))));
  }
  return list;
}

function storeStringList(list: Array<string>): i32 {
  const length = list.length;
  const pointer = allocate(usize(length) * 8);
  for (let index = 0; index < length; index++) {
    const value = unchecked(list[index]);
    const at = pointer + usize(index) * 8;
    i32.store(at, changetype<i32>(value));
    i32.store(at, value.length, 4);
  }
  return i32(pointer);
}

function loadStringListErrorResult(at: usize): Result<Array<string>, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<Array<string>, Error>(loadStringList(i32.load(at, 8), i32.load(at, 12)));
  }
  return Result.err<Array<string>, Error>(loadError(at + 8));
}

function loadVoidErrorResult(at: usize): Result<Unit, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<Unit, Error>(Unit.Value);
  }
  return Result.err<Unit, Error>(loadError(at + 8));
}
