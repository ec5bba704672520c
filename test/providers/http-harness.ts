import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach } from 'vitest';
import type {
  Body,
  BodyReader,
  Request,
  Response,
} from '../../packages/host-bindings/src/contract/gen/http.js';
import type { CallContext } from '../../packages/host-bindings/src/contract/index.js';
import {
  type HttpOptions,
  type HttpProvider,
  createHttp,
} from '../../packages/host-bindings/src/providers/http/index.js';

/** What a server of node:http calls. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Servers that end with the test. */
export const servers: Array<{ close(): unknown; closeAllConnections?(): void }> = [];
const providers: HttpProvider[] = [];
/** The call that a test makes its hostcalls with; a new one for each test. */
export let call: CallContext;
/** Ends the request of that call. */
export let abort: AbortController;

beforeEach(() => {
  abort = new AbortController();
  call = { functionName: 'f', requestId: 'r', deadline: Date.now() + 10_000, signal: abort.signal };
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
  await Promise.all(providers.splice(0).map((provider) => provider.close()));
});

/** A server on a free port of this machine; answers the port. */
export async function listen(listener: Listener): Promise<number> {
  const server: Server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** A provider that ends with the test. */
export function provide(options: HttpOptions): HttpProvider {
  const provider = createHttp(options);
  providers.push(provider);
  return provider;
}

/** A provider for which every name of `example.com` lies on this machine. */
export function provideLocal(options: HttpOptions = {}): HttpProvider {
  return provide({
    allow: ['*.example.com'],
    privateNetworks: ['127.0.0.0/8'],
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    ...options,
  });
}

/** A request of the contract. */
export function ask(url: string, more: Partial<Request> = {}): Request {
  return { method: 'GET', url, headers: [], body: { tag: 'empty' }, ...more };
}

/** The options that most tests fetch with. */
export const follow = { redirect: 'follow' } as const;

/** The whole body of a response as text. */
export async function textOf({ body }: Response): Promise<string> {
  if (body.tag === 'empty') return '';
  if (body.tag === 'bytes') return Buffer.from(body.val).toString();
  const chunks: Uint8Array[] = [];
  for (;;) {
    const chunk = await body.val.read(10_000, call);
    if (chunk === undefined) return Buffer.concat(chunks).toString();
    chunks.push(chunk);
  }
}

/** A body that answers some chunks, or throws what is no chunk. */
export function streamOf(...chunks: Array<string | Error>): BodyReader & { disposed: number } {
  let next = 0;
  return {
    disposed: 0,
    async read() {
      const chunk = chunks[next++];
      if (chunk instanceof Error) throw chunk;
      return chunk === undefined ? undefined : Buffer.from(chunk);
    },
    [Symbol.dispose]() {
      this.disposed++;
    },
  };
}

/** A body of a reader. */
export const stream = (val: BodyReader): Body => ({ tag: 'stream', val });

/** Answers with what it was asked. */
export const mirror: Listener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method, url, rawHeaders } = request;
    response.end(
      JSON.stringify({ method, url, rawHeaders, body: Buffer.concat(chunks).toString() }),
    );
  });
};
