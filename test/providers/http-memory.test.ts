import { describe, expect, it } from 'vitest';
import { createHeader } from '../../packages/host-bindings/src/contract/http-fields.js';
import {
  createMemoryHttp,
  type MemorySite,
} from '../../packages/host-bindings/src/providers/memory/index.js';
import { abort, ask, call, follow, stream, streamOf, textOf } from './http-harness.js';

const to = (site: MemorySite) => createMemoryHttp({ sites: { 'site.example': site } });
const url = 'https://site.example/a?b#c';

describe('http in memory', () => {
  it('asks the site of the host, with method, headers and body', async () => {
    const http = to(async (request) => {
      const { method, headers } = request;
      const text = `${method} ${request.url} ${headers.get('x-to')} ${await request.text()}`;
      return new Response(text, { status: 201, headers: { 'x-from': 'site' } });
    });
    const headers = [createHeader('x-to', 'there')];
    const content = streamOf('some', ' more');
    const request = ask(url, { method: 'POST', headers, body: stream(content) });
    const { response, ...rest } = await http.fetch(request, follow, call);
    expect(rest).toEqual({ url: 'https://site.example/a?b', redirected: false });
    expect(response).toMatchObject({ status: 201, body: { tag: 'stream' } });
    expect(response.headers).toContainEqual(createHeader('x-from', 'site'));
    expect(await textOf(response)).toBe(`POST ${url} there some more`);
    expect(content.disposed).toBeGreaterThan(0);
  });

  it('knows no other host, and says where to list it', async () => {
    const http = to(() => new Response());
    for (const other of ['https://other.example/', 'https://site.example:8443/']) {
      await expect(http.fetch(ask(other), follow, call)).rejects.toMatchObject({
        code: 'denied',
        message: expect.stringContaining('createMemoryHttp({ sites: {') as string,
      });
    }
  });

  it('follows redirects as it is told to', async () => {
    const http = createMemoryHttp({
      sites: {
        'site.example': () => Response.redirect('https://other.example/new', 303),
        'other.example': ({ method }) => new Response(`here by ${method}`),
        'loop.example': () => Response.redirect('https://loop.example/', 302),
      },
    });
    const post = ask(url, { method: 'POST' });
    const followed = await http.fetch(post, follow, call);
    expect(followed).toMatchObject({ url: 'https://other.example/new', redirected: true });
    expect(await textOf(followed.response)).toBe('here by GET');
    const manual = await http.fetch(ask(url), { redirect: 'manual' }, call);
    expect(manual.response).toMatchObject({ status: 303, body: { tag: 'empty' } });
    await expect(http.fetch(ask(url), { redirect: 'error' }, call)).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(http.fetch(ask('https://loop.example/'), follow, call)).rejects.toMatchObject({
      code: 'limit',
    });
  });

  it('ends with the request, and fails where the site does', async () => {
    const waiting = to(() => new Promise<Response>(() => undefined)).fetch(ask(url), follow, call);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('answers late sites with a timeout, and broken ones with their host', async () => {
    const late = to(() => new Promise<Response>(() => undefined));
    const options = { redirect: 'follow', timeout: 5 } as const;
    await expect(late.fetch(ask(url), options, call)).rejects.toMatchObject({ code: 'timeout' });
    const broken = to(() => {
      throw new Error('secret');
    });
    await expect(broken.fetch(ask(url), follow, call)).rejects.toMatchObject({
      message: '[unavailable] "site.example" failed to answer',
    });
  });
});
