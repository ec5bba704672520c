import { Option, PendingCall, Result as Answer, Unit } from './codegen-v1';
import * as calls from './gen/kv';
import { Error } from './gen/types';
import { parseJson } from './json';
import { KvList, KvListOptions } from './kv-list';
import { Pending, settle } from './pending';
import { Result } from './result';
import { bytesOf, jsonOf, textOf } from './stored-value';
import { utf8 } from './utf8';
import { ErrorCode } from './wajs-error';
import { wellFormed } from './well-formed';

/** Options of a write. */
export class KvPutOptions {
  /** Seconds until the entry goes, 60 at least; it stays without it. */
  ttl: u32 = 0;
  /** Text of some JSON that is stored beside the value, 1 KiB at most, and listed with the key. */
  metadata: string | null = null;
}

/** One write of a batch. */
export class KvItem {
  /** Key. */
  key: string;
  /** Value. */
  value: Uint8Array;
  /** Options; none without it. */
  options: KvPutOptions | null = null;
}

/** A value with what belongs to it. */
@final
export class KvEntry {
  constructor(private readonly entry: calls.Entry) {}

  /** The value. */
  get value(): Uint8Array {
    return this.entry.value;
  }

  /** The value as text in UTF-8. */
  text(): string {
    return utf8.decode(this.entry.value);
  }

  /** What the value says as JSON. `invalid` where it says nothing, or something else than a `T`. */
  json<T>(): Result<T> {
    return parseJson<T>(this.text());
  }

  /** Text of the JSON that was stored beside the value; null where nothing was. */
  get metadata(): string | null {
    const metadata = this.entry.metadata;
    return metadata === null ? null : utf8.decode(metadata);
  }

  /** Changes with every write; give it back to `compareAndSet`. */
  get version(): string {
    return this.entry.version;
  }

  /** When the entry goes, in milliseconds since 1970; 0 where it stays. */
  get expires(): f64 {
    return this.entry.expires.or(0);
  }
}

/** A named bucket of keys and values. Durable; eventually consistent across regions. */
@final
export class KvBucket {
  /** Name of the bucket. */
  readonly name: string;

  constructor(name: string) {
    this.name = wellFormed(name);
  }

  /** The value under a key; null where there is none. */
  get(key: string): Result<Uint8Array | null> {
    return valueOf(calls.get_(this.name, wellFormed(key)));
  }

  /** Begins `get`. */
  getAsync(key: string): Pending<Uint8Array | null> {
    return new Pending<Uint8Array | null>(calls.getAsync(this.name, wellFormed(key)), (call: PendingCall) =>
      valueOf(settle<Answer<calls.Entry | null, Error>>(call)),
    );
  }

  /** The value under a key as text in UTF-8; null where there is none. */
  getText(key: string): Result<string | null> {
    return textOf(this.get(key));
  }

  /** Begins `getText`. */
  getTextAsync(key: string): Pending<string | null> {
    return new Pending<string | null>(calls.getAsync(this.name, wellFormed(key)), (call: PendingCall) =>
      textOf(valueOf(settle<Answer<calls.Entry | null, Error>>(call))),
    );
  }

  /**
   * What the value under a key says as JSON; null where there is none. `invalid` where it says nothing, or
   * something else than a `T`. Of values that cannot be null, such as numbers, read the text.
   */
  getJson<T>(key: string): Result<T | null> {
    return jsonOf<T>(this.getText(key));
  }

  /** Begins `getJson`. */
  getJsonAsync<T>(key: string): Pending<T | null> {
    return new Pending<T | null>(calls.getAsync(this.name, wellFormed(key)), (call: PendingCall) =>
      jsonOf<T>(textOf(valueOf(settle<Answer<calls.Entry | null, Error>>(call)))),
    );
  }

  /** The value under a key with its metadata and version; null where there is none. */
  getWithMetadata(key: string): Result<KvEntry | null> {
    return entryOf(calls.get_(this.name, wellFormed(key)));
  }

  /** Begins `getWithMetadata`. */
  getWithMetadataAsync(key: string): Pending<KvEntry | null> {
    return new Pending<KvEntry | null>(calls.getAsync(this.name, wellFormed(key)), (call: PendingCall) =>
      entryOf(settle<Answer<calls.Entry | null, Error>>(call)),
    );
  }

  /** Stores text, bytes, or anything that JSON can say, and answers its version. */
  put<T>(key: string, value: T, options: KvPutOptions | null = null): Result<string> {
    return Result.received<string>(
      calls.put(this.name, wellFormed(key), bytesOf<T>(value), optionsOf(options)),
    );
  }

  /** Begins `put`. */
  putAsync<T>(key: string, value: T, options: KvPutOptions | null = null): Pending<string> {
    return Pending.received<string>(
      calls.putAsync(this.name, wellFormed(key), bytesOf<T>(value), optionsOf(options)),
    );
  }

  /** Removes a key. One that does not exist is no mistake. */
  delete(key: string): Result<Unit> {
    return Result.received<Unit>(calls.delete_(this.name, wellFormed(key)));
  }

  /** Begins `delete`. */
  deleteAsync(key: string): Pending<Unit> {
    return Pending.received<Unit>(calls.deleteAsync(this.name, wellFormed(key)));
  }

  /** Whether a key exists. */
  has(key: string): Result<bool> {
    return Result.received<bool>(calls.exists(this.name, wellFormed(key)));
  }

  /** Begins `has`. */
  hasAsync(key: string): Pending<bool> {
    return Pending.received<bool>(calls.existsAsync(this.name, wellFormed(key)));
  }

  /** Adds to a counter in one step and answers what it has become; a missing key counts as 0. */
  increment(key: string, delta: f64 = 1): Result<f64> {
    return Result.received<f64>(calls.increment(this.name, wellFormed(key), delta));
  }

  /** Begins `increment`. */
  incrementAsync(key: string, delta: f64 = 1): Pending<f64> {
    return Pending.received<f64>(calls.incrementAsync(this.name, wellFormed(key), delta));
  }

  /**
   * Stores a value only where the key still has this version (null: only where there is no such key).
   * Answers the new version; null where somebody else was first.
   */
  compareAndSet<T>(
    key: string,
    value: T,
    version: string | null,
    options: KvPutOptions | null = null,
  ): Result<string | null> {
    return versionOf(
      calls.compareAndSet(
        this.name,
        wellFormed(key),
        bytesOf<T>(value),
        version === null ? null : wellFormed(version),
        optionsOf(options),
      ),
    );
  }

  /** Begins `compareAndSet`. */
  compareAndSetAsync<T>(
    key: string,
    value: T,
    version: string | null,
    options: KvPutOptions | null = null,
  ): Pending<string | null> {
    return new Pending<string | null>(
      calls.compareAndSetAsync(
        this.name,
        wellFormed(key),
        bytesOf<T>(value),
        version === null ? null : wellFormed(version),
        optionsOf(options),
      ),
      (call: PendingCall) => versionOf(settle<Answer<string, Error>>(call)),
    );
  }

  /** Several reads in one call: a value, or null, for each key in order. */
  getMany(keys: Array<string>): Result<Array<Uint8Array | null>> {
    return valuesOf(calls.getMany(this.name, keys.map<string>((key) => wellFormed(key))));
  }

  /** Begins `getMany`. */
  getManyAsync(keys: Array<string>): Pending<Array<Uint8Array | null>> {
    return new Pending<Array<Uint8Array | null>>(
      calls.getManyAsync(this.name, keys.map<string>((key) => wellFormed(key))),
      (call: PendingCall) => valuesOf(settle<Answer<Array<calls.Entry | null>, Error>>(call)),
    );
  }

  /** Several writes in one call, all or none: the version of each in order. */
  putMany(items: Array<KvItem>): Result<Array<string>> {
    return Result.received<Array<string>>(calls.putMany(this.name, itemsOf(items)));
  }

  /** Begins `putMany`. */
  putManyAsync(items: Array<KvItem>): Pending<Array<string>> {
    return Pending.received<Array<string>>(calls.putManyAsync(this.name, itemsOf(items)));
  }

  /** The keys of the bucket, in the byte order of their UTF-8. Pages are fetched as they are needed. */
  list(options: KvListOptions | null = null): KvList {
    return new KvList(this.name, options);
  }
}

/**
 * The function's key-value stores.
 *
 * @example
 * const visits = kv.open('visits').increment('all');
 * if (visits.isErr) return Response.text(visits.error.message, 503);
 * return Response.text(visits.value.toString());
 */
export abstract class kv {
  /** A handle for a bucket, at once: opening it is no hostcall. */
  static open(name: string): KvBucket {
    return new KvBucket(name);
  }
}

function valueOf(answer: Answer<calls.Entry | null, Error>): Result<Uint8Array | null> {
  if (answer.isErr) return Result.failed<Uint8Array | null>(answer.error);
  const entry = answer.value;
  return Result.ok<Uint8Array | null>(entry === null ? null : entry.value);
}

function entryOf(answer: Answer<calls.Entry | null, Error>): Result<KvEntry | null> {
  if (answer.isErr) return Result.failed<KvEntry | null>(answer.error);
  const entry = answer.value;
  return Result.ok<KvEntry | null>(entry === null ? null : new KvEntry(entry));
}

function valuesOf(
  answer: Answer<Array<calls.Entry | null>, Error>,
): Result<Array<Uint8Array | null>> {
  if (answer.isErr) return Result.failed<Array<Uint8Array | null>>(answer.error);
  const entries = answer.value;
  const values = new Array<Uint8Array | null>(entries.length);
  for (let index = 0; index < entries.length; index++) {
    const entry = unchecked(entries[index]);
    values[index] = entry === null ? null : entry.value;
  }
  return Result.ok<Array<Uint8Array | null>>(values);
}

/** Null stands for a conflict: somebody else was first. */
function versionOf(answer: Answer<string, Error>): Result<string | null> {
  if (answer.isOk) return Result.ok<string | null>(answer.value);
  if (answer.error.tag == ErrorCode.Conflict) return Result.ok<string | null>(null);
  return Result.failed<string | null>(answer.error);
}

function itemsOf(items: Array<KvItem>): Array<calls.Item> {
  const list: calls.Item[] = [];
  for (let index = 0; index < items.length; index++) {
    const item = unchecked(items[index]);
    const options = optionsOf(item.options);
    list.push({ key: wellFormed(item.key), value: item.value, options });
  }
  return list;
}

function optionsOf(options: KvPutOptions | null): calls.PutOptions {
  const made: calls.PutOptions = { ttl: Option.none<u32>(), metadata: null };
  if (options !== null) {
    if (options.ttl != 0) made.ttl = Option.some<u32>(options.ttl);
    const metadata = options.metadata;
    if (metadata !== null) made.metadata = utf8.encode(metadata);
  }
  return made;
}
