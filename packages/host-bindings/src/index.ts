/**
 * The host of wajs: loads functions, gives them providers, serves their requests.
 *
 * @packageDocumentation
 */

import { createHttp } from './providers/http/index.js';
import { createClock, createLogger, createRandom } from './providers/system/index.js';
import {
  createHost as createBareHost,
  type Host,
  type HostOptions as BareHostOptions,
  type Providers,
} from './runtime/index.js';
import { nodePlatform } from './runtime/node/platform.js';

/** Options of {@link createHost}. */
export interface HostOptions extends Omit<BareHostOptions, 'providers' | 'platform'> {
  /**
   * Providers of the contract's interfaces. Default: logging to standard output, the system's clock
   * and randomness, and outbound HTTP that allows no host; no kv, cache, config or rpc.
   */
  readonly providers?: Partial<Providers>;
}

/**
 * Creates a host. Nothing is granted by default: a function that imports `kv` is refused until
 * `policy.interfaces` names it.
 *
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { createMemoryKv } from '@org/host-bindings/providers/memory';
 * import { readEngine } from '@org/wajs/engine';
 *
 * const host = createHost({
 *   engine: await readEngine(),
 *   providers: { kv: createMemoryKv() },
 *   policy: { interfaces: ['kv'] },
 * });
 * const fn = await host.load('dist/hello.wajs');
 * const response = await fn.fetch(new Request('http://localhost/'));
 * ```
 */
export function createHost(options: HostOptions = {}): Host {
  const { limits, providers = {} } = options;
  return createBareHost({
    ...options,
    platform: nodePlatform,
    providers: {
      ...providers,
      // Made only where they are needed: a logger listens to its stream, an HTTP client keeps sockets.
      logging: providers.logging ?? createLogger({ limits }),
      clock: providers.clock ?? createClock({ resolutionMs: limits?.clockResolutionMs }),
      random: providers.random ?? createRandom({ limits }),
      http: providers.http ?? createHttp({ allow: [], limits }),
    },
  });
}

export * from './host-api.js';
