import { HostError } from '../contract/errors.js';
import type { Random } from '../contract/gen/random.js';
import { type Limits, limitName, resolveLimits } from '../contract/limits.js';

/** Most bytes that one call of `getRandomValues` fills (Web Cryptography, section 10.1.1). */
const callBytes = 65_536;

/** How much randomness one call may take. */
export interface RandomOptions {
  /** Limits that differ from the defaults; `randomBytes` holds here. */
  readonly limits?: Partial<Limits> | undefined;
}

/** The `random` interface over the generator of Web Cryptography, which is the operating system's. */
export function createRandom(options: RandomOptions = {}): Random {
  const maximum = resolveLimits(options.limits).randomBytes;
  return {
    bytes(length: number): Uint8Array {
      if (length > maximum)
        throw new HostError('too-large', { what: limitName('randomBytes'), used: length, maximum });
      const bytes = new Uint8Array(length);
      for (let start = 0; start < length; start += callBytes) {
        crypto.getRandomValues(bytes.subarray(start, start + callBytes));
      }
      return bytes;
    },
  };
}
