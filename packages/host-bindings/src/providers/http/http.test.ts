import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallContext } from '../../contract/index.js';
import type { Body, BodyReader, Fetched, Request, Response } from '../../contract/gen/http.js';
import { createHeader } from '../../contract/http-fields.js';
import { type HttpOptions, type HttpProvider, createHttp } from './http.js';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Array<{ close(): unknown; closeAllConnections?(): void }> = [];
const providers: HttpProvider[] = [];
let call: CallContext;
let abort: AbortController;

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

async function listen(listener: Listener): Promise<number> {
  const server: Server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

function provide(options: HttpOptions): HttpProvider {
  const provider = createHttp(options);
  providers.push(provider);
  return provider;
}

/** A provider for which every name of `example.com` lies on this machine. */
function provideLocal(options: HttpOptions = {}): HttpProvider {
  return provide({
    allow: ['*.example.com'],
    privateNetworks: ['127.0.0.0/8'],
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    ...options,
  });
}

function ask(url: string, more: Partial<Request> = {}): Request {
  return { method: 'GET', url, headers: [], body: { tag: 'empty' }, ...more };
}

const follow = { redirect: 'follow' } as const;

async function textOf({ body }: Response): Promise<string> {
  if (body.tag === 'empty') return '';
  if (body.tag === 'bytes') return Buffer.from(body.val).toString();
  const chunks: Uint8Array[] = [];
  for (;;) {
    const chunk = await body.val.read(10_000, call);
    if (chunk === undefined) return Buffer.concat(chunks).toString();
    chunks.push(chunk);
  }
}

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

const stream = (val: BodyReader): Body => ({ tag: 'stream', val });

/** Answers with what it was asked. */
const mirror: Listener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method, url, rawHeaders } = request;
    response.end(
      JSON.stringify({ method, url, rawHeaders, body: Buffer.concat(chunks).toString() }),
    );
  });
};

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

describe('what may be reached', () => {
  it('is nothing by default; the error names the host and the option', async () => {
    const http = provide({});
    await expect(http.fetch(ask('https://api.example.com/x'), follow, call)).rejects.toMatchObject({
      code: 'denied',
      message:
        '[denied] requests to "api.example.com" are not allowed: list the host in the policy (--allow api.example.com)',
    });
  });

  it('is no spelling of an address that is not listed', async () => {
    let hits = 0;
    const port = await listen((_request, response) => {
      hits++;
      response.end();
    });
    const http = provide({ allow: ['example.com', '*.example.com', 'localhost.'] });
    for (const host of [
      '127.0.0.1',
      '2130706433',
      '0177.0.0.1',
      '0x7f.1',
      '127.1',
      '0',
      '0.0.0.0',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::7f00:1]',
      '[64:ff9b::7f00:1]',
      '127.0.0.1.',
      'example.com..',
      'example.com@127.0.0.1',
      '127.0.0.1#.example.com',
      '127.0.0.1\\.example.com',
      '１２７.0.0.1',
      '127。0。0。1',
    ]) {
      const url = `http://${host}:${port}/`.replace('#', '#').replace(/(#.*|\\.*)$/, `:${port}/$1`);
      await expect(http.fetch(ask(url), follow, call), host).rejects.toMatchObject({
        code: expect.stringMatching(/^(denied|invalid)$/) as string,
      });
    }
    expect(hits).toBe(0);
  });

  it('is no listed name that resolves to an address that is not public', async () => {
    let hits = 0;
    const port = await listen((_request, response) => {
      hits++;
      response.end();
    });
    for (const address of [
      '127.0.0.1',
      '::1',
      '::ffff:127.0.0.1',
      '10.0.0.1',
      '169.254.169.254',
      '0.0.0.0',
      'fd00::1',
      '64:ff9b::7f00:1',
    ]) {
      const http = provide({
        allow: ['*.example.com', 'example.com.'],
        resolve: async () => [{ address, family: address.includes(':') ? 6 : 4 }],
      });
      for (const host of ['a.example.com', 'a.example.com.', 'example.com']) {
        await expect(
          http.fetch(ask(`http://${host}:${port}/`), follow, call),
        ).rejects.toMatchObject({
          code: 'denied',
          message: expect.not.stringContaining(address) as string,
        });
      }
    }
    expect(hits).toBe(0);
  });

  it('is resolved once a connection: an answer that changes changes nothing', async () => {
    let asked = 0;
    const http = provide({
      allow: ['rebind.example.com'],
      resolve: async () => {
        asked++;
        return [{ address: asked === 1 ? '203.0.113.7' : '127.0.0.1', family: 4 }];
      },
    });
    const port = await listen((_request, response) => response.end('inside'));
    const url = `http://rebind.example.com:${port}/`;
    for (let i = 0; i < 3; i++) {
      await expect(http.fetch(ask(url), { ...follow, timeout: 100 }, call)).rejects.toMatchObject({
        code: expect.stringMatching(/^(denied|timeout|unavailable)$/) as string,
      });
    }
  });

  it('takes the address that passes out of several', async () => {
    const port = await listen((_request, response) => response.end('ok'));
    const http = provide({
      allow: ['a.example.com'],
      privateNetworks: ['127.0.0.1/32'],
      resolve: async () => [
        { address: '10.0.0.1', family: 4 },
        { address: '127.0.0.2', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    });
    const { response } = await http.fetch(ask(`http://a.example.com:${port}/`), follow, call);
    expect(await textOf(response)).toBe('ok');
  });

  it('is localhost where it is listed, and nothing else by that name', async () => {
    const port = await listen((_request, response) => response.end('ok'));
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const http = provide({ allow: [`localhost:${port}`], resolve });
    const { response } = await http.fetch(ask(`http://localhost.:${port}/`), follow, call);
    expect(await textOf(response)).toBe('ok');
    const elsewhere = provide({
      allow: ['localhost'],
      resolve: async () => [{ address: '10.0.0.1', family: 4 }],
    });
    await expect(elsewhere.fetch(ask('http://localhost/'), follow, call)).rejects.toMatchObject({
      code: 'denied',
    });
  });
});

describe('redirects', () => {
  const redirecting = (routes: Record<string, [number, string]>): Promise<number> =>
    listen((request, response) => {
      const route = routes[request.url ?? ''];
      if (route === undefined) mirror(request, response);
      else response.writeHead(route[0], { location: route[1] }).end('moved');
    });

  it('are followed, with the method and the body that the standard says', async () => {
    const port = await redirecting({
      '/301': [301, '/end'],
      '/302': [302, 'end'],
      '/303': [303, '//a.example.com:PORT/end'.replace(':PORT', '')],
      '/307': [307, '/end?x'],
      '/308': [308, './end'],
    });
    const http = provideLocal();
    const base = `http://a.example.com:${port}`;
    const post = async (path: string, method = 'POST'): Promise<unknown> => {
      const headers = [createHeader('Content-Type', 'text/plain'), createHeader('X-Kept', '1')];
      const body = { tag: 'bytes', val: Buffer.from('body') } as const;
      const fetched = await http.fetch(ask(base + path, { method, headers, body }), follow, call);
      expect(fetched.redirected).toBe(true);
      expect(fetched.url).toMatch(/\/end(\?x)?$/);
      return JSON.parse(await textOf(fetched.response));
    };
    for (const path of ['/301', '/302']) {
      const seen = (await post(path)) as { rawHeaders: string[] };
      expect(seen).toMatchObject({ method: 'GET', body: '' });
      expect(seen.rawHeaders).toContain('X-Kept');
      expect(seen.rawHeaders).not.toContain('Content-Type');
      expect(await post(path, 'PUT')).toMatchObject({ method: 'PUT', body: 'body' });
    }
    for (const path of ['/307', '/308']) {
      expect(await post(path)).toMatchObject({ method: 'POST', body: 'body' });
    }
    const body = stream(streamOf('x'));
    await expect(
      http.fetch(ask(`${base}/307`, { method: 'POST', body }), follow, call),
    ).rejects.toThrow(/send it as bytes, not as a stream/);
  });

  it('lose credentials on the way to another origin, and keep them within one', async () => {
    const port = await redirecting({
      '/same': [302, '/end'],
      '/other': [302, 'http://b.example.com:0/end'],
    });
    const second = await listen(mirror);
    const first = await listen((request, response) => {
      const target = request.url === '/same' ? '/end' : `http://b.example.com:${second}/end`;
      if (request.url === '/end') mirror(request, response);
      else response.writeHead(302, { location: target }).end();
    });
    expect(port).toBeGreaterThan(0);
    const http = provideLocal();
    const headers = ['Authorization', 'Cookie', 'X-Kept'].map((name) => createHeader(name, 'v'));
    const names = async (path: string): Promise<string[]> => {
      const url = `http://a.example.com:${first}${path}`;
      const { response } = await http.fetch(ask(url, { headers }), follow, call);
      return (JSON.parse(await textOf(response)) as { rawHeaders: string[] }).rawHeaders;
    };
    expect(await names('/same')).toEqual(
      expect.arrayContaining(['Authorization', 'Cookie', 'X-Kept']),
    );
    const across = await names('/other');
    expect(across).toContain('X-Kept');
    expect(across).not.toContain('Authorization');
    expect(across).not.toContain('Cookie');
  });

  it('are checked at every hop', async () => {
    const inside = await listen((_request, response) => response.end('secret'));
    const targets = [
      `http://127.0.0.1:${inside}/`,
      `http://[::ffff:127.0.0.1]:${inside}/`,
      `http://user@a.example.com/`,
      'http://169.254.169.254/latest/meta-data',
      'http://elsewhere.test/',
      'file:///etc/passwd',
      'http://',
    ];
    const port = await redirecting(
      Object.fromEntries(targets.map((target, i) => [`/${i}`, [302, target] as [number, string]])),
    );
    const http = provideLocal();
    for (const i of targets.keys()) {
      await expect(
        http.fetch(ask(`http://a.example.com:${port}/${i}`), follow, call),
      ).rejects.toMatchObject({ code: expect.stringMatching(/^(denied|unavailable)$/) as string });
    }
  });

  it('end after 20, and can be refused or taken by hand', async () => {
    let hits = 0;
    const port = await listen((_request, response) => {
      hits++;
      response.writeHead(302, { location: `/${hits}` }).end('body');
    });
    const http = provideLocal();
    const url = `http://a.example.com:${port}/`;
    await expect(http.fetch(ask(url), follow, call)).rejects.toMatchObject({
      payload: { tag: 'limit', val: { what: 'redirects', used: 21, maximum: 20 } },
    });
    expect(hits).toBe(21);
    const manual: Fetched = await http.fetch(ask(url), { redirect: 'manual' }, call);
    expect(manual.response.status).toBe(302);
    expect(manual.redirected).toBe(false);
    expect(await textOf(manual.response)).toBe('body');
    await expect(http.fetch(ask(url), { redirect: 'error' }, call)).rejects.toThrow(
      /redirect \(302\)/,
    );
  });
});

describe('failures', () => {
  it('have their codes: refused, reset, garbage, unknown name', async () => {
    const tcp = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (data) => {
        if (data.toString().includes('/reset')) socket.resetAndDestroy();
        else if (data.toString().includes('/close')) socket.end();
        else socket.end('garbage\r\n\r\n');
      });
    });
    servers.push(tcp);
    await new Promise<void>((resolve) => {
      tcp.listen(0, '127.0.0.1', resolve);
    });
    const { port } = tcp.address() as AddressInfo;
    const http = provide({ allow: ['127.0.0.1'] });
    for (const url of [
      'http://127.0.0.1:1/',
      `http://127.0.0.1:${port}/reset`,
      `http://127.0.0.1:${port}/close`,
      `http://127.0.0.1:${port}/garbage`,
      `https://127.0.0.1:${port}/`,
    ]) {
      await expect(http.fetch(ask(url), follow, call), url).rejects.toMatchObject({
        code: 'unavailable',
      });
    }
    const nowhere = provide({
      allow: ['nowhere.test'],
      resolve: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
    });
    await expect(nowhere.fetch(ask('http://nowhere.test/'), follow, call)).rejects.toThrow(
      '[unavailable] "nowhere.test" has no address: check its name',
    );
  });

  it('time out by the option and by the deadline of the request', async () => {
    const port = await listen((request, response) => {
      if (request.url === '/body') response.writeHead(200, { 'content-length': '10' }).write('x');
    });
    const http = provide({ allow: ['127.0.0.1'] });
    for (const path of ['/', '/body']) {
      const url = `http://127.0.0.1:${port}${path}`;
      const begin = performance.now();
      await expect(http.fetch(ask(url), { ...follow, timeout: 60 }, call)).rejects.toMatchObject({
        code: 'timeout',
      });
      expect(performance.now() - begin).toBeLessThan(1000);
    }
    const soon = { ...call, deadline: Date.now() + 60 };
    await expect(http.fetch(ask(`http://127.0.0.1:${port}/`), follow, soon)).rejects.toMatchObject({
      code: 'timeout',
    });
    const past = { ...call, deadline: Date.now() - 60 };
    await expect(http.fetch(ask(`http://127.0.0.1:${port}/`), follow, past)).rejects.toMatchObject({
      code: 'timeout',
    });
  });

  it('end with the request, before the head and within the body', async () => {
    const closed: string[] = [];
    const port = await listen((request, response) => {
      response.on('close', () => closed.push(request.url ?? ''));
      if (request.url === '/body') response.write('x');
    });
    const http = provide({ allow: ['127.0.0.1'] });
    const { response } = await http.fetch(ask(`http://127.0.0.1:${port}/body`), follow, call);
    const head = http.fetch(ask(`http://127.0.0.1:${port}/head`), follow, call);
    const reading = textOf(response);
    setTimeout(() => abort.abort(), 30);
    await expect(head).rejects.toMatchObject({ code: 'cancelled' });
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    await expect(http.fetch(ask(`http://127.0.0.1:${port}/`), follow, call)).rejects.toMatchObject({
      code: 'cancelled',
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(closed.toSorted()).toEqual(['/body', '/head']);
  });

  it('break a body that breaks, and one over the limit', async () => {
    const port = await listen((request, response) => {
      if (request.url === '/huge') response.end(Buffer.alloc(2000));
      else if (request.url === '/endless') {
        response.write(Buffer.alloc(900));
        setTimeout(() => response.end(Buffer.alloc(900)), 20);
      } else {
        response.write('some');
        setTimeout(() => response.socket?.destroy(), 20);
      }
    });
    const http = provide({ allow: ['127.0.0.1'], limits: { bodyBytes: 1000 } });
    const get = async (path: string): Promise<Fetched> =>
      http.fetch(ask(`http://127.0.0.1:${port}${path}`), follow, call);
    await expect(textOf((await get('/broken')).response)).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(get('/huge')).rejects.toMatchObject({ code: 'too-large' });
    await expect(textOf((await get('/endless')).response)).rejects.toMatchObject({
      code: 'too-large',
    });
    const body = stream(streamOf('x'.repeat(900), 'x'.repeat(900)));
    const url = `http://127.0.0.1:${port}/broken`;
    await expect(http.fetch(ask(url, { method: 'POST', body }), follow, call)).rejects.toThrow();
  });

  it('free the connection when the guest drops the body', async () => {
    const closed = new Promise<boolean>((resolve) => {
      void listen((_request, response) => {
        response.on('close', () => resolve(true));
        response.write('x');
      }).then(async (port) => {
        const http = provide({ allow: ['127.0.0.1'] });
        const { response } = await http.fetch(ask(`http://127.0.0.1:${port}/`), follow, call);
        if (response.body.tag === 'stream') response.body.val[Symbol.dispose]?.();
      });
    });
    expect(await closed).toBe(true);
  });
});
