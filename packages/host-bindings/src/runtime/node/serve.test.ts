import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { type Socket, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HostError } from '../../contract/errors.js';
import type { BodyReader, Request, Response } from '../../contract/gen/http.js';
import { createHeader } from '../../contract/http-fields.js';
import type { HandleOptions } from './handler.js';
import { type ServeOptions, type Serving, serve } from './serve.js';

type Handle = (request: Request, options: HandleOptions) => Response | Promise<Response>;

const open: Serving[] = [];
const errors: unknown[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
  errors.length = 0;
});

async function start(handle: Handle, options: ServeOptions = {}): Promise<Serving> {
  const handler = {
    handle: async (request: Request, given: HandleOptions) => handle(request, given),
  };
  const onError = (error: unknown): void => void errors.push(error);
  const server = await serve(handler, { port: 0, onError, drainMs: 500, ...options });
  open.push(server);
  return server;
}

function respond(text: string, headers: Array<[string, string]> = [], status = 200): Response {
  return {
    status,
    headers: headers.map(([name, value]) => createHeader(name, value)),
    body: { tag: 'bytes', val: Buffer.from(text) },
  };
}

/** A body that answers some chunks, or throws what is no chunk. */
function streamOf(...chunks: Array<string | Error>): BodyReader & { disposed: number } {
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
async function raw(server: Serving, text: string, quietMs = 150): Promise<string> {
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
function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

async function readAll(request: Request): Promise<string> {
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

const echo: Handle = async (request) =>
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

const get = (path: string, headers = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: example.com\r\n${headers}Connection: close\r\n\r\n`;

describe('requests', () => {
  it('arrive with absolute URL, fields in order, and the right kind of body', async () => {
    const server = await start(echo);
    const seen = JSON.parse(
      bodyOf(await raw(server, get('/a?b=c', 'X-A: 1\r\nx-a: 2\r\nB: \xe9\r\n'))),
    ) as object;
    expect(seen).toEqual({
      method: 'GET',
      url: 'http://example.com/a?b=c',
      headers: [
        ['Host', 'example.com'],
        ['X-A', '1'],
        ['x-a', '2'],
        ['B', '\xc3\xa9'],
      ],
      body: 'empty:',
    });
    const post = (headers: string, body: string): string =>
      `POST / HTTP/1.1\r\nHost: h:81\r\n${headers}Connection: close\r\n\r\n${body}`;
    const small = await raw(server, post('Content-Length: 5\r\n', 'hello'));
    expect(JSON.parse(bodyOf(small))).toMatchObject({ body: 'bytes:hello', url: 'http://h:81/' });
    const empty = await raw(server, post('Content-Length: 0\r\n', ''));
    expect(JSON.parse(bodyOf(empty))).toMatchObject({ body: 'empty:' });
    const chunked = await raw(
      server,
      post('Transfer-Encoding: chunked\r\n', '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'),
    );
    expect(JSON.parse(bodyOf(chunked))).toMatchObject({ body: 'stream:abcde' });
    const long = 'x'.repeat(70_000);
    const large = await raw(server, post(`Content-Length: ${long.length}\r\n`, long));
    expect(JSON.parse(bodyOf(large))).toMatchObject({ body: `stream:${long}` });
  });

  it('are told apart on one connection', async () => {
    const server = await start(echo);
    const one = `POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc`;
    const two = `GET /2 HTTP/1.1\r\nHost: h\r\n\r\n`;
    const answer = await raw(server, one + two + get('/3'));
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
    expect([...answer.matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url)).toEqual([
      'http://h/1',
      'http://h/2',
      'http://example.com/3',
    ]);
  });

  it.each([
    ['absolute form', 'GET http://other:1/x HTTP/1.1\r\nHost: h\r\n', 'http://other:1/x'],
    [
      'absolute form without path',
      'GET https://other?q HTTP/1.1\r\nHost: h\r\n',
      'https://other/?q',
    ],
    ['two slashes', 'GET //evil/x HTTP/1.1\r\nHost: h\r\n', 'http://h//evil/x'],
    ['IPv6', 'GET / HTTP/1.1\r\nHost: [::1]:8080\r\n', 'http://[::1]:8080/'],
  ])('have a safe URL: %s', async (_name, head, url) => {
    const server = await start(echo);
    const answer = await raw(server, `${head}Connection: close\r\n\r\n`);
    expect(JSON.parse(bodyOf(answer))).toMatchObject({ url });
  });

  it('take the scheme that the embedder says, and its own address where HTTP/1.0 gives none', async () => {
    const server = await start(echo, { scheme: 'https' });
    const answer = await raw(server, 'GET /x HTTP/1.0\r\n\r\n');
    expect(JSON.parse(bodyOf(answer))).toMatchObject({ url: `https://127.0.0.1:${server.port}/x` });
  });

  it.each([
    ['no Host', 400, 'GET / HTTP/1.1\r\n\r\n'],
    ['two Hosts', 400, 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    ['a Host with a path', 400, 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n'],
    ['a Host with a user', 400, 'GET / HTTP/1.1\r\nHost: u@a\r\n\r\n'],
    ['a Host with a space', 400, 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n'],
    ['an empty Host', 400, 'GET / HTTP/1.1\r\nHost: \r\n\r\n'],
    ['a Host with a bad port', 400, 'GET / HTTP/1.1\r\nHost: a:1234567\r\n\r\n'],
    ['absolute form with a user', 400, 'GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['another scheme', 400, 'GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['the target *', 400, 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a target without slash', 400, 'GET x HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a target that is no ASCII', 400, 'GET /\xe9\xff HTTP/1.1\r\nHost: h\r\n\r\n'],
    ['no HTTP', 400, 'hello\r\n\r\n'],
    [
      'two lengths',
      400,
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    ],
    [
      'a length that is no number',
      400,
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na',
    ],
    [
      'length and chunks',
      400,
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'an unknown transfer coding',
      400,
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
    ],
    ['space before a colon', 400, 'GET / HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n'],
    ['a folded field', 400, 'GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n'],
    ['NUL in a field', 400, 'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n'],
    ['a bare LF', 400, 'GET / HTTP/1.1\nHost: a\n\n'],
    ['a URL over 16 KiB', 414, `GET /${'x'.repeat(16_384)} HTTP/1.1\r\nHost: a\r\n\r\n`],
    ['more than 128 fields', 431, `GET / HTTP/1.1\r\nHost: a\r\n${'A: 1\r\n'.repeat(128)}\r\n`],
    ['headers over 32 KiB', 431, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(33_000)}\r\n\r\n`],
    [
      'headers over every limit',
      431,
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(90_000)}\r\n\r\n`,
    ],
    ['a body over 100 MiB', 413, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 104857601\r\n\r\n'],
  ])('are refused: %s', async (_name, status, text) => {
    let handled = 0;
    const server = await start(() => {
      handled++;
      return respond('never');
    });
    const answer = await raw(server, text);
    expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(handled).toBe(0);
  });

  it('stop at the body limit while they stream: 413', async () => {
    const server = await start(echo, { limits: { bodyBytes: 1000 } });
    const chunk = `200\r\n${'x'.repeat(512)}\r\n`;
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
    const answer = await raw(server, `${head}${chunk.repeat(3)}0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('may be left unread', async () => {
    const server = await start(() => respond('ok'));
    const chunk = `400\r\n${'x'.repeat(1024)}\r\n`;
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
    const answer = await raw(server, `${head}${chunk.repeat(100)}0\r\n\r\n${get('/next')}`);
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    const endless = connect(server.port, '127.0.0.1').on('error', () => {});
    endless.write(head);
    const timer = setInterval(() => endless.write(chunk.repeat(64)), 1);
    await new Promise((resolve) => endless.once('close', resolve));
    clearInterval(timer);
  });
});

describe('responses', () => {
  it('are framed by the host, whatever the guest says', async () => {
    const server = await start(() =>
      respond('hello', [
        ['Content-Length', '1'],
        ['Transfer-Encoding', 'chunked'],
        ['Connection', 'upgrade'],
        ['Keep-Alive', 'timeout=1'],
        ['Upgrade', 'x'],
        ['Trailer', 'x'],
        ['Date', 'yesterday'],
        ['X-Kept', 'a\xe9'],
      ]),
    );
    const answer = await raw(server, get('/'));
    const [head = '', body] = answer.split('\r\n\r\n');
    expect(body).toBe('hello');
    const fields = head.toLowerCase().split('\r\n').slice(1);
    expect(fields.filter((field) => field.startsWith('content-length'))).toEqual([
      'content-length: 5',
    ]);
    expect(fields.filter((field) => field.startsWith('connection'))).toEqual(['connection: close']);
    expect(fields.filter((field) => field.startsWith('date'))).toHaveLength(1);
    expect(head).not.toMatch(/yesterday|chunked|upgrade|keep-alive|trailer/i);
    expect(head).toContain('X-Kept: a\xe9');
  });

  it('keep several set-cookie fields apart, and bytes as they are', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    for (const times of [1, 100]) {
      const val = Buffer.concat(Array.from({ length: times }, () => bytes));
      const server = await start(() => ({
        status: 200,
        headers: [createHeader('set-cookie', 'a=1'), createHeader('Set-Cookie', 'b=2')],
        body: { tag: 'bytes', val },
      }));
      const answer = await raw(server, get('/'));
      expect(answer).toMatch(/set-cookie: a=1\r\nSet-Cookie: b=2\r\n/);
      expect(Buffer.compare(Buffer.from(bodyOf(answer), 'latin1'), val)).toBe(0);
    }
  });

  it.each([
    ['a name with a space', 'x y', 'v'],
    ['a name with CRLF', 'x\r\ny: z', 'v'],
    ['an empty name', '', 'v'],
    ['a name that is no ASCII', 'é', 'v'],
    ['a value with CRLF', 'x', 'a\r\nset-cookie: b'],
    ['a value with LF', 'x', 'a\nb'],
    ['a value with NUL', 'x', 'a\0b'],
  ])('with %s become a 500 with the request id', async (_name, name, value) => {
    const server = await start((_request, { requestId }) => respond(requestId, [[name, value]]));
    const answer = await raw(server, get('/'));
    expect(answer).toMatch(/^HTTP\/1\.1 500 /);
    expect(answer).toMatch(/content-type: application\/problem\+json/);
    expect(JSON.parse(bodyOf(answer))).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      requestId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
    });
    expect(answer).not.toContain('set-cookie');
    expect(errors).toHaveLength(1);
  });

  it.each([[99], [101], [199], [600], [200.5], [Number.NaN]])(
    'of status %s become a 500',
    async (status) => {
      const server = await start(() => respond('x', [], status));
      expect(await raw(server, get('/'))).toMatch(/^HTTP\/1\.1 500 /);
    },
  );

  it('have no body for HEAD, 204 and 304', async () => {
    const server = await start((request) => respond('hello', [], Number(request.url.slice(-3))));
    const head = await raw(server, get('/200').replace('GET', 'HEAD'));
    expect(head).toMatch(/content-length: 5\r\n/);
    for (const answer of [head, await raw(server, get('/204')), await raw(server, get('/304'))]) {
      expect(bodyOf(answer)).toBe('');
    }
    expect(await raw(server, get('/204'))).not.toMatch(/content-length|transfer-encoding/i);
    const two = await raw(server, `GET /204 HTTP/1.1\r\nHost: a\r\n\r\n${get('/200')}`);
    expect(bodyOf(two)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('stream in chunks, and are disposed once', async () => {
    const stream = streamOf('one', '', 'two', 'x'.repeat(100_000));
    const server = await start(() => ({
      status: 201,
      headers: [],
      body: { tag: 'stream', val: stream },
    }));
    const response = await fetch(server.url);
    expect(response.status).toBe(201);
    expect(response.headers.get('transfer-encoding')).toBe('chunked');
    expect(await response.text()).toBe(`onetwo${'x'.repeat(100_000)}`);
    expect(stream.disposed).toBe(1);
    const unread = streamOf('x');
    const bare = await start(() => ({
      status: 200,
      headers: [],
      body: { tag: 'stream', val: unread },
    }));
    expect(bodyOf(await raw(bare, get('/').replace('GET', 'HEAD')))).toBe('');
    expect(unread.disposed).toBe(1);
  });

  it('that break within a stream break the connection, so that nobody takes them for whole', async () => {
    const stream = streamOf('one', new HostError('cancelled', 'broken'));
    const server = await start(() => ({
      status: 200,
      headers: [],
      body: { tag: 'stream', val: stream },
    }));
    const answer = await raw(server, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 1000);
    expect(answer).toContain('3\r\none\r\n');
    expect(answer).not.toContain('0\r\n\r\n');
    expect(stream.disposed).toBe(1);
    expect(errors).toHaveLength(1);
  });

  it('wait for a slow client', async () => {
    let reads = 0;
    const chunk = Buffer.alloc(64 * 1024);
    const stream: BodyReader = {
      async read() {
        return reads++ < 1000 ? chunk : undefined;
      },
    };
    const server = await start(() => ({
      status: 200,
      headers: [],
      body: { tag: 'stream', val: stream },
    }));
    const socket = connect(server.port, '127.0.0.1');
    socket.write(get('/'));
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(reads).toBeLessThan(500);
    let received = 0;
    socket.on('data', (bytes: Buffer) => (received += bytes.length)).resume();
    await once(socket, 'close');
    expect(received).toBeGreaterThan(1000 * chunk.length);
  });

  it.each([
    [504, new HostError('timeout', 'secret')],
    [503, new HostError('unavailable', 'secret')],
    [503, new HostError('limit', { what: 'queue', used: 2, maximum: 1 })],
    [500, new HostError('denied', 'secret')],
    [500, new Error('secret')],
  ])('are a plain %i where the handler failed with %s', async (status, error) => {
    const server = await start(() => {
      throw error;
    });
    const answer = await raw(server, get('/'));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(/retry-after: 1\r\n/.test(answer)).toBe(status === 503);
    expect(Object.keys(JSON.parse(bodyOf(answer)) as object)).toEqual([
      'type',
      'title',
      'status',
      'requestId',
    ]);
    expect(answer).not.toContain('secret');
    expect(errors).toEqual([error]);
  });
});

describe('clients that go', () => {
  it('abort the signal before the answer', async () => {
    const aborted = deferred<boolean>();
    const server = await start(async (_request, { signal }) => {
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      aborted.resolve(signal.aborted);
      throw new HostError('cancelled', 'the client has gone');
    });
    const socket: Socket = connect(server.port, '127.0.0.1');
    socket.write(get('/'));
    setTimeout(() => socket.destroy(), 50);
    expect(await aborted.promise).toBe(true);
    expect(errors).toEqual([]);
  });

  it('end a stream and dispose it', async () => {
    const disposed = deferred<boolean>();
    const stream: BodyReader = {
      async read(_max, call) {
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
        return call.signal.aborted ? undefined : Buffer.alloc(1000);
      },
      [Symbol.dispose]: () => disposed.resolve(true),
    };
    const server = await start(() => ({
      status: 200,
      headers: [],
      body: { tag: 'stream', val: stream },
    }));
    const socket = connect(server.port, '127.0.0.1');
    socket.write(get('/'));
    await once(socket, 'data');
    socket.destroy();
    expect(await disposed.promise).toBe(true);
  });

  it('fail the read of their body', async () => {
    const failed = deferred<unknown>();
    const server = await start(async (request) => {
      await readAll(request).catch((error: unknown) => failed.resolve(error));
      return respond('late');
    });
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n');
    setTimeout(() => socket.destroy(), 50);
    expect(await failed.promise).toMatchObject({ code: 'cancelled' });
  });
});

describe('the server', () => {
  it('says which port is in use and what to do', async () => {
    const first = await start(echo);
    await expect(start(echo, { port: first.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `port ${first.port} on "127.0.0.1" is in use: stop what uses it, or choose another port (0 takes a free one)`,
    });
    await expect(start(echo, { host: '203.0.113.1' })).rejects.toThrow(
      /is no address of this machine/,
    );
  });

  it('drains: what is under way is answered, nothing new is taken', async () => {
    const begun = deferred<boolean>();
    const go = deferred<boolean>();
    const server = await start(
      async () => {
        begun.resolve(true);
        await go.promise;
        return respond('done');
      },
      { drainMs: 5000 },
    );
    const answer = raw(server, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 2000);
    const idle = connect(server.port, '127.0.0.1');
    await begun.promise;
    const closed = server.close();
    expect(server.close()).toBe(closed);
    await expect(fetch(server.url)).rejects.toThrow();
    go.resolve(true);
    expect(await answer).toMatch(/^HTTP\/1\.1 200 [^]*done$/);
    await closed;
    idle.destroy();
  });

  it('closes when its signal fires, and after the drain time at last', async () => {
    const controller = new AbortController();
    const never = new Promise<Response>(() => {});
    const server = await start(() => never, { signal: controller.signal, drainMs: 100 });
    const pending = new Promise((resolve) => {
      httpRequest(server.url).on('error', resolve).end();
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    controller.abort();
    expect(await pending).toMatchObject({ code: 'ECONNRESET' });
    await server.close();
  });
});

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
