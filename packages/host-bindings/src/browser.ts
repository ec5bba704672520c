/**
 * The host of wajs for browsers: loads functions and serves their requests in a Service Worker or a page.
 *
 * @packageDocumentation
 */

import { assembleHost, type HostOptions } from './assemble-host.js';
import { createHttp, createLogger } from './providers/browser/index.js';
import type { Host } from './runtime/index.js';
import { browserPlatform } from './runtime/browser/platform.js';

export type { HostOptions } from './assemble-host.js';

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
  return assembleHost(
    { platform: browserPlatform, logging: createLogger, http: createHttp },
    options,
  );
}

export * from './host-api.js';
