import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach } from 'vitest';
import type {
  BodyReader,
  Request,
  Response,
} from '../../packages/host-bindings/src/contract/gen/http.js';
import { createHeader } from '../../packages/host-bindings/src/contract/http-fields.js';
import type { HandleOptions } from '../../packages/host-bindings/src/runtime/node/handler.js';
import {
  type ServeOptions,
  type Serving,
  serve,
} from '../../packages/host-bindings/src/runtime/node/serve.js';

/** A handler as one function. */
export type Handle = (request: Request, options: HandleOptions) => Response | Promise<Response>;

const open: Serving[] = [];
/** What the servers of a test reported. */
export const errors: unknown[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
  errors.length = 0;
});

/** Serves a handler on a free port until the test ends. */
export async function start(handle: Handle, options: ServeOptions = {}): Promise<Serving> {
  const handler = {
    handle: async (request: Request, given: HandleOptions) => handle(request, given),
  };
  const onError = (error: unknown): void => void errors.push(error);
  const server = await serve(handler, { port: 0, onError, drainMs: 500, ...options });
  open.push(server);
  return server;
}

/** A response of text. */
export function respond(
  text: string,
  headers: Array<[string, string]> = [],
  status = 200,
): Response {
  return {
    status,
    headers: headers.map(([name, value]) => createHeader(name, value)),
    body: { tag: 'bytes', val: Buffer.from(text) },
  };
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

/** Sends bytes as they are and answers what comes back until the server closes or it is quiet. */
export async function raw(server: Serving, text: string, quietMs = 150): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  let answer = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk));
  socket.on('error', () => {});
  socket.write(text, 'latin1');
  socket.setTimeout(quietMs, () => socket.destroy());
  await once(socket, 'close');
  return answer;
}

/** The body of the one response in a text, its framing taken off. */
export function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

/** The whole body of a request as text. */
export async function readAll(request: Request): Promise<string> {
  const { body } = request;
  if (body.tag === 'empty') return '';
  if (body.tag === 'bytes') return Buffer.from(body.val).toString();
  const signal = new AbortController().signal;
  const call = { functionName: '', requestId: '', deadline: Infinity, signal };
  const chunks: Uint8Array[] = [];
  for (;;) {
    const chunk = await body.val.read(1000, call);
    if (chunk === undefined) return Buffer.concat(chunks).toString();
    chunks.push(chunk);
  }
}

/** Answers with the request as JSON, and the kind of its body. */
export const echo: Handle = async (request) =>
  respond(
    JSON.stringify({
      ...request,
      headers: request.headers.map(({ name, value }) => [
        name,
        Buffer.from(value).toString('latin1'),
      ]),
      body: `${request.body.tag}:${await readAll(request)}`,
    }),
  );

/** The bytes of a GET that ends its connection. */
export const get = (path: string, headers = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: example.com\r\n${headers}Connection: close\r\n\r\n`;

/** A promise and the function that resolves it. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
