import { randomFillSync } from 'node:crypto';
import { HostError } from '../../contract/errors.js';
import type { Random } from '../../contract/gen/random.js';
import { type Limits, limitName, resolveLimits } from '../../contract/limits.js';

/** How much randomness one call may take. */
export interface RandomOptions {
  /** Limits that differ from the defaults; `randomBytes` holds here. */
  readonly limits?: Partial<Limits> | undefined;
}

/** The `random` interface over the operating system's generator. */
export function createRandom(options: RandomOptions = {}): Random {
  const maximum = resolveLimits(options.limits).randomBytes;
  return {
    bytes(length: number): Uint8Array {
      if (length <= maximum) return randomFillSync(new Uint8Array(length));
      throw new HostError('too-large', { what: limitName('randomBytes'), used: length, maximum });
    },
  };
}
