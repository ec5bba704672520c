import type { Context, Handler } from './handler.js';

/** What a listener for `fetch` gets. */
export interface FetchEvent {
  /** Always `fetch`. */
  readonly type: 'fetch';
  /** The request. */
  readonly request: Request;
  /** The request's context. */
  readonly context: Context;
  /** Answers the request: once, before the listener returns. */
  respondWith(response: Response | Promise<Response>): void;
  /** Lets work go on after the response. */
  waitUntil(promise: Promise<unknown>): void;
}

/** Listens for requests. */
export type FetchListener = (event: FetchEvent) => void;

/** The handler that a listener stands for. */
export function createFetchHandler(listener: FetchListener): Handler {
  if (typeof listener !== 'function') throw new TypeError('a listener must be a function');
  return (request, context) => {
    let answer: { response: Response | Promise<Response> } | undefined;
    listener({
      type: 'fetch',
      request,
      context,
      respondWith(response) {
        if (answer) throw new TypeError('respondWith() has been called already');
        answer = { response };
      },
      waitUntil: (promise) => context.waitUntil(promise),
    });
    if (!answer) throw new TypeError('the listener returned without a call of respondWith()');
    return answer.response;
  };
}
