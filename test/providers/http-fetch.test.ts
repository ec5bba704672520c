import { describe, expect, it } from 'vitest';
import type { Request, Response } from '../../packages/host-bindings/src/contract/gen/http.js';
import { createHeader } from '../../packages/host-bindings/src/contract/http-fields.js';
import {
  call,
  listen,
  provide,
  provideLocal,
  ask,
  follow,
  textOf,
  streamOf,
  stream,
  mirror,
} from './http-harness.js';

describe('fetch', () => {
  it('sends method, path, fields and body, and answers head and body', async () => {
    const port = await listen(mirror);
    const http = provide({ allow: [`127.0.0.1:${port}`] });
    const { response, url, redirected } = await http.fetch(
      ask(`http://127.0.0.1:${port}/a%20b?c=d#e`, {
        method: 'POST',
        headers: [
          createHeader('X-One', '1'),
          createHeader('x-one', '\xe9'),
          createHeader('Host', 'evil'),
          createHeader('Content-Length', '1'),
          createHeader('Transfer-Encoding', 'x'),
          createHeader('Connection', 'close'),
          createHeader('Expect', '100-continue'),
        ],
        body: { tag: 'bytes', val: Buffer.from('hello') },
      }),
      follow,
      call,
    );
    expect(url).toBe(`http://127.0.0.1:${port}/a%20b?c=d`);
    expect(redirected).toBe(false);
    expect(response.status).toBe(200);
    expect(response.headers.map(({ name }) => name.toLowerCase())).toEqual([
      'date',
      'content-length',
    ]);
    const seen = JSON.parse(await textOf(response)) as { rawHeaders: string[] };
    expect(seen).toMatchObject({ method: 'POST', url: '/a%20b?c=d', body: 'hello' });
    expect(seen.rawHeaders).toEqual([
      'host',
      `127.0.0.1:${port}`,
      'connection',
      'keep-alive',
      'X-One',
      '1',
      'x-one',
      '\xe9',
      'content-length',
      '5',
    ]);
  });

  it('answers small bodies as bytes, others as a stream, none as empty', async () => {
    const port = await listen((request, response) => {
      if (request.url === '/small') response.end('small');
      else if (request.url === '/large') response.end(Buffer.alloc(300_000, 'l'));
      else if (request.url === '/empty') response.writeHead(204).end();
      else response.write('chunk', () => response.end('ed'));
    });
    const http = provide({ allow: [`127.0.0.1`] });
    const get = async (path: string, method = 'GET'): Promise<Response> =>
      (await http.fetch(ask(`http://127.0.0.1:${port}${path}`, { method }), follow, call)).response;
    const small = await get('/small');
    expect(small.body).toMatchObject({ tag: 'bytes' });
    expect(await textOf(small)).toBe('small');
    const large = await get('/large');
    expect(large.body.tag).toBe('stream');
    expect(await textOf(large)).toHaveLength(300_000);
    const chunked = await get('/chunked');
    expect(chunked.body.tag).toBe('stream');
    expect(await textOf(chunked)).toBe('chunked');
    expect((await get('/empty')).body.tag).toBe('empty');
    expect((await get('/large', 'HEAD')).body.tag).toBe('empty');
  });

  it('keeps bytes of fields, and several set-cookie apart', async () => {
    const port = await listen((_request, response) => {
      response.writeHead(200, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'X', '\xff\xe9']).end();
    });
    const http = provide({ allow: ['127.0.0.1'] });
    const { response } = await http.fetch(ask(`http://127.0.0.1:${port}/`), follow, call);
    const fields = response.headers.map(({ name, value }) => [name, [...value]]);
    expect(fields).toContainEqual(['Set-Cookie', [...Buffer.from('a=1')]]);
    expect(fields).toContainEqual(['Set-Cookie', [...Buffer.from('b=2')]]);
    expect(fields).toContainEqual(['X', [0xff, 0xe9]]);
  });

  it('streams the request, and drops its body reader at every end', async () => {
    const port = await listen(mirror);
    const http = provide({ allow: ['127.0.0.1'] });
    const body = streamOf('one', 'two');
    const url = `http://127.0.0.1:${port}/`;
    const { response } = await http.fetch(
      ask(url, { method: 'PUT', body: stream(body) }),
      follow,
      call,
    );
    expect(JSON.parse(await textOf(response))).toMatchObject({ body: 'onetwo' });
    expect(body.disposed).toBe(1);
    const broken = streamOf('one', new Error('gone'));
    await expect(
      http.fetch(ask(url, { method: 'PUT', body: stream(broken) }), follow, call),
    ).rejects.toThrow();
    expect(broken.disposed).toBeGreaterThanOrEqual(1);
    const unsent = streamOf('x');
    await expect(
      http.fetch(ask('http://other.test/', { method: 'PUT', body: stream(unsent) }), follow, call),
    ).rejects.toMatchObject({ code: 'denied' });
    expect(unsent.disposed).toBe(1);
  });

  it('holds a fast server back until the guest reads', async () => {
    let sent = 0;
    const port = await listen((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const more = (): void => {
        let hasRoom = true;
        while (sent < 1000 && hasRoom) {
          hasRoom = response.write(chunk);
          sent++;
        }
        if (sent < 1000) response.once('drain', more);
        else response.end();
      };
      more();
    });
    const http = provide({ allow: ['127.0.0.1'] });
    const { response } = await http.fetch(ask(`http://127.0.0.1:${port}/`), follow, call);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sent).toBeLessThan(500);
    expect((await textOf(response)).length).toBe(1000 * 64 * 1024);
  });

  it.each([
    ['a URL that is none', { url: 'example' }, 'invalid'],
    ['another scheme', { url: 'file:///etc/passwd' }, 'invalid'],
    ['a user in the URL', { url: 'http://u:p@a.example.com/' }, 'invalid'],
    ['a method that is no token', { method: 'GE T' }, 'invalid'],
    ['CONNECT', { method: 'CONNECT' }, 'invalid'],
    ['a field name with a space', { headers: [createHeader('a b', 'c')] }, 'invalid'],
    ['a field value with CRLF', { headers: [createHeader('a', 'b\r\nc: d')] }, 'invalid'],
    ['GET with a body', { body: { tag: 'bytes', val: Buffer.from('x') } }, 'invalid'],
    ['a URL over its limit', { url: `http://a.example.com/${'x'.repeat(17_000)}` }, 'too-large'],
    [
      'too many fields',
      { headers: Array.from({ length: 129 }, () => createHeader('a', 'b')) },
      'too-large',
    ],
    ['too large fields', { headers: [createHeader('a', 'b'.repeat(33_000))] }, 'too-large'],
  ] as Array<[string, Partial<Request>, string]>)('refuses %s', async (_name, more, code) => {
    const http = provideLocal();
    const request = ask('http://a.example.com/', more);
    await expect(http.fetch(request, follow, call)).rejects.toMatchObject({ code });
  });
});
