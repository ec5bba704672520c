/**
 * The host of wajs with functions on threads of their own, watched from the thread that creates it.
 *
 * @packageDocumentation
 */

import type { Logging } from './contract/index.js';
import { createLogger } from './providers/system/index.js';
import {
  startThreadedHost,
  type ThreadedHost,
  type ThreadedHostOptions as BareThreadedHostOptions,
} from './runtime/node/threads/index.js';

/** Options of {@link createThreadedHost}. */
export interface ThreadedHostOptions extends Omit<BareThreadedHostOptions, 'logging' | 'entry'> {
  /** Takes what the watchdog has to say. Default: standard output. Functions log by their thread's own. */
  readonly logging?: Logging | undefined;
}

/**
 * Creates a host whose functions run on worker threads. Requests go to the threads in turn, to a slow one
 * fewer. A thread that does not come back to its event loop for `limits.cpuKillMs` is ended and another
 * one started: the request that it was busy with gets a 500, requests that it had not begun go to others.
 *
 * @throws {RangeError} where an option is out of range.
 * @throws {Error} where a thread does not start; the message says what the module threw.
 * @example
 * ```ts
 * import { bindInterface } from '@org/host-bindings';
 * import { kv } from '@org/host-bindings/contract';
 * import { createMemoryKv } from '@org/host-bindings/providers/memory';
 * import { createThreadedHost } from '@org/host-bindings/threads';
 *
 * // thread.js: export const hostOptions = async (thread) => ({
 * //   engine: await readEngine(),
 * //   providers: { kv: thread.provider(kv) },
 * //   policy: { interfaces: ['kv'] },
 * // });
 * const host = await createThreadedHost({
 *   host: new URL('./thread.js', import.meta.url),
 *   threads: 4,
 *   shared: [bindInterface(kv, createMemoryKv())],
 * });
 * const fn = await host.load('dist/hello.wajs');
 * const response = await fn.fetch(new Request('http://localhost/'));
 * await host.close();
 * ```
 */
export function createThreadedHost(options: ThreadedHostOptions): Promise<ThreadedHost> {
  return startThreadedHost({
    ...options,
    logging: options.logging ?? createLogger({ limits: options.limits }),
    entry: new URL('./thread-entry.js', import.meta.url),
  });
}

export type {
  ThreadContext,
  ThreadedHost,
  ThreadHostOptions,
  ThreadModule,
  ThreadStatus,
} from './runtime/node/threads/index.js';
