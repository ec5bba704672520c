import { HostError } from '../../contract/errors.js';
import type { Random } from '../../contract/gen/random.js';
import { type Limits, limitName, resolveLimits } from '../../contract/limits.js';

/** What a sequence begins with. */
export interface MemoryRandomOptions {
  /** Another one gives another sequence; a whole number, 0 by default. */
  readonly seed?: number | undefined;
  /** Limits that differ from the defaults; `randomBytes` holds here. */
  readonly limits?: Partial<Limits> | undefined;
}

/**
 * The `random` interface over a sequence that is the same for the same seed: for tests that repeat, and
 * never for keys, since anybody can compute it.
 *
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { createMemoryRandom } from '@org/host-bindings/providers/memory';
 *
 * const host = createHost({ providers: { random: createMemoryRandom({ seed: 7 }) } });
 * ```
 */
export function createMemoryRandom(options: MemoryRandomOptions = {}): Random {
  const maximum = resolveLimits(options.limits).randomBytes;
  let state = (options.seed ?? 0) >>> 0;
  // SplitMix32: small, and each seed's sequence looks like no other one's.
  const next = (): number => {
    state = (state + 0x9e37_79b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return mixed ^ (mixed >>> 15);
  };
  return {
    bytes(length: number): Uint8Array {
      if (length > maximum)
        throw new HostError('too-large', { what: limitName('randomBytes'), used: length, maximum });
      return Uint8Array.from({ length }, () => next() & 0xff);
    },
  };
}
