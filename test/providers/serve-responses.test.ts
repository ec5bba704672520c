import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { HostError } from '../../packages/host-bindings/src/contract/errors.js';
import type { BodyReader } from '../../packages/host-bindings/src/contract/gen/http.js';
import { createHeader } from '../../packages/host-bindings/src/contract/http-fields.js';
import { start, respond, streamOf, raw, bodyOf, get, errors } from './serve-harness.js';

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
