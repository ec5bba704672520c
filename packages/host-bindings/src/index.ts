/**
 * The host of wajs: loads functions, gives them providers, serves their requests.
 *
 * @packageDocumentation
 */

import { assembleHost, type HostOptions } from './assemble-host.js';
import { createHttp } from './providers/http/index.js';
import { createLogger } from './providers/system/index.js';
import type { Host } from './runtime/index.js';
import { nodePlatform } from './runtime/node/platform.js';

export type { HostOptions } from './assemble-host.js';

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
  return assembleHost({ platform: nodePlatform, logging: createLogger, http: createHttp }, options);
}

export * from './host-api.js';
