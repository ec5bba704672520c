import { describe, expect, it } from 'vitest';
import type { Fetched } from '../../packages/host-bindings/src/contract/gen/http.js';
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
    for (const place of [
      '127.0.0.1:PORT',
      '2130706433:PORT',
      '0177.0.0.1:PORT',
      '0x7f.1:PORT',
      '127.1:PORT',
      '0:PORT',
      '0.0.0.0:PORT',
      '[::1]:PORT',
      '[::]:PORT',
      '[::ffff:127.0.0.1]:PORT',
      '[::7f00:1]:PORT',
      '[64:ff9b::7f00:1]:PORT',
      '127.0.0.1.:PORT',
      'example.com..:PORT',
      'example.com@127.0.0.1:PORT',
      '127.0.0.1:PORT#.example.com',
      '127.0.0.1:PORT\\.example.com',
      '127.0.0.1:PORT?.example.com',
      '\u{ff11}27.0.0.1:PORT',
      '127\u{3002}0\u{3002}0\u{3002}1:PORT',
    ]) {
      const url = `http://${place.replace('PORT', String(port))}/`;
      await expect(http.fetch(ask(url), follow, call), url).rejects.toMatchObject({
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
      '/303': [303, '/end'],
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
    for (const method of ['POST', 'PUT', 'DELETE']) {
      expect(await post('/303', method)).toMatchObject({ method: 'GET', body: '' });
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
    const second = await listen(mirror);
    const first = await listen((request, response) => {
      const target = request.url === '/same' ? '/end' : `http://b.example.com:${second}/end`;
      if (request.url === '/end') mirror(request, response);
      else response.writeHead(302, { location: target }).end();
    });
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
