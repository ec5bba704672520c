import type { Entry } from '../../contract/gen/kv.js';
import type { KvPlace, KvWrite } from '../kv-store.js';

/** Bits of a record's first byte. */
const hasExpiry = 1;
const hasMetadata = 2;

/** What a record says of its entry beside the value. */
export interface RecordHead {
  /** When the entry goes, in milliseconds since 1970-01-01 UTC. */
  readonly expires: number | undefined;
  /** Metadata, in bytes of its own. */
  readonly metadata: Uint8Array | undefined;
  /** Where the value starts. */
  readonly valueOffset: number;
}

/** The head of a record that holds its value alone. */
const bareHead: RecordHead = { expires: undefined, metadata: undefined, valueOffset: 1 };

/**
 * A record: one byte of flags, the expiry as a big-endian f64 where there is one, the metadata with a
 * u16 length in front where there is some, and the value up to the end.
 */
export function encodeRecord({ value, metadata, expires }: KvWrite): Uint8Array {
  const headBytes =
    1 + (expires === undefined ? 0 : 8) + (metadata === undefined ? 0 : 2 + metadata.length);
  const record = Buffer.allocUnsafeSlow(headBytes + value.length);
  let at = record.writeUInt8(
    (expires === undefined ? 0 : hasExpiry) | (metadata === undefined ? 0 : hasMetadata),
  );
  if (expires !== undefined) at = record.writeDoubleBE(expires, at);
  if (metadata !== undefined) {
    at = record.writeUInt16BE(metadata.length, at);
    record.set(metadata, at);
  }
  record.set(value, headBytes);
  return record;
}

/** Reads the head of a record out of bytes that may be overwritten later. */
export function decodeHead(record: Uint8Array): RecordHead {
  const flags = record[0] ?? 0;
  if (flags === 0) return bareHead;
  let at = 1;
  let expires: number | undefined;
  let metadata: Uint8Array | undefined;
  const view = new DataView(record.buffer, record.byteOffset);
  if ((flags & hasExpiry) !== 0) {
    expires = view.getFloat64(at);
    at += 8;
  }
  if ((flags & hasMetadata) !== 0) {
    const length = view.getUint16(at);
    at += 2;
    metadata = copyOf(record, at, at + length);
    at += length;
  }
  return { expires, metadata, valueOffset: at };
}

/** The entry of a record, in bytes of its own. */
export function decodeEntry(record: Uint8Array, length: number, version: string): Entry {
  const { expires, metadata, valueOffset } = decodeHead(record);
  return { value: copyOf(record, valueOffset, length), metadata, version, expires };
}

/** What the keys of a place start with, once it has been asked for. */
const placePrefixes = new WeakMap<KvPlace, Buffer>();

/**
 * The key of a record: tenant and bucket with their lengths in front, then the key. No name can
 * reach into another place, whatever bytes it holds, and the keys of a place lie in byte order.
 */
export function encodeKey(place: KvPlace, key: string): Buffer {
  const prefix = placePrefixes.get(place) ?? encodePlace(place);
  const bytes = Buffer.allocUnsafe(prefix.length + Buffer.byteLength(key));
  bytes.set(prefix);
  bytes.write(key, prefix.length);
  return bytes;
}

function encodePlace(place: KvPlace): Buffer {
  const parts = [place.tenant, place.bucket].map((name) => Buffer.from(name));
  const prefix = Buffer.concat(parts.flatMap((name) => [Buffer.of(name.length), name]));
  placePrefixes.set(place, prefix);
  return prefix;
}

/** The first key after all that start with a prefix; undefined where there is none. */
export function keyAfterPrefix(prefix: Uint8Array): Buffer | undefined {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  if (length === 0) return undefined;
  const end = Buffer.from(prefix.subarray(0, length));
  end[length - 1]! += 1;
  return end;
}

function copyOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from).slice();
}
