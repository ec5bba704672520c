import type { Http } from './contract/gen/http.js';
import type { Logging } from './contract/gen/logging.js';
import type { Limits } from './contract/limits.js';
import { createClock } from './providers/clock.js';
import { createRandom } from './providers/random.js';
import {
  createHost,
  type Host,
  type HostOptions as BareHostOptions,
  type Platform,
  type Providers,
} from './runtime/index.js';

/** Options of `createHost`. */
export interface HostOptions extends Omit<BareHostOptions, 'providers' | 'platform'> {
  /**
   * Providers of the contract's interfaces. Default: logging to standard output (in a browser: to the
   * console), the clock and randomness of the system, and outbound HTTP that allows no host; no kv,
   * cache, config or rpc.
   */
  readonly providers?: Partial<Providers>;
}

/** What a host runs on, with the providers that are of its own there. */
export interface HostParts {
  readonly platform: Platform;
  /** Makes a logger. */
  readonly logging: (options: { readonly limits: Partial<Limits> | undefined }) => Logging;
  /** Makes outbound HTTP. */
  readonly http: (options: {
    readonly allow: readonly string[];
    readonly limits: Partial<Limits> | undefined;
  }) => Http;
}

/** A host of an embedder's providers, with defaults for those that every host has. */
export function assembleHost(parts: HostParts, options: HostOptions): Host {
  const { limits, providers = {} } = options;
  return createHost({
    ...options,
    platform: parts.platform,
    providers: {
      ...providers,
      // Made only where they are needed: a logger listens to its stream, an HTTP client keeps sockets.
      logging: providers.logging ?? parts.logging({ limits }),
      clock: providers.clock ?? createClock({ resolutionMs: limits?.clockResolutionMs }),
      random: providers.random ?? createRandom({ limits }),
      http: providers.http ?? parts.http({ allow: [], limits }),
    },
  });
}
