import type { CallContext } from '../contract/index.js';
import { HostError } from '../contract/errors.js';
import type { Fetched, FetchOptions } from '../contract/gen/http.js';
import type { Limits } from '../contract/limits.js';

/** What bounds an outbound request. */
export interface FetchBounds {
  /** Where to, for messages. */
  readonly host: string;
  readonly options: FetchOptions;
  /** The hostcall that asks for it. */
  readonly call: CallContext;
  readonly limits: Limits;
}

/**
 * Bounds an outbound request by its own timeout, the deadline of the function's request and the limit
 * of wall time, whichever comes first. A body that streams on is bounded by the function's request alone.
 *
 * @param run Sends the request; the signal of its context fires at the bound, with a `HostError`.
 */
export async function boundFetch(
  { host, options, call, limits }: FetchBounds,
  run: (call: CallContext) => Promise<Fetched>,
): Promise<Fetched> {
  const controller = new AbortController();
  const left = Math.min(options.timeout ?? Infinity, call.deadline - Date.now());
  const timer = setTimeout(
    () => controller.abort(new HostError('timeout', `"${host}" did not answer in time`)),
    Math.max(Math.min(left, limits.wallMs), 0),
  );
  const cancel = (): void => {
    controller.abort(new HostError('cancelled', 'the request ended before its fetch did'));
  };
  if (call.signal.aborted) cancel();
  call.signal.addEventListener('abort', cancel, { once: true });
  let isStreaming = false;
  try {
    const fetched = await run({
      functionName: call.functionName,
      requestId: call.requestId,
      deadline: call.deadline,
      signal: controller.signal,
    });
    isStreaming = fetched.response.body.tag === 'stream';
    return fetched;
  } finally {
    clearTimeout(timer);
    // A body that streams on still ends with the request.
    if (!isStreaming) call.signal.removeEventListener('abort', cancel);
  }
}
