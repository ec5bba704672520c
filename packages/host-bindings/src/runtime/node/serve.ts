import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { HostError } from '../../contract/errors.js';
import type { Request } from '../../contract/gen/http.js';
import { type Limits, resolveLimits } from '../../contract/limits.js';
import { isLogged } from '../function-log.js';
import { AnswerTurn } from './answer-turn.js';
import { Exchange } from './exchange.js';
import type { Handler } from './handler.js';
import { listen } from './listen.js';
import { createProblem, problemOf, renderProblem } from '../problem.js';
import { type RequestOptions, readRequest } from './request.js';
import { sendProblem, sendResponse } from './response.js';

/** How a handler is served. */
export interface ServeOptions {
  /** Port to listen on, 8080 by default; 0 takes a free one. */
  readonly port?: number | undefined;
  /** Address to listen on, `127.0.0.1` by default; `0.0.0.0` or `::` for all. */
  readonly host?: string | undefined;
  /** Scheme of the request URLs: `https` behind a proxy that ends TLS; `http` by default. */
  readonly scheme?: 'http' | 'https' | undefined;
  /** Closes the server, gracefully, when it fires. */
  readonly signal?: AbortSignal | undefined;
  /** Limits that differ from the defaults: URL, headers and body hold here. */
  readonly limits?: Partial<Limits> | undefined;
  /** Milliseconds that `close` waits for requests under way, 10 s by default. */
  readonly drainMs?: number | undefined;
  /** Most connections at the same time, 10,000 by default; further ones are dropped. */
  readonly maxConnections?: number | undefined;
  /** Told once the server listens. */
  readonly onListening?: ((server: Serving) => void) | undefined;
  /**
   * Told why a request failed; the client learns the id alone. By default it goes to standard error,
   * except for what the function's log has already.
   */
  readonly onError?: ((error: unknown, requestId: string) => void) | undefined;
}

/** A server that listens. */
export interface Serving {
  /** Where it can be reached: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Port it listens on. */
  readonly port: number;
  /** Takes no new connection, waits for requests under way, then closes all. */
  close(): Promise<void>;
}

/** Bytes of an unread request body that are read off to keep a connection. */
const discardedBytes = 256 * 1024;

/**
 * Serves a handler over HTTP/1.1 with `node:http`.
 *
 * @throws {Error} where the address cannot be taken; a port in use has the code `EADDRINUSE`.
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { serve } from '@org/host-bindings/node';
 * import { readEngine } from '@org/wajs/engine';
 *
 * const host = createHost({ engine: await readEngine() });
 * const server = await serve(await host.load('dist/hello.wajs'), { port: 8080 });
 * console.log(server.url);
 * ```
 */
export async function serve(handler: Handler, options: ServeOptions = {}): Promise<Serving> {
  const { port = 8080, host = '127.0.0.1' } = options;
  const limits = resolveLimits(options.limits);
  const server = createServer({
    maxHeaderSize: limits.urlBytes + limits.headerBytes + 1024,
    headersTimeout: 20_000,
    requestTimeout: 300_000,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 5000,
  });
  server.maxHeadersCount = 0;
  // A client that reads nothing holds its connection no longer than this.
  server.setTimeout(Math.max(120_000, limits.wallMs + 30_000));
  server.maxConnections = options.maxConnections ?? 10_000;
  await listen(server, port, host);
  const address = server.address() as AddressInfo;
  const serving = createServing(server, address, options);
  const reading: RequestOptions = {
    limits,
    scheme: options.scheme ?? 'http',
    authority: serving.url.slice('http://'.length),
  };
  const onError = options.onError ?? reportError;
  const turn = new AnswerTurn();
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    void answer({ handler, exchange: new Exchange(incoming, outgoing), reading, onError, turn });
  });
  server.on('clientError', refuseMalformed);
  options.onListening?.(serving);
  return serving;
}

interface Answering {
  readonly handler: Handler;
  readonly exchange: Exchange;
  readonly reading: RequestOptions;
  readonly onError: (error: unknown, requestId: string) => void;
  /** When whole answers go out. */
  readonly turn: AnswerTurn;
}

/** Answers one request. Never rejects. */
async function answer({ handler, exchange, reading, onError, turn }: Answering): Promise<void> {
  let request: Request | undefined;
  try {
    const read = readRequest(exchange, reading);
    if (typeof read === 'number') {
      sendProblem(exchange, createProblem(read));
      return;
    }
    request = read instanceof Promise ? await read : read;
    const response = await handler.handle(request, exchange);
    if (response.body.tag !== 'stream') await turn.wait();
    if (exchange.isGone) {
      if (response.body.tag === 'stream') response.body.val[Symbol.dispose]?.();
    } else if (exchange.isBodyTooLarge) {
      if (response.body.tag === 'stream') response.body.val[Symbol.dispose]?.();
      sendProblem(exchange, createProblem(413));
    } else {
      await sendResponse(exchange, response, reading.limits);
    }
  } catch (error) {
    fail(exchange, error, onError);
  } finally {
    if (request?.body.tag === 'stream') request.body.val[Symbol.dispose]?.();
    if (!exchange.incoming.complete) discardRest(exchange);
  }
}

function fail(exchange: Exchange, error: unknown, onError: Answering['onError']): void {
  const isClientGone = exchange.isGone && error instanceof HostError && error.code === 'cancelled';
  try {
    if (!isClientGone) onError(error, exchange.requestId);
  } finally {
    sendProblem(exchange, exchange.isBodyTooLarge ? createProblem(413) : problemOf(error));
  }
}

/** Reads off what the handler left of a small body; a large one costs the client its connection. */
function discardRest({ incoming }: Exchange): void {
  let bytes = 0;
  incoming.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes <= discardedBytes) return;
    incoming.removeAllListeners('data').pause();
    incoming.socket.destroySoon();
  });
  incoming.on('error', () => {});
  incoming.resume();
}

function reportError(error: unknown, requestId: string): void {
  if (isLogged(error)) return;
  console.error(`request "${requestId}" failed:`, error);
}

/** Answers what is no HTTP, or over Node's own limits, and closes the connection. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  // What has been sent may be the start of a response: another one behind it would be its body.
  if (socket.bytesWritten > 0) {
    socket.destroySoon();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? 431
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? 408
        : 400;
  const problem = createProblem(status);
  const text = renderProblem(problem, '');
  socket.end(
    `HTTP/1.1 ${status} ${problem.title}\r\nconnection: close\r\n` +
      `content-type: application/problem+json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
  );
}

function createServing(server: Server, address: AddressInfo, options: ServeOptions): Serving {
  const isAny = address.address === '0.0.0.0' || address.address === '::';
  const name = isAny ? 'localhost' : address.address;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= drain(server, options.drainMs ?? 10_000));
  if (options.signal?.aborted) void close();
  else options.signal?.addEventListener('abort', () => void close(), { once: true });
  return {
    url: `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`,
    port: address.port,
    close,
  };
}

function drain(server: Server, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), milliseconds);
    // Responses that are sent from now on end their connection.
    server.prependListener('request', (_incoming: IncomingMessage, outgoing: ServerResponse) => {
      outgoing.shouldKeepAlive = false;
    });
    const sweep = setInterval(() => server.closeIdleConnections(), 100);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}
