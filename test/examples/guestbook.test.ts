import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFunction, type ServedFunction } from '../package/served-function.js';

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly message: string;
  readonly at: string;
}

interface EntryPage {
  readonly entries: readonly Entry[];
  readonly cursor: string | null;
}

interface Status {
  readonly signed: number;
  readonly upstream: { readonly state: string; readonly status?: number };
}

const guestbook = fileURLToPath(new URL('../../examples/guestbook', import.meta.url));

describe('the guestbook, served with LMDB', () => {
  let data: string;
  let served: ServedFunction;

  const start = async (environment: Record<string, string> = {}, flags: string[] = []) => {
    const args = ['src/index.ts', '--kv', data, '--env', 'UPSTREAM_URL', ...flags];
    served = await serveFunction(guestbook, args, environment);
  };
  const get = (path: string) => fetch(served.origin + path, { redirect: 'manual' });
  const list = async (query: string) =>
    (await (await get(`/api/entries?${query}`)).json()) as EntryPage;
  const status = async () => (await (await get('/api/status')).json()) as Status;
  const post = (body: string, type = 'application/json') =>
    fetch(`${served.origin}/api/entries`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': type },
      body,
    });
  const sign = (name: string, message: string) => post(JSON.stringify({ name, message }));

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'wajs-guestbook-'));
    await start();
  }, 60_000);

  afterAll(async () => {
    await served?.[Symbol.asyncDispose]();
    await rm(data, { recursive: true, force: true });
  });

  it('shows a page to a first visitor', async () => {
    const response = await get('/');
    expect(response.status, served.output()).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await response.text();
    expect(html).toContain('Nobody has signed yet');
    const nonce = /<script nonce="([^"]+)"/.exec(html)?.[1];
    expect(response.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
    expect(html).not.toContain('{{');
  });

  it('takes signatures as JSON and lists the newest first, page by page', async () => {
    for (const number of [1, 2, 3]) {
      const response = await sign(`Visitor  ${number}`, `Line ${number}\r\nand another`);
      expect(response.status, served.output()).toBe(201);
      // Keys tell milliseconds apart, no less: the next signature is a later one.
      const { at } = (await response.json()) as Entry;
      await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThan(Date.parse(at));
    }
    const first = await list('limit=2');
    expect(first.entries.map(({ name }) => name)).toEqual(['Visitor 3', 'Visitor 2']);
    expect(first.entries[0]?.message).toBe('Line 3\nand another');
    const second = await list(`limit=2&cursor=${encodeURIComponent(first.cursor ?? '')}`);
    expect(second.entries.map(({ name }) => name)).toEqual(['Visitor 1']);
    expect(second.cursor).toBeNull();
  });

  it('takes a form that a browser sends, and shows it without its markup doing anything', async () => {
    const form = new URLSearchParams({ name: 'Eve', message: '<script>alert("&")</script>' });
    const response = await post(form.toString(), 'application/x-www-form-urlencoded');
    expect(response.status, served.output()).toBe(303);
    expect(response.headers.get('location')).toBe('/#entries');
    const html = await (await get('/')).text();
    expect(html).toContain('&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;');
  });

  it('streams all entries as lines of JSON', async () => {
    const response = await get('/api/entries.ndjson');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const lines = (await response.text()).trimEnd().split('\n');
    const names = lines.map((line) => (JSON.parse(line) as Entry).name);
    expect(names).toEqual(['Eve', 'Visitor 3', 'Visitor 2', 'Visitor 1']);
  });

  it('counts signatures after the answer, and says that no upstream is set', async () => {
    await expect.poll(status).toEqual({ signed: 4, upstream: { state: 'not set' } });
    expect(served.output()).toMatch(/signed/);
  });

  it.each([
    ['{', 'application/json', 400, 'the body is not valid JSON'],
    ['[]', 'application/json', 400, 'the body is not a JSON object with "name" and "message"'],
    ['{}', 'application/json', 400, '"name" has to be a text; "message" has to be a text'],
    ['name=%20&message=x', 'application/x-www-form-urlencoded', 400, '"name" is empty'],
    [
      JSON.stringify({ name: 'x', message: 'y'.repeat(501) }),
      'application/json',
      400,
      '"message" has 501 characters; 500 at most',
    ],
    ['x'.repeat(20_000), 'application/json', 413, 'a signature has at most 16384 bytes'],
    [
      'hello',
      'text/plain',
      415,
      'send application/json or application/x-www-form-urlencoded, not "text/plain"',
    ],
  ])('refuses %.20s as %s with %i', async (body, type, code, detail) => {
    const response = await post(body, type);
    expect(response.status, served.output()).toBe(code);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: code, detail });
  });

  it('says what is wrong with a path, a method, a limit and a cursor', async () => {
    expect((await get('/nothing')).status).toBe(404);
    expect((await get('/constructor')).status).toBe(404);
    const wrongMethod = await fetch(`${served.origin}/api/entries`, { method: 'DELETE' });
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers.get('allow')).toBe('GET, POST');
    expect((await get('/api/entries?limit=0')).status).toBe(400);
    expect((await get('/api/entries?cursor=nonsense')).status, served.output()).toBe(400);
  });

  it('keeps its entries over a restart, and works with an upstream that is denied', async () => {
    await served[Symbol.asyncDispose]();
    await start({ UPSTREAM_URL: 'https://upstream.invalid/' });
    const { entries } = await list('');
    expect(entries).toHaveLength(4);
    expect(await status()).toEqual({ signed: 4, upstream: { state: 'fails' } });
    expect(served.output()).toMatch(/the upstream fails.*upstream\.invalid/);
  }, 60_000);

  it('asks an upstream that is allowed', async () => {
    const upstream = createServer((_request, response) => response.end('hello')).listen(0);
    await once(upstream, 'listening');
    const { port } = upstream.address() as AddressInfo;
    const authority = `127.0.0.1:${port}`;
    try {
      await served[Symbol.asyncDispose]();
      await start({ UPSTREAM_URL: `http://${authority}/` }, ['--allow', authority]);
      const answer = await status();
      expect(answer.upstream, served.output()).toMatchObject({ state: 'answers', status: 200 });
    } finally {
      upstream.close();
    }
  }, 60_000);
});
