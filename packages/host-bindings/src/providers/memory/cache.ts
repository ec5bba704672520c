import type { CallContext } from '../../contract/index.js';
import { HostError } from '../../contract/errors.js';
import type { Cache } from '../../contract/gen/cache.js';
import { type Limits, limitName, resolveLimits } from '../../contract/limits.js';
import { assertWellFormed, utf8Length } from '../text.js';

/** How a cache in memory is bounded. */
export interface MemoryCacheOptions {
  /** Most bytes that keys and values take together; 64 MiB by default. */
  readonly maxBytes?: number | undefined;
  /** Limits that differ from the defaults: `kvKeyBytes` and `kvValueBytes` hold here too. */
  readonly limits?: Partial<Limits> | undefined;
  /** The time in milliseconds since 1970-01-01 UTC; `Date.now` by default. */
  readonly now?: (() => number) | undefined;
}

/** What an entry costs beside its key and value. */
const entryOverheadBytes = 200;

/**
 * A cache in memory that forgets what was used longest ago. Each function sees its own keys only.
 *
 * @throws {RangeError} where `maxBytes` is not a positive whole number.
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { createMemoryCache } from '@org/host-bindings/providers/memory';
 *
 * const cache = createMemoryCache({ maxBytes: 16 * 1024 * 1024 });
 * const host = createHost({ providers: { cache } });
 * ```
 */
export function createMemoryCache(options: MemoryCacheOptions = {}): Cache {
  const maxBytes = options.maxBytes ?? 64 * 1024 * 1024;
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1) {
    throw new RangeError(`maxBytes is "${maxBytes}": use a positive whole number`);
  }
  return new MemoryCache(maxBytes, resolveLimits(options.limits), options.now ?? Date.now);
}

interface Cached {
  readonly value: Uint8Array;
  readonly bytes: number;
  readonly expires: number;
}

class MemoryCache implements Cache {
  /** A Map keeps the order of insertion: the first entry is the one that was used longest ago. */
  readonly #entries = new Map<string, Cached>();
  readonly #maxBytes: number;
  readonly #limits: Limits;
  readonly #now: () => number;
  #bytes = 0;

  constructor(maxBytes: number, limits: Limits, now: () => number) {
    this.#maxBytes = maxBytes;
    this.#limits = limits;
    this.#now = now;
  }

  get(key: string, call: CallContext): Uint8Array | undefined {
    const place = this.#place(key, call);
    const entry = this.#entries.get(place);
    if (entry === undefined) return undefined;
    this.#entries.delete(place);
    if (entry.expires <= this.#now()) {
      this.#bytes -= entry.bytes;
      return undefined;
    }
    this.#entries.set(place, entry);
    return new Uint8Array(entry.value);
  }

  put(key: string, value: Uint8Array, ttl: number | undefined, call: CallContext): void {
    const place = this.#place(key, call);
    this.#within('kvValueBytes', value.length);
    this.#forget(place);
    const bytes = 2 * place.length + value.length + entryOverheadBytes;
    if (bytes > this.#maxBytes || ttl === 0) return;
    const expires = ttl === undefined ? Infinity : this.#now() + ttl * 1000;
    this.#entries.set(place, { value: new Uint8Array(value), bytes, expires });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#forget(oldest);
    }
  }

  delete(key: string, call: CallContext): void {
    this.#forget(this.#place(key, call));
  }

  #forget(place: string): void {
    const entry = this.#entries.get(place);
    if (entry === undefined) return;
    this.#entries.delete(place);
    this.#bytes -= entry.bytes;
  }

  /** The length in front keeps names that contain separators apart. */
  #place(key: string, { functionName }: CallContext): string {
    if (key === '') throw new HostError('invalid', 'the key is empty: use at least one character');
    assertWellFormed('key', key);
    this.#within('kvKeyBytes', utf8Length(key));
    return `${functionName.length}:${functionName}${key}`;
  }

  #within(name: keyof Limits, used: number): void {
    const maximum = this.#limits[name];
    if (used > maximum) throw new HostError('too-large', { what: limitName(name), used, maximum });
  }
}
