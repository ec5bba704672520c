import { HostError } from '../../contract/errors.js';
import type { Entry, KeyInfo } from '../../contract/gen/kv.js';
import { addToCounter } from '../kv-counter.js';
import type { KvBatchItem, KvPlace, KvRange, KvRangePage, KvStore, KvWrite } from '../kv-store.js';
import { type Environment, committed } from './environment.js';
import { decodeEntry, decodeHead, encodeKey, encodeRecord, keyAfterPrefix } from './record.js';
import { createVersion, parseVersion, renderVersion } from './versions.js';

/** Expired keys that one listing steps over before it answers what it has. */
const maximumStepsOver = 10_000;
/** Entries that one transaction of the sweep removes. */
const sweepBatch = 1000;

/** A record as it lies in the store. */
interface Stored {
  /** Bytes that the next read overwrites. */
  readonly bytes: Uint8Array;
  readonly version: number;
}

/** A store in LMDB. Reads answer at once; a write answers when it has been committed to disk. */
export class LmdbKvStore implements KvStore {
  readonly #environment: Environment;
  readonly #now: () => number;
  #closed = false;

  constructor(environment: Environment, now: () => number) {
    this.#environment = environment;
    this.#now = now;
  }

  get(place: KvPlace, key: string): Entry | undefined {
    const stored = this.#live(encodeKey(place, key));
    return stored && decodeEntry(stored.bytes, stored.bytes.length, renderVersion(stored.version));
  }

  exists(place: KvPlace, key: string): boolean {
    return this.#live(encodeKey(place, key)) !== undefined;
  }

  async put(place: KvPlace, key: string, write: KvWrite): Promise<string> {
    const { records } = this.#open();
    const version = createVersion();
    const recordKey = encodeKey(place, key);
    this.#noteExpiry(recordKey, write, version);
    await committed(records.put(recordKey, encodeRecord(write), version));
    return renderVersion(version);
  }

  async putMany(place: KvPlace, items: readonly KvBatchItem[]): Promise<string[]> {
    const { records } = this.#open();
    const writes = items.map((item) => ({
      key: encodeKey(place, item.key),
      record: encodeRecord(item),
      version: createVersion(),
      item,
    }));
    await committed(
      records.batch(() => {
        for (const { key, record, version, item } of writes) {
          this.#noteExpiry(key, item, version);
          void records.put(key, record, version);
        }
      }),
    );
    return writes.map(({ version }) => renderVersion(version));
  }

  async compareAndSet(
    place: KvPlace,
    key: string,
    version: string | undefined,
    write: KvWrite,
  ): Promise<string | undefined> {
    const { records } = this.#open();
    const recordKey = encodeKey(place, key);
    const record = encodeRecord(write);
    const next = createVersion();
    // In the write transaction, so that an expired entry counts as none, whatever is swept meanwhile.
    const stored = await committed(
      records.transaction((): boolean => {
        const current = this.#live(recordKey)?.version;
        if (current !== (version === undefined ? undefined : (parseVersion(version) ?? -1)))
          return false;
        this.#noteExpiry(recordKey, write, next);
        void records.put(recordKey, record, next);
        return true;
      }),
    );
    return stored ? renderVersion(next) : undefined;
  }

  increment(place: KvPlace, key: string, delta: number): Promise<number> {
    const { records } = this.#open();
    const recordKey = encodeKey(place, key);
    return committed(
      records.transaction((): number => {
        const stored = this.#live(recordKey);
        const entry = stored && decodeEntry(stored.bytes, stored.bytes.length, '');
        const { sum, text } = addToCounter(entry?.value, delta);
        const { metadata, expires } = entry ?? {};
        const write: KvWrite = { value: text, metadata, expires };
        const version = createVersion();
        this.#noteExpiry(recordKey, write, version);
        void records.put(recordKey, encodeRecord(write), version);
        return sum;
      }),
    );
  }

  async delete(place: KvPlace, key: string): Promise<void> {
    await committed(this.#open().records.remove(encodeKey(place, key)));
  }

  list(place: KvPlace, { prefix, after, limit }: KvRange): KvRangePage {
    const { records } = this.#open();
    const offset = encodeKey(place, '').length;
    const from = encodeKey(place, prefix);
    const end = keyAfterPrefix(from);
    // The least key after another is that key with a NUL behind it.
    const start = after === undefined ? from : encodeKey(place, `${after}\0`);
    const keys: KeyInfo[] = [];
    let steps = 0;
    for (const name of records.getKeys({ start, ...(end && { end }) })) {
      const stored = this.#live(name);
      if (stored !== undefined) {
        if (keys.length === limit) return { keys, next: keys.at(-1)!.key };
        const { metadata, expires } = decodeHead(stored.bytes);
        keys.push({ key: decodeName(name, offset), metadata, expires });
      } else if (++steps === maximumStepsOver) {
        return { keys, next: decodeName(name, offset) };
      }
    }
    return { keys, next: undefined };
  }

  /** Removes entries that have expired, and answers how many expiries it looked at. */
  async sweep(): Promise<number> {
    const { expiries, records } = this.#open();
    const end = Buffer.alloc(8);
    end.writeDoubleBE(this.#now());
    let looked = 0;
    while (!this.#closed) {
      // Ranges copy, so what they answer outlives the writes below.
      const due = [...expiries.getRange({ start: Buffer.alloc(1), end, limit: sweepBatch })];
      if (due.length === 0) break;
      looked += due.length;
      const removals: Array<Promise<boolean>> = [];
      const batch = records.batch(() => {
        for (const { key, value } of due) {
          // Only where the record is still of that version: a later write has an expiry of its own.
          const version = new DataView(value.buffer, value.byteOffset).getFloat64(0);
          removals.push(records.remove(key.subarray(8), version), expiries.remove(key));
        }
      });
      await committed(Promise.all([batch, ...removals]));
    }
    return looked;
  }

  /** Waits for outstanding writes and closes the files. Every later call answers `unavailable`. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#environment.close();
  }

  #open(): Environment {
    if (!this.#closed) return this.#environment;
    throw new HostError('unavailable', 'the KV store has been closed: open it again');
  }

  /** The record under a key, in bytes that the next read overwrites. */
  #live(recordKey: Uint8Array): Stored | undefined {
    const environment = this.#open();
    const bytes = environment.records.getBinaryFast(recordKey);
    if (bytes === undefined) return undefined;
    const version = environment.lastVersion();
    const { expires } = decodeHead(bytes);
    return expires === undefined || expires > this.#now() ? { bytes, version } : undefined;
  }

  /** Tells the sweep when to look at a record; of the same transaction as the write beside it. */
  #noteExpiry(recordKey: Uint8Array, { expires }: KvWrite, version: number): void {
    if (expires === undefined) return;
    const key = Buffer.allocUnsafe(8 + recordKey.length);
    key.writeDoubleBE(expires);
    key.set(recordKey, 8);
    const value = Buffer.allocUnsafeSlow(8);
    value.writeDoubleBE(version);
    // The write that this goes with reports a failed commit; here it would be reported twice.
    void committed(this.#environment.expiries.put(key, value)).catch(() => {});
  }
}

function decodeName(recordKey: Uint8Array, offset: number): string {
  return Buffer.from(recordKey.buffer, recordKey.byteOffset, recordKey.length).toString(
    'utf8',
    offset,
  );
}
