import { Option, Unit } from './codegen-v1';
import * as calls from './gen/cache';
import { Pending } from './pending';
import { Result } from './result';
import { bytesOf, jsonOf, textOf } from './stored-value';
import { wellFormed } from './well-formed';

/** Options of a write. */
export class CachePutOptions {
  /** Seconds after which the value is forgotten; when space is needed without it. */
  ttl: u32 = 0;
}

/**
 * Values that one node keeps for a while; it may forget any of them at any time.
 *
 * @example
 * const kept = cache.getText('page');
 * if (kept.isOk && kept.value !== null) return Response.text(kept.value!);
 */
export abstract class cache {
  /** The value under a key; null where it is not there, or no more. */
  static get(key: string): Result<Uint8Array | null> {
    return Result.received<Uint8Array | null>(calls.get_(wellFormed(key)));
  }

  /** Begins `get`. */
  static getAsync(key: string): Pending<Uint8Array | null> {
    return Pending.received<Uint8Array | null>(calls.getAsync(wellFormed(key)));
  }

  /** The value as text in UTF-8. */
  static getText(key: string): Result<string | null> {
    return textOf(cache.get(key));
  }

  /** What the value says as JSON. `invalid` where it says nothing, or something else than a `T`. */
  static getJson<T>(key: string): Result<T | null> {
    return jsonOf<T>(cache.getText(key));
  }

  /** Keeps text, bytes, or anything that JSON can say. */
  static put<T>(key: string, value: T, options: CachePutOptions | null = null): Result<Unit> {
    return Result.received<Unit>(calls.put(wellFormed(key), bytesOf<T>(value), ttlOf(options)));
  }

  /** Begins `put`. */
  static putAsync<T>(
    key: string,
    value: T,
    options: CachePutOptions | null = null,
  ): Pending<Unit> {
    return Pending.received<Unit>(calls.putAsync(wellFormed(key), bytesOf<T>(value), ttlOf(options)));
  }

  /** Forgets a key. */
  static delete(key: string): Result<Unit> {
    return Result.received<Unit>(calls.delete_(wellFormed(key)));
  }

  /** Begins `delete`. */
  static deleteAsync(key: string): Pending<Unit> {
    return Pending.received<Unit>(calls.deleteAsync(wellFormed(key)));
  }
}

function ttlOf(options: CachePutOptions | null): Option<u32> {
  return options === null || options.ttl == 0 ? Option.none<u32>() : Option.some<u32>(options.ttl);
}
