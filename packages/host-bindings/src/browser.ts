/**
 * The host of wajs for browsers: loads functions and serves their requests in a Service Worker or a page.
 *
 * @packageDocumentation
 */

import { createClock, createHttp, createLogger, createRandom } from './providers/browser/index.js';
import { browserPlatform } from './runtime/browser/platform.js';
import {
  createHost as createBareHost,
  type Host,
  type HostOptions as BareHostOptions,
  type Providers,
} from './runtime/index.js';

/** Options of {@link createHost}. */
export interface HostOptions extends Omit<BareHostOptions, 'providers' | 'platform'> {
  /**
   * Providers of the contract's interfaces. Default: logging to the console, the browser's clock and
   * randomness, and outbound HTTP that allows no host; no kv, cache, config or rpc.
   */
  readonly providers?: Partial<Providers>;
}

/**
 * Creates a host in a browser. Nothing is granted by default: a function that imports `kv` is refused
 * until `policy.interfaces` names it. `host.load` takes bytes, or a URL to fetch.
 *
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings/browser';
 * import { createMemoryKv } from '@org/host-bindings/providers/memory';
 *
 * const engine = await fetch('/engine.wasm');
 * const host = createHost({
 *   engine: new Uint8Array(await engine.arrayBuffer()),
 *   providers: { kv: createMemoryKv() },
 *   policy: { interfaces: ['kv'] },
 * });
 * const fn = await host.load('/hello.wajs');
 * addEventListener('fetch', (event) => {
 *   if (event instanceof FetchEvent) event.respondWith(fn.fetch(event.request));
 * });
 * ```
 */
export function createHost(options: HostOptions = {}): Host {
  const { limits, providers = {} } = options;
  return createBareHost({
    ...options,
    platform: browserPlatform,
    providers: {
      ...providers,
      logging: providers.logging ?? createLogger({ limits }),
      clock: providers.clock ?? createClock({ resolutionMs: limits?.clockResolutionMs }),
      random: providers.random ?? createRandom({ limits }),
      http: providers.http ?? createHttp({ allow: [], limits }),
    },
  });
}

export * from './host-api.js';
