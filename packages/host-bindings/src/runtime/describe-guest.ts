import { HostError } from '../contract/index.js';
import { resolveLimits } from '../contract/limits.js';
import { Engine } from './engine.js';

/** What a guest whose hostcalls travel over the ring says of itself. */
export interface GuestDescription {
  /** Contract it was built for: `wajs:platform@0.1.0`. */
  readonly contract: string;
  /** Full names of the interfaces that it calls. */
  readonly imports: readonly string[];
  /** Functions that it serves, as `interface#function`. */
  readonly exports: readonly string[];
}

/**
 * Asks a linked guest what it needs and serves. It runs for that in a sandbox without providers, with
 * clocks that stand still and without entropy.
 *
 * @throws {HostError} `invalid` where it breaks instead of answering.
 */
export async function describeGuest(linked: Uint8Array): Promise<GuestDescription> {
  try {
    const engine = await Engine.create(linked, '', {
      limits: resolveLimits(undefined),
      now: () => 0,
      entropy: (length) => new Uint8Array(length),
      onFault: () => undefined,
    });
    return engine.describe().description;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HostError('invalid', `the guest does not say what it needs: ${reason}`, { cause });
  }
}
