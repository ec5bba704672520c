import { WajsError } from '../codegen-v1/index.js';
import { assertHandler } from './create-handler.js';
import { createFetchHandler, type FetchListener } from './fetch-event.js';
import type { Handler } from './handler.js';
import { serveHttp } from './serve-http.js';

let registered: string | undefined;

/**
 * Registers the function's handler: once, at module level.
 *
 * @throws WajsError `invalid` where there is a handler already
 * @example
 * ```ts
 * import { run } from '@org/wajs';
 *
 * run((request) => new Response(`hello from ${new URL(request.url).pathname}`));
 * ```
 */
export function run(handler: Handler): void {
  register('run()', handler);
}

/**
 * Registers the function's handler as a service worker does; the other spelling of `run`.
 *
 * @throws WajsError `invalid` where there is a handler already, or the event is not `fetch`
 * @example
 * ```ts
 * import { addEventListener } from '@org/wajs';
 *
 * addEventListener('fetch', (event) => event.respondWith(new Response('hello')));
 * ```
 */
export function addEventListener(type: 'fetch', listener: FetchListener): void {
  if (type !== 'fetch') {
    throw WajsError.of(
      'invalid',
      `there is no event "${String(type)}" here; listen to 'fetch', or use run()`,
    );
  }
  register("addEventListener('fetch')", createFetchHandler(listener));
}

/** Whether a handler has been registered. */
export function isRegistered(): boolean {
  return registered !== undefined;
}

function register(spelling: string, handler: Handler): void {
  if (registered !== undefined) {
    throw WajsError.of(
      'invalid',
      `${spelling} was called after ${registered}; a function has one handler, dispatch inside it`,
    );
  }
  assertHandler(handler);
  registered = spelling;
  serveHttp(handler);
}
