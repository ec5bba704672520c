// Emitted by host-bindings from wajs:platform/kv@0.1.0 (--target js-guest --codegen ../codegen-v1/index.js); do not edit.

import { WajsError, createWriter, importInterface, invoke } from '../codegen-v1/index.js';
import type { CallSignal, ValueReader, ValueWriter } from '../codegen-v1/index.js';
import { readError } from './types.js';

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
export interface Entry {
  /** The value. */
  value: Uint8Array;
  /** What was stored beside the value; opaque to the host, 1 KiB at most. */
  metadata?: Uint8Array | undefined;
  /** Changes with every write; give it back to `compare-and-set`. */
  version: string;
  /** When the entry goes, in milliseconds since 1970-01-01 UTC; none means never. */
  expires?: number | undefined;
}

/**
 * Options of a write.
 *
 * WIT: `record put-options { ttl: option<u32>, metadata: option<list<u8>> }`
 */
export interface PutOptions {
  /** Seconds until the entry goes, 60 at least; none means never. */
  ttl?: number | undefined;
  /** Stored beside the value and listed with the key. */
  metadata?: Uint8Array | undefined;
}

/**
 * One write of a batch.
 *
 * WIT: `record item { key: string, value: list<u8>, options: put-options }`
 */
export interface Item {
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
export interface KeyInfo {
  /** Key. */
  key: string;
  /** Its metadata, where there is some. */
  metadata?: Uint8Array | undefined;
  /** When it goes, in milliseconds since 1970-01-01 UTC; none means never. */
  expires?: number | undefined;
}

/**
 * One page of a listing.
 *
 * WIT: `record page { keys: list<key-info>, cursor: option<string> }`
 */
export interface Page {
  /** Keys in the byte order of their UTF-8. */
  keys: KeyInfo[];
  /** Give it back to read on; none on the last page. Opaque. */
  cursor?: string | undefined;
}

/**
 * Named buckets of keys and values: the "global KV" tier. Durable; eventually consistent across regions.
 *
 * The interface `wajs:platform/kv@0.1.0`: needed where it is called.
 */
export const kvInterface = /* @__PURE__ */ importInterface('wajs:platform/kv@0.1.0');

/**
 * The entry under a key; none where there is no such key.
 *
 * WIT: `get: async func(bucket: string, key: string) -> result<option<entry>, error>`
 *
 * @throws WajsError of `error`
 */
export function get(bucket: string, key: string, signal?: CallSignal): Promise<Entry | undefined> {
  const writer = createWriter(/* get */ 0);
  writer.string(bucket);
  writer.string(key);
  return invoke(kvInterface, writer, readEntryOptionOrThrow, signal);
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
 *
 * @throws WajsError of `error`
 */
export function put(
  bucket: string,
  key: string,
  value: Uint8Array,
  options: PutOptions,
  signal?: CallSignal,
): Promise<string> {
  const writer = createWriter(/* put */ 1);
  writer.string(bucket);
  writer.string(key);
  writer.bytes(value);
  writePutOptions(writer, options);
  return invoke(kvInterface, writer, readStringOrThrow, signal);
}

/**
 * Removes a key. Removing one that does not exist is not an error.
 *
 * WIT: `delete: async func(bucket: string, key: string) -> result<_, error>`
 *
 * @throws WajsError of `error`
 */
export function delete_(bucket: string, key: string, signal?: CallSignal): Promise<void> {
  const writer = createWriter(/* delete */ 2);
  writer.string(bucket);
  writer.string(key);
  return invoke(kvInterface, writer, readVoidOrThrow, signal);
}

/**
 * Whether a key exists.
 *
 * WIT: `exists: async func(bucket: string, key: string) -> result<bool, error>`
 *
 * @throws WajsError of `error`
 */
export function exists(bucket: string, key: string, signal?: CallSignal): Promise<boolean> {
  const writer = createWriter(/* exists */ 3);
  writer.string(bucket);
  writer.string(key);
  return invoke(kvInterface, writer, readBoolOrThrow, signal);
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
 *
 * @throws WajsError of `error`
 */
export function list(
  bucket: string,
  prefix: string,
  cursor: string | undefined,
  limit: number,
  signal?: CallSignal,
): Promise<Page> {
  const writer = createWriter(/* list */ 4);
  writer.string(bucket);
  writer.string(prefix);
  if (cursor === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.string(cursor);
  }
  writer.u32(limit);
  return invoke(kvInterface, writer, readPageOrThrow, signal);
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
 *
 * @throws WajsError of `error`
 */
export function compareAndSet(
  bucket: string,
  key: string,
  value: Uint8Array,
  version: string | undefined,
  options: PutOptions,
  signal?: CallSignal,
): Promise<string> {
  const writer = createWriter(/* compare-and-set */ 5);
  writer.string(bucket);
  writer.string(key);
  writer.bytes(value);
  if (version === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.string(version);
  }
  writePutOptions(writer, options);
  return invoke(kvInterface, writer, readStringOrThrow, signal);
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
 *
 * @throws WajsError of `error`
 */
export function increment(
  bucket: string,
  key: string,
  delta: number,
  signal?: CallSignal,
): Promise<number> {
  const writer = createWriter(/* increment */ 6);
  writer.string(bucket);
  writer.string(key);
  writer.f64(delta);
  return invoke(kvInterface, writer, readF64OrThrow, signal);
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
 *
 * @throws WajsError of `error`
 */
export function getMany(
  bucket: string,
  keys: string[],
  signal?: CallSignal,
): Promise<(Entry | undefined)[]> {
  const writer = createWriter(/* get-many */ 7);
  writer.string(bucket);
  writer.count(keys.length);
  for (const item of keys) {
    writer.string(item);
  }
  return invoke(kvInterface, writer, readEntryOptionListOrThrow, signal);
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
 *
 * @throws WajsError of `error`
 */
export function putMany(bucket: string, items: Item[], signal?: CallSignal): Promise<string[]> {
  const writer = createWriter(/* put-many */ 8);
  writer.string(bucket);
  writer.count(items.length);
  for (const item of items) {
    writeItem(writer, item);
  }
  return invoke(kvInterface, writer, readStringListOrThrow, signal);
}

/** Reads the type `entry` from its value encoding. */
export function readEntry(reader: ValueReader): Entry {
  return {
    value: reader.bytes(),
    metadata: reader.bool() ? reader.bytes() : undefined,
    version: reader.string(),
    expires: reader.bool() ? reader.f64() : undefined,
  };
}

/** Writes the type `put-options` in its value encoding. */
export function writePutOptions(writer: ValueWriter, value: PutOptions): void {
  if (value.ttl === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.u32(value.ttl);
  }
  if (value.metadata === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.bytes(value.metadata);
  }
}

/** Writes the type `item` in its value encoding. */
export function writeItem(writer: ValueWriter, value: Item): void {
  writer.string(value.key);
  writer.bytes(value.value);
  writePutOptions(writer, value.options);
}

/** Reads the type `key-info` from its value encoding. */
export function readKeyInfo(reader: ValueReader): KeyInfo {
  return {
    key: reader.string(),
    metadata: reader.bool() ? reader.bytes() : undefined,
    expires: reader.bool() ? reader.f64() : undefined,
  };
}

/** Reads the type `page` from its value encoding. */
export function readPage(reader: ValueReader): Page {
  return { keys: readKeyInfoList(reader), cursor: reader.bool() ? reader.string() : undefined };
}

function readEntryOptionList(reader: ValueReader): (Entry | undefined)[] {
  const list_: (Entry | undefined)[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list_.push(reader.bool() ? readEntry(reader) : undefined);
  }
  return list_;
}

function readKeyInfoList(reader: ValueReader): KeyInfo[] {
  const list_: KeyInfo[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list_.push(readKeyInfo(reader));
  }
  return list_;
}

function readStringList(reader: ValueReader): string[] {
  const list_: string[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list_.push(reader.string());
  }
  return list_;
}

function readBoolOrThrow(reader: ValueReader): boolean {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
  return reader.bool();
}

function readEntryOptionListOrThrow(reader: ValueReader): (Entry | undefined)[] {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
  return readEntryOptionList(reader);
}

function readEntryOptionOrThrow(reader: ValueReader): Entry | undefined {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
  return reader.bool() ? readEntry(reader) : undefined;
}

function readF64OrThrow(reader: ValueReader): number {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
  return reader.f64();
}

function readPageOrThrow(reader: ValueReader): Page {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
  return readPage(reader);
}

function readStringListOrThrow(reader: ValueReader): string[] {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
  return readStringList(reader);
}

function readStringOrThrow(reader: ValueReader): string {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
  return reader.string();
}

function readVoidOrThrow(reader: ValueReader): void {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
}
