import { HostError, type HostErrorCode } from '../../contract/errors.js';
import type { RpcRun } from './rpc-run.js';

/** How kept outcomes are bounded. */
export interface RpcKeysOptions {
  /** Most keys that are kept. */
  readonly maximum: number;
  /** Most bytes of payloads and answers that are kept. */
  readonly maxBytes: number;
  /** Milliseconds for which a key is kept. */
  readonly ttlMs: number;
  /** The time in milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}

interface Kept {
  readonly run: RpcRun;
  readonly payload: Uint8Array;
  readonly expires: number;
  bytes: number;
}

/** Failures that say nothing of the method: it was cut off, or did not begin. A retry runs it again. */
const transient: ReadonlySet<HostErrorCode> = new Set([
  'limit',
  'timeout',
  'unavailable',
  'cancelled',
  'internal',
]);

/**
 * Calls by their idempotency keys: who calls again with the same key joins the call that runs, or gets
 * its outcome. What the method answered is kept; that it was cut off is not.
 */
export class RpcKeys {
  /** In the order of insertion, so of expiry. */
  readonly #kept = new Map<string, Kept>();
  readonly #options: RpcKeysOptions;
  #bytes = 0;

  constructor(options: RpcKeysOptions) {
    this.#options = options;
  }

  /**
   * The call of a key: the one that there is, or a new one.
   *
   * @throws {HostError} `conflict` where the key belongs to a call with another payload, `limit` where
   * too many are under way.
   */
  join(key: string, payload: Uint8Array, start: () => RpcRun): RpcRun {
    this.#forgetExpired();
    const known = this.#kept.get(key);
    if (known !== undefined) {
      if (isSame(known.payload, payload)) return known.run;
      const text =
        'the idempotency key was used with another payload; use a new key for a new call';
      throw new HostError('conflict', text);
    }
    this.#makeRoom();
    const run = start();
    const expires = this.#options.now() + this.#options.ttlMs;
    const kept: Kept = { run, payload, expires, bytes: 0 };
    this.#kept.set(key, kept);
    this.#grow(kept, payload.length);
    run.outcome.then(
      (answer) => this.#kept.get(key) === kept && this.#grow(kept, answer.length),
      (error: unknown) => {
        const isKept = error instanceof HostError && !transient.has(error.code);
        if (!isKept && this.#kept.get(key) === kept) this.#forget(key, kept);
      },
    );
    return run;
  }

  #grow(kept: Kept, bytes: number): void {
    kept.bytes += bytes;
    this.#bytes += bytes;
    for (const [key, oldest] of this.#kept) {
      if (this.#bytes <= this.#options.maxBytes) return;
      if (oldest.run.isSettled || oldest === kept) this.#forget(key, oldest);
    }
  }

  #makeRoom(): void {
    const { maximum } = this.#options;
    if (this.#kept.size < maximum) return;
    for (const [key, oldest] of this.#kept) {
      if (oldest.run.isSettled) return this.#forget(key, oldest);
    }
    const used = this.#kept.size + 1;
    throw new HostError('limit', { what: 'rpc-idempotency-keys', used, maximum });
  }

  #forgetExpired(): void {
    const now = this.#options.now();
    for (const [key, kept] of this.#kept) {
      if (kept.expires > now) return;
      // One that still runs is kept: its effect is not over.
      if (kept.run.isSettled) this.#forget(key, kept);
    }
  }

  #forget(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#bytes -= kept.bytes;
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
