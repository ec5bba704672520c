import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Response } from '../../packages/host-bindings/src/contract/gen/http.js';
import { createHeader } from '../../packages/host-bindings/src/contract/http-fields.js';
import { createHttp } from '../../packages/host-bindings/src/providers/browser/index.js';
import { abort, ask, call, follow, listen, stream, streamOf, textOf } from './http-harness.js';

/** The provider for browsers, over the fetch of Node: what a browser refuses itself is tested there. */
const local = (limits = {}) => createHttp({ allow: ['127.0.0.1'], limits });
const at = (port: number, path = '/'): string => `http://127.0.0.1:${port}${path}`;
const namesOf = ({ headers }: Response): string[] => headers.map(({ name }) => name);

describe('http over fetch', () => {
  it('reaches nothing by default, and says how to allow it', async () => {
    await expect(
      createHttp().fetch(ask('https://api.example.com/x'), follow, call),
    ).rejects.toMatchObject({
      message:
        '[denied] requests to "api.example.com" are not allowed: list it in createHttp({ allow: ["api.example.com"] })',
    });
  });

  it('sends method, headers and body, and streams the answer', async () => {
    const port = await listen((request, response) => {
      response.writeHead(201, { 'x-method': request.method, 'x-from': request.headers['x-to'] });
      request.pipe(response);
    });
    const body = { tag: 'bytes', val: new TextEncoder().encode('sent') } as const;
    const headers = [createHeader('x-to', 'there'), createHeader('connection', 'close')];
    const request = ask(at(port, '/a?b#c'), { method: 'PUT', headers, body });
    const fetched = await local().fetch(request, follow, call);
    expect(fetched).toMatchObject({ url: at(port, '/a?b'), redirected: false });
    const { response } = fetched;
    expect(response.status).toBe(201);
    expect(namesOf(response)).toEqual(expect.arrayContaining(['x-method', 'x-from']));
    expect(response.body.tag).toBe('stream');
    expect(await textOf(response)).toBe('sent');
  });

  it('collects a streamed body before it is sent, and drops the reader', async () => {
    const port = await listen((request, response) => {
      response.setHeader('x-length', request.headers['content-length'] ?? 'none');
      request.pipe(response);
    });
    const content = streamOf('some', ' more');
    const request = ask(at(port), { method: 'POST', body: stream(content) });
    const { response } = await local().fetch(request, follow, call);
    expect(namesOf(response)).toContain('x-length');
    expect(await textOf(response)).toBe('some more');
    expect(content.disposed).toBe(1);
  });

  it('hides the coding that fetch has undone', async () => {
    const port = await listen((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync('plain again'));
    });
    const { response } = await local().fetch(ask(at(port)), follow, call);
    expect(namesOf(response)).not.toContain('content-encoding');
    expect(namesOf(response)).not.toContain('content-length');
    expect(await textOf(response)).toBe('plain again');
  });

  it('follows no redirect, whatever the mode', async () => {
    let hits = 0;
    const port = await listen((_request, response) => {
      hits++;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    for (const redirect of ['follow', 'error', 'manual'] as const) {
      await expect(local().fetch(ask(at(port)), { redirect }, call)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('answered with a redirect') as string,
      });
    }
    expect(hits).toBe(3);
  });

  it('answers empty bodies as such', async () => {
    const port = await listen((_request, response) => void response.writeHead(204).end());
    const { response } = await local().fetch(ask(at(port)), follow, call);
    expect(response).toMatchObject({ status: 204, body: { tag: 'empty' } });
  });

  it('ends with its timeout, with the request, and at its limits', async () => {
    const port = await listen((request, response) => {
      if (request.url === '/large') response.end('x'.repeat(2000));
      if (request.url === '/headers') response.setHeader('x', 'y'.repeat(2000)).end();
      if (request.url === '/endless') response.write('x');
    });
    await expect(
      local().fetch(ask(at(port)), { redirect: 'follow', timeout: 50 }, call),
    ).rejects.toMatchObject({ code: 'timeout' });
    const small = local({ bodyBytes: 1000, headerBytes: 1000 });
    await expect(small.fetch(ask(at(port, '/headers')), follow, call)).rejects.toMatchObject({
      code: 'too-large',
    });
    const { response } = await small.fetch(ask(at(port, '/large')), follow, call);
    await expect(textOf(response)).rejects.toMatchObject({ code: 'too-large' });
    const streaming = await local().fetch(ask(at(port, '/endless')), follow, call);
    setTimeout(() => abort.abort(), 50);
    await expect(textOf(streaming.response)).rejects.toMatchObject({ code: 'cancelled' });
    await expect(local().fetch(ask(at(port)), follow, call)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('says that an origin is not there, or does not want to be asked', async () => {
    await expect(local().fetch(ask('http://127.0.0.1:1/'), follow, call)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('"127.0.0.1:1" cannot be reached') as string,
    });
  });
});
