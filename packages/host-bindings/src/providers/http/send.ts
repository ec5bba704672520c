import type { Dispatcher } from 'undici';
import type { CallContext } from '../../contract/index.js';
import { HostError } from '../../contract/errors.js';
import { type Limits, limitName } from '../../contract/limits.js';
import { ResponseBody } from './incoming.js';
import { type Outgoing, assertWithin, readChunks } from '../outgoing-request.js';

/** The head of a response, with its body on the way. */
export interface Received {
  /** Status code. */
  readonly status: number;
  /** Fields in order; values with a character for each byte. */
  readonly headers: ReadonlyArray<readonly [string, string]>;
  /** Length of the body, where the response says it. */
  readonly length: number | undefined;
  /** The body; none where the response cannot have one. */
  readonly body: ResponseBody | undefined;
}

/** What a request is sent with. */
export interface SendOptions {
  /** Where connections come from. */
  readonly dispatcher: Dispatcher;
  /** Limits of the host. */
  readonly limits: Limits;
  /** The call, whose signal fires when the answer is no longer wanted. */
  readonly call: CallContext;
}

/**
 * Sends one request and answers with the head of its response. The signal of the call ends both the
 * request and, later, the body.
 *
 * @throws {HostError} `unavailable`, `timeout`, `denied` or what the signal's reason says.
 */
export function send(
  request: Outgoing,
  { dispatcher, limits, call }: SendOptions,
): Promise<Received> {
  const { url, method, headers, body } = request;
  return new Promise((resolve, reject) => {
    const { signal } = call;
    let controller: Dispatcher.DispatchController | undefined;
    let received: ResponseBody | undefined;
    let bytes = 0;
    const onAbort = (): void => fail(signal.reason);
    const close = (): void => signal.removeEventListener('abort', onAbort);
    const fail = (error: unknown): void => {
      const reason = explain(error, url, limits);
      close();
      reject(reason);
      received?.fail(reason);
      controller?.abort(reason);
    };
    if (signal.aborted) {
      fail(signal.reason);
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        if (signal.aborted) started.abort(explain(signal.reason, url, limits));
      },
      onResponseStart(started, status) {
        if (status < 200) return;
        try {
          const fields = decodeHeaders(started.rawHeaders, limits);
          const length = lengthOf(fields);
          if (length !== undefined && method !== 'HEAD') assertWithin(limits, 'bodyBytes', length);
          const isBare = method === 'HEAD' || status === 204 || status === 304 || length === 0;
          received = new ResponseBody(started, close);
          resolve({ status, headers: fields, length, body: isBare ? undefined : received });
        } catch (error) {
          fail(error);
        }
      },
      onResponseData(_controller, chunk) {
        bytes += chunk.length;
        if (bytes > limits.bodyBytes) {
          const what = limitName('bodyBytes');
          fail(new HostError('too-large', { what, used: bytes, maximum: limits.bodyBytes }));
        } else {
          received?.push(chunk);
        }
      },
      onResponseEnd: () => received?.end(),
      onResponseError: (_controller, error) => fail(error),
    };
    try {
      dispatcher.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method,
          headers: [...headers],
          body: bodyOf(body, limits, call),
        },
        handler,
      );
    } catch (error) {
      fail(error);
    }
  });
}

type DispatchBody = NonNullable<Dispatcher.DispatchOptions['body']>;

function bodyOf(body: Outgoing['body'], limits: Limits, call: CallContext): DispatchBody | null {
  if (body.tag === 'empty') return null;
  if (body.tag === 'bytes') return new Uint8Array(body.val);
  // The types know streams alone; undici takes every async iterable.
  return readChunks(body, limits, call) as unknown as DispatchBody;
}

function decodeHeaders(
  raw: Dispatcher.DispatchController['rawHeaders'],
  limits: Limits,
): Array<readonly [string, string]> {
  const flat = Array.isArray(raw) ? raw : [];
  assertWithin(limits, 'headerFields', flat.length / 2);
  const fields: Array<readonly [string, string]> = [];
  for (let i = 0; i < flat.length; i += 2) fields.push([latin1(flat[i]!), latin1(flat[i + 1]!)]);
  return fields;
}

function latin1(value: Buffer | string): string {
  return typeof value === 'string' ? value : value.toString('latin1');
}

function lengthOf(fields: ReadonlyArray<readonly [string, string]>): number | undefined {
  const value = fields.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}

const timeoutCodes = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/** What went wrong, in words that a guest may see: the host's own addresses are not among them. */
function explain(error: unknown, { host }: URL, limits: Limits): Error {
  if (error instanceof HostError) return error;
  const { code, name } = (error ?? {}) as { code?: string; name?: string };
  const because = { cause: error };
  if (code !== undefined && timeoutCodes.has(code)) {
    return new HostError('timeout', `"${host}" did not answer in time`, because);
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    const maximum = limits.headerBytes;
    const what = limitName('headerBytes');
    return new HostError('too-large', { what, used: maximum + 1, maximum }, because);
  }
  if (name === 'AbortError') {
    return new HostError('cancelled', 'the request was aborted', because);
  }
  const reasons: Record<string, string> = {
    ECONNREFUSED: 'refused the connection',
    ECONNRESET: 'closed the connection before its answer was complete',
    UND_ERR_SOCKET: 'closed the connection before its answer was complete',
    EPIPE: 'closed the connection before it took the request',
    ENOTFOUND: 'has no address: check its name',
    EAI_AGAIN: 'cannot be resolved now',
    EHOSTUNREACH: 'cannot be reached',
    ENETUNREACH: 'cannot be reached',
  };
  const reason = reasons[code ?? ''] ?? `could not be talked to (${code ?? name ?? 'unknown'})`;
  return new HostError('unavailable', `"${host}" ${reason}`, because);
}
