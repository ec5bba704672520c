// Emitted by host-bindings from wajs:platform/kv@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

import {
  UnavailableError,
  checkCase,
  errorPayload,
  settleAt,
  toFloat,
} from '../../codegen-v1/index.js';
import type {
  Awaitable,
  CallContext,
  DirectGuest,
  ImportInterface,
  ValueReader,
  ValueWriter,
} from '../../codegen-v1/index.js';
import { storeError, writeError } from './types.js';
import type { Error } from './types.js';

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
 * A provider of `wajs:platform/kv@0.1.0`.
 */
export interface Kv {
  /**
   * The entry under a key; none where there is no such key.
   *
   * WIT: `get: async func(bucket: string, key: string) -> result<option<entry>, error>`
   *
   * @throws ResultError of `error`
   */
  get(bucket: string, key: string, call: CallContext): Awaitable<Entry | undefined>;
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
   * @throws ResultError of `error`
   */
  put(
    bucket: string,
    key: string,
    value: Uint8Array,
    options: PutOptions,
    call: CallContext,
  ): Awaitable<string>;
  /**
   * Removes a key. Removing one that does not exist is not an error.
   *
   * WIT: `delete: async func(bucket: string, key: string) -> result<_, error>`
   *
   * @throws ResultError of `error`
   */
  delete(bucket: string, key: string, call: CallContext): Awaitable<void>;
  /**
   * Whether a key exists.
   *
   * WIT: `exists: async func(bucket: string, key: string) -> result<bool, error>`
   *
   * @throws ResultError of `error`
   */
  exists(bucket: string, key: string, call: CallContext): Awaitable<boolean>;
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
   * @throws ResultError of `error`
   */
  list(
    bucket: string,
    prefix: string,
    cursor: string | undefined,
    limit: number,
    call: CallContext,
  ): Awaitable<Page>;
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
   * @throws ResultError of `error`
   */
  compareAndSet(
    bucket: string,
    key: string,
    value: Uint8Array,
    version: string | undefined,
    options: PutOptions,
    call: CallContext,
  ): Awaitable<string>;
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
   * @throws ResultError of `error`
   */
  increment(bucket: string, key: string, delta: number, call: CallContext): Awaitable<number>;
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
   * @throws ResultError of `error`
   */
  getMany(bucket: string, keys: string[], call: CallContext): Awaitable<(Entry | undefined)[]>;
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
   * @throws ResultError of `error`
   */
  putMany(bucket: string, items: Item[], call: CallContext): Awaitable<string[]>;
}

/**
 * A provider of `wajs:platform/kv@0.1.0` that offers nothing yet: extend it, and override
 * what you offer. Every other call fails as `unavailable`, with the name of its function.
 */
export class KvBase implements Kv {
  get(_bucket: string, _key: string, _call: CallContext): Awaitable<Entry | undefined> {
    throw new UnavailableError('wajs:platform/kv@0.1.0', 'get');
  }

  put(
    _bucket: string,
    _key: string,
    _value: Uint8Array,
    _options: PutOptions,
    _call: CallContext,
  ): Awaitable<string> {
    throw new UnavailableError('wajs:platform/kv@0.1.0', 'put');
  }

  delete(_bucket: string, _key: string, _call: CallContext): Awaitable<void> {
    throw new UnavailableError('wajs:platform/kv@0.1.0', 'delete');
  }

  exists(_bucket: string, _key: string, _call: CallContext): Awaitable<boolean> {
    throw new UnavailableError('wajs:platform/kv@0.1.0', 'exists');
  }

  list(
    _bucket: string,
    _prefix: string,
    _cursor: string | undefined,
    _limit: number,
    _call: CallContext,
  ): Awaitable<Page> {
    throw new UnavailableError('wajs:platform/kv@0.1.0', 'list');
  }

  compareAndSet(
    _bucket: string,
    _key: string,
    _value: Uint8Array,
    _version: string | undefined,
    _options: PutOptions,
    _call: CallContext,
  ): Awaitable<string> {
    throw new UnavailableError('wajs:platform/kv@0.1.0', 'compare-and-set');
  }

  increment(_bucket: string, _key: string, _delta: number, _call: CallContext): Awaitable<number> {
    throw new UnavailableError('wajs:platform/kv@0.1.0', 'increment');
  }

  getMany(_bucket: string, _keys: string[], _call: CallContext): Awaitable<(Entry | undefined)[]> {
    throw new UnavailableError('wajs:platform/kv@0.1.0', 'get-many');
  }

  putMany(_bucket: string, _items: Item[], _call: CallContext): Awaitable<string[]> {
    throw new UnavailableError('wajs:platform/kv@0.1.0', 'put-many');
  }
}

/** The functions of `wajs:platform/kv@0.1.0`, as a runtime dispatches over them. */
export const kv: ImportInterface<Kv> = {
  name: 'wajs:platform/kv@0.1.0',
  functions: [
    {
      name: 'get',
      async: true,
      invoke(provider, reader, call) {
        const bucket = reader.string();
        const key = reader.string();
        reader.end();
        return provider.get(bucket, key, call);
      },
      encode(writer, value: Entry | undefined) {
        writer.discriminant(0);
        if (value === undefined) {
          writer.bool(false);
        } else {
          writer.bool(true);
          writeEntry(writer, value);
        }
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest, provider) {
        const onValue = (value: Entry | undefined, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          if (value === undefined) {
            memory.set8(at + 8, 0);
          } else {
            memory.set8(at + 8, 1);
            storeEntry(guest, at + 16, value);
          }
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number, p2: number, p3: number, p4: number) => {
          const memory = guest.memory.begin();
          const bucket = memory.loadString(p0, p1);
          const key = memory.loadString(p2, p3);
          const at = memory.area(p4, 8, 64);
          let answer;
          try {
            answer = provider.get(bucket, key, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
    {
      name: 'put',
      async: true,
      invoke(provider, reader, call) {
        const bucket = reader.string();
        const key = reader.string();
        const value_ = reader.bytes();
        const options = readPutOptions(reader);
        reader.end();
        return provider.put(bucket, key, value_, options, call);
      },
      encode(writer, value: string) {
        writer.discriminant(0);
        writer.string(value);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest, provider) {
        const onValue = (value: string, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.setSlice(at + 8, memory.storeString(value));
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (
          p0: number,
          p1: number,
          p2: number,
          p3: number,
          p4: number,
          p5: number,
          p6: number,
          p7: number,
          p8: number,
          p9: number,
          p10: number,
          p11: number,
        ) => {
          const memory = guest.memory.begin();
          const bucket = memory.loadString(p0, p1);
          const key = memory.loadString(p2, p3);
          const value_ = memory.loadBytes(p4, p5);
          const options = liftPutOptions(guest, p6, p7, p8, p9, p10);
          const at = memory.area(p11, 8, 40);
          let answer;
          try {
            answer = provider.put(bucket, key, value_, options, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
      start(guest, provider) {
        const onValue = (value: string, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.setSlice(at + 8, memory.storeString(value));
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number) => {
          const memory = guest.memory.begin();
          const area = memory.area(p0, 4, 44);
          const bucket = memory.loadString(memory.u32(area), memory.u32(area + 4));
          const key = memory.loadString(memory.u32(area + 8), memory.u32(area + 12));
          const value_ = memory.loadBytes(memory.u32(area + 16), memory.u32(area + 20));
          const options = loadPutOptions(guest, area + 24);
          const at = memory.area(p1, 8, 40);
          let answer;
          try {
            answer = provider.put(bucket, key, value_, options, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
    {
      name: 'delete',
      async: true,
      invoke(provider, reader, call) {
        const bucket = reader.string();
        const key = reader.string();
        reader.end();
        return provider.delete(bucket, key, call);
      },
      encode(writer) {
        writer.discriminant(0);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest, provider) {
        const onValue = (_value: void, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number, p2: number, p3: number, p4: number) => {
          const memory = guest.memory.begin();
          const bucket = memory.loadString(p0, p1);
          const key = memory.loadString(p2, p3);
          const at = memory.area(p4, 8, 40);
          let answer;
          try {
            answer = provider.delete(bucket, key, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
    {
      name: 'exists',
      async: true,
      invoke(provider, reader, call) {
        const bucket = reader.string();
        const key = reader.string();
        reader.end();
        return provider.exists(bucket, key, call);
      },
      encode(writer, value: boolean) {
        writer.discriminant(0);
        writer.bool(value);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest, provider) {
        const onValue = (value: boolean, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.set8(at + 8, value ? 1 : 0);
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number, p2: number, p3: number, p4: number) => {
          const memory = guest.memory.begin();
          const bucket = memory.loadString(p0, p1);
          const key = memory.loadString(p2, p3);
          const at = memory.area(p4, 8, 40);
          let answer;
          try {
            answer = provider.exists(bucket, key, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
    {
      name: 'list',
      async: true,
      invoke(provider, reader, call) {
        const bucket = reader.string();
        const prefix = reader.string();
        const cursor = reader.bool() ? reader.string() : undefined;
        const limit = reader.u32();
        reader.end();
        return provider.list(bucket, prefix, cursor, limit, call);
      },
      encode(writer, value: Page) {
        writer.discriminant(0);
        writePage(writer, value);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest, provider) {
        const onValue = (value: Page, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          storePage(guest, at + 8, value);
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (
          p0: number,
          p1: number,
          p2: number,
          p3: number,
          p4: number,
          p5: number,
          p6: number,
          p7: number,
          p8: number,
        ) => {
          const memory = guest.memory.begin();
          const bucket = memory.loadString(p0, p1);
          const prefix = memory.loadString(p2, p3);
          const cursor = checkCase(p4, 2) === 1 ? memory.loadString(p5, p6) : undefined;
          const limit = p7 >>> 0;
          const at = memory.area(p8, 8, 40);
          let answer;
          try {
            answer = provider.list(bucket, prefix, cursor, limit, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
      start(guest, provider) {
        const onValue = (value: Page, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          storePage(guest, at + 8, value);
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number) => {
          const memory = guest.memory.begin();
          const area = memory.area(p0, 4, 32);
          const bucket = memory.loadString(memory.u32(area), memory.u32(area + 4));
          const prefix = memory.loadString(memory.u32(area + 8), memory.u32(area + 12));
          const cursor =
            checkCase(memory.u8(area + 16), 2) === 1
              ? memory.loadString(memory.u32(area + 20), memory.u32(area + 24))
              : undefined;
          const limit = memory.u32(area + 28);
          const at = memory.area(p1, 8, 40);
          let answer;
          try {
            answer = provider.list(bucket, prefix, cursor, limit, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
    {
      name: 'compare-and-set',
      async: true,
      invoke(provider, reader, call) {
        const bucket = reader.string();
        const key = reader.string();
        const value_ = reader.bytes();
        const version = reader.bool() ? reader.string() : undefined;
        const options = readPutOptions(reader);
        reader.end();
        return provider.compareAndSet(bucket, key, value_, version, options, call);
      },
      encode(writer, value: string) {
        writer.discriminant(0);
        writer.string(value);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest, provider) {
        const onValue = (value: string, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.setSlice(at + 8, memory.storeString(value));
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (
          p0: number,
          p1: number,
          p2: number,
          p3: number,
          p4: number,
          p5: number,
          p6: number,
          p7: number,
          p8: number,
          p9: number,
          p10: number,
          p11: number,
          p12: number,
          p13: number,
          p14: number,
        ) => {
          const memory = guest.memory.begin();
          const bucket = memory.loadString(p0, p1);
          const key = memory.loadString(p2, p3);
          const value_ = memory.loadBytes(p4, p5);
          const version = checkCase(p6, 2) === 1 ? memory.loadString(p7, p8) : undefined;
          const options = liftPutOptions(guest, p9, p10, p11, p12, p13);
          const at = memory.area(p14, 8, 40);
          let answer;
          try {
            answer = provider.compareAndSet(bucket, key, value_, version, options, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
      start(guest, provider) {
        const onValue = (value: string, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.setSlice(at + 8, memory.storeString(value));
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number) => {
          const memory = guest.memory.begin();
          const area = memory.area(p0, 4, 56);
          const bucket = memory.loadString(memory.u32(area), memory.u32(area + 4));
          const key = memory.loadString(memory.u32(area + 8), memory.u32(area + 12));
          const value_ = memory.loadBytes(memory.u32(area + 16), memory.u32(area + 20));
          const version =
            checkCase(memory.u8(area + 24), 2) === 1
              ? memory.loadString(memory.u32(area + 28), memory.u32(area + 32))
              : undefined;
          const options = loadPutOptions(guest, area + 36);
          const at = memory.area(p1, 8, 40);
          let answer;
          try {
            answer = provider.compareAndSet(bucket, key, value_, version, options, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
    {
      name: 'increment',
      async: true,
      invoke(provider, reader, call) {
        const bucket = reader.string();
        const key = reader.string();
        const delta = reader.f64();
        reader.end();
        return provider.increment(bucket, key, delta, call);
      },
      encode(writer, value: number) {
        writer.discriminant(0);
        writer.f64(value);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest, provider) {
        const onValue = (value: number, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.setF64(at + 8, toFloat(value));
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number, p2: number, p3: number, p4: number, p5: number) => {
          const memory = guest.memory.begin();
          const bucket = memory.loadString(p0, p1);
          const key = memory.loadString(p2, p3);
          const delta = p4;
          const at = memory.area(p5, 8, 40);
          let answer;
          try {
            answer = provider.increment(bucket, key, delta, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
      start(guest, provider) {
        const onValue = (value: number, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.setF64(at + 8, toFloat(value));
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number) => {
          const memory = guest.memory.begin();
          const area = memory.area(p0, 8, 24);
          const bucket = memory.loadString(memory.u32(area), memory.u32(area + 4));
          const key = memory.loadString(memory.u32(area + 8), memory.u32(area + 12));
          const delta = memory.f64(area + 16);
          const at = memory.area(p1, 8, 40);
          let answer;
          try {
            answer = provider.increment(bucket, key, delta, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
    {
      name: 'get-many',
      async: true,
      invoke(provider, reader, call) {
        const bucket = reader.string();
        const keys = readStringList(reader);
        reader.end();
        return provider.getMany(bucket, keys, call);
      },
      encode(writer, value: (Entry | undefined)[]) {
        writer.discriminant(0);
        writer.count(value.length);
        for (const item of value) {
          if (item === undefined) {
            writer.bool(false);
          } else {
            writer.bool(true);
            writeEntry(writer, item);
          }
        }
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest, provider) {
        const onValue = (value: (Entry | undefined)[], at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.setSlice(at + 8, storeEntryOptionList(guest, value));
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number, p2: number, p3: number, p4: number) => {
          const memory = guest.memory.begin();
          const bucket = memory.loadString(p0, p1);
          const keys = loadStringList(guest, p2, p3);
          const at = memory.area(p4, 8, 40);
          let answer;
          try {
            answer = provider.getMany(bucket, keys, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
    {
      name: 'put-many',
      async: true,
      invoke(provider, reader, call) {
        const bucket = reader.string();
        const items = readItemList(reader);
        reader.end();
        return provider.putMany(bucket, items, call);
      },
      encode(writer, value: string[]) {
        writer.discriminant(0);
        writer.count(value.length);
        for (const item of value) {
          writer.string(item);
        }
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest, provider) {
        const onValue = (value: string[], at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.setSlice(at + 8, storeStringList(guest, value));
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number, p2: number, p3: number, p4: number) => {
          const memory = guest.memory.begin();
          const bucket = memory.loadString(p0, p1);
          const items = loadItemList(guest, p2, p3);
          const at = memory.area(p4, 8, 40);
          let answer;
          try {
            answer = provider.putMany(bucket, items, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
  ],
};

/** Writes the type `entry` in its value encoding. */
export function writeEntry(writer: ValueWriter, value: Entry): void {
  writer.bytes(value.value);
  if (value.metadata === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.bytes(value.metadata);
  }
  writer.string(value.version);
  if (value.expires === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.f64(value.expires);
  }
}

/** Stores the type `entry` in memory. */
export function storeEntry(guest: DirectGuest, at: number, value: Entry): void {
  const { memory } = guest;
  memory.setSlice(at, memory.storeList(Uint8Array, value.value));
  if (value.metadata === undefined) {
    memory.set8(at + 8, 0);
  } else {
    memory.set8(at + 8, 1);
    memory.setSlice(at + 12, memory.storeList(Uint8Array, value.metadata));
  }
  memory.setSlice(at + 20, memory.storeString(value.version));
  if (value.expires === undefined) {
    memory.set8(at + 32, 0);
  } else {
    memory.set8(at + 32, 1);
    memory.setF64(at + 40, toFloat(value.expires));
  }
}

/** Reads the type `put-options` from its value encoding. */
export function readPutOptions(reader: ValueReader): PutOptions {
  return {
    ttl: reader.bool() ? reader.u32() : undefined,
    metadata: reader.bool() ? reader.bytes() : undefined,
  };
}

/** Loads the type `put-options` from memory. */
export function loadPutOptions(guest: DirectGuest, at: number): PutOptions {
  const { memory } = guest;
  return {
    ttl: checkCase(memory.u8(at), 2) === 1 ? memory.u32(at + 4) : undefined,
    metadata:
      checkCase(memory.u8(at + 8), 2) === 1
        ? memory.loadBytes(memory.u32(at + 12), memory.u32(at + 16))
        : undefined,
  };
}

/** Lifts the type `put-options` from core values. */
export function liftPutOptions(
  guest: DirectGuest,
  p0: number,
  p1: number,
  p2: number,
  p3: number,
  p4: number,
): PutOptions {
  const { memory } = guest;
  return {
    ttl: checkCase(p0, 2) === 1 ? p1 >>> 0 : undefined,
    metadata: checkCase(p2, 2) === 1 ? memory.loadBytes(p3, p4) : undefined,
  };
}

/** Reads the type `item` from its value encoding. */
export function readItem(reader: ValueReader): Item {
  return { key: reader.string(), value: reader.bytes(), options: readPutOptions(reader) };
}

/** Loads the type `item` from memory. */
export function loadItem(guest: DirectGuest, at: number): Item {
  const { memory } = guest;
  return {
    key: memory.loadString(memory.u32(at), memory.u32(at + 4)),
    value: memory.loadBytes(memory.u32(at + 8), memory.u32(at + 12)),
    options: loadPutOptions(guest, at + 16),
  };
}

/** Writes the type `key-info` in its value encoding. */
export function writeKeyInfo(writer: ValueWriter, value: KeyInfo): void {
  writer.string(value.key);
  if (value.metadata === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.bytes(value.metadata);
  }
  if (value.expires === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.f64(value.expires);
  }
}

/** Stores the type `key-info` in memory. */
export function storeKeyInfo(guest: DirectGuest, at: number, value: KeyInfo): void {
  const { memory } = guest;
  memory.setSlice(at, memory.storeString(value.key));
  if (value.metadata === undefined) {
    memory.set8(at + 8, 0);
  } else {
    memory.set8(at + 8, 1);
    memory.setSlice(at + 12, memory.storeList(Uint8Array, value.metadata));
  }
  if (value.expires === undefined) {
    memory.set8(at + 24, 0);
  } else {
    memory.set8(at + 24, 1);
    memory.setF64(at + 32, toFloat(value.expires));
  }
}

/** Writes the type `page` in its value encoding. */
export function writePage(writer: ValueWriter, value: Page): void {
  writer.count(value.keys.length);
  for (const item of value.keys) {
    writeKeyInfo(writer, item);
  }
  if (value.cursor === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.string(value.cursor);
  }
}

/** Stores the type `page` in memory. */
export function storePage(guest: DirectGuest, at: number, value: Page): void {
  const { memory } = guest;
  memory.setSlice(at, storeKeyInfoList(guest, value.keys));
  if (value.cursor === undefined) {
    memory.set8(at + 8, 0);
  } else {
    memory.set8(at + 8, 1);
    memory.setSlice(at + 12, memory.storeString(value.cursor));
  }
}

function storeEntryOptionList(guest: DirectGuest, list: (Entry | undefined)[]): number {
  const { memory } = guest;
  const start = memory.allocate(list.length * 56, 8);
  let at = start;
  for (const item of list) {
    if (item === undefined) {
      memory.set8(at, 0);
    } else {
      memory.set8(at, 1);
      storeEntry(guest, at + 8, item);
    }
    at += 56;
  }
  memory.length = list.length;
  return start;
}

function readItemList(reader: ValueReader): Item[] {
  const list: Item[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(readItem(reader));
  }
  return list;
}

function loadItemList(guest: DirectGuest, pointer: number, count: number): Item[] {
  const { memory } = guest;
  let at = memory.elements(pointer, count, 4, 36);
  const list: Item[] = [];
  for (let left = count >>> 0; left > 0; left -= 1) {
    list.push(loadItem(guest, at));
    at += 36;
  }
  return list;
}

function storeKeyInfoList(guest: DirectGuest, list: KeyInfo[]): number {
  const { memory } = guest;
  const start = memory.allocate(list.length * 40, 8);
  let at = start;
  for (const item of list) {
    storeKeyInfo(guest, at, item);
    at += 40;
  }
  memory.length = list.length;
  return start;
}

function readStringList(reader: ValueReader): string[] {
  const list: string[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(reader.string());
  }
  return list;
}

function loadStringList(guest: DirectGuest, pointer: number, count: number): string[] {
  const { memory } = guest;
  let at = memory.elements(pointer, count, 4, 8);
  const list: string[] = [];
  for (let left = count >>> 0; left > 0; left -= 1) {
    list.push(memory.loadString(memory.u32(at), memory.u32(at + 4)));
    at += 8;
  }
  return list;
}

function storeStringList(guest: DirectGuest, list: string[]): number {
  const { memory } = guest;
  const start = memory.allocate(list.length * 8, 4);
  let at = start;
  for (const item of list) {
    memory.setSlice(at, memory.storeString(item));
    at += 8;
  }
  memory.length = list.length;
  return start;
}

/** Stores what a provider threw as the outcome of a call. */
function storeThrownError(guest: DirectGuest, error: unknown, at: number): void {
  const { memory } = guest;
  memory.refresh();
  const payload = errorPayload(guest, error) as Error;
  memory.set8(at, 1);
  storeError(guest, at + 8, payload);
}
