import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { start, respond, raw, bodyOf, echo, get } from './serve-harness.js';

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
