import * as calls from '../gen/cache.js';
import { assertServing } from './serving.js';
import { decodeValue, withBytes, type ValueType } from './stored-value.js';

/** Options of a write. */
export interface CachePutOptions {
  /** Seconds after which the value is forgotten; when space is needed without it. */
  readonly ttl?: number | undefined;
}

/** Values that one node keeps for a while; it may forget any of them at any time. */
export interface Cache {
  /** The value under a key; null where it is not there, or no more. */
  get(key: string, type?: 'bytes'): Promise<Uint8Array<ArrayBuffer> | null>;
  /** The value as text in UTF-8. */
  get(key: string, type: 'text'): Promise<string | null>;
  /** What the value says as JSON. */
  get<T = any>(key: string, type: 'json'): Promise<T | null>;
  /** The value as a stream of bytes. */
  get(key: string, type: 'stream'): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | null>;
  /** Keeps text, bytes, a stream of bytes, or anything that JSON can say. */
  put(key: string, value: unknown, options?: CachePutOptions): Promise<void>;
  /** Forgets a key. */
  delete(key: string): Promise<void>;
}

/**
 * The node's cache.
 *
 * @example
 * ```ts
 * import { cache, run } from '@org/wajs';
 *
 * run(async () => {
 *   const kept = await cache.get('page', 'text');
 *   const page = kept ?? `made at ${new Date().toISOString()}`;
 *   if (kept === null) await cache.put('page', page, { ttl: 60 });
 *   return new Response(page);
 * });
 * ```
 */
export const cache: Cache = {
  get(key: string, type?: ValueType): Promise<any> {
    assertServing('cache.get');
    return read(key, type);
  },
  put(key, value, options) {
    assertServing('cache.put');
    return withBytes(value, (bytes) => calls.put(key, bytes, options?.ttl));
  },
  delete(key) {
    assertServing('cache.delete');
    return calls.delete_(key);
  },
};

async function read(key: string, type: ValueType | undefined): Promise<unknown> {
  const value = await calls.get(key);
  return value ? decodeValue(value, type) : null;
}
