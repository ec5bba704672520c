import { beforeEach, describe, expect, it, vi } from 'vitest';
import { WajsError } from '../codegen-v1/index.js';
import type { CallSignal } from '../codegen-v1/index.js';
import type { Fetched, FetchOptions, Request as RequestRecord } from '../gen/http.js';
import { AbortController, AbortSignal } from '../web/abort.js';
import { Blob } from '../web/blob.js';
import { Request } from '../web/request.js';
import { ReadableStream } from '../web/streams/readable-stream.js';
import { URLSearchParams } from '../web/url/url-search-params.js';
import { fetch } from './fetch.js';

const sent: { request: RequestRecord; options: FetchOptions }[] = [];
const written: number[] = [];
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
let answer: (signal: CallSignal | undefined) => Promise<Fetched>;

vi.mock('./serving.js', () => ({ assertServing: () => {} }));
vi.mock('./log.js', () => ({ writeLog: () => {} }));
vi.mock('../gen/http.js', () => ({
  fetch(request: RequestRecord, options: FetchOptions, signal?: CallSignal) {
    sent.push({ request, options });
    return answer(signal);
  },
  pipe: () => [
    {
      write: async (chunk: Uint8Array) => void written.push(chunk.length),
      finish: () => void written.push(-1),
      abort: () => void written.push(-2),
      [Symbol.dispose]: () => {},
    },
    'reader',
  ],
}));

beforeEach(() => {
  sent.length = 0;
  written.length = 0;
  answer = async () => ({
    response: {
      status: 302,
      headers: [
        { name: 'Set-Cookie', value: text('a=1') },
        { name: 'Set-Cookie', value: text('b=2') },
        { name: 'Location', value: text('/x') },
      ],
      body: { tag: 'bytes', val: text('moved') },
    },
    url: 'http://host/last',
    redirected: true,
  });
});

describe('fetch', () => {
  it('sends a plain request and answers with the response', async () => {
    const response = await fetch('http://HOST/a b?q#fragment');
    expect(sent[0]).toEqual({
      request: { method: 'GET', url: 'http://host/a%20b?q', headers: [], body: { tag: 'empty' } },
      options: { redirect: 'follow' },
    });
    expect([
      response.status,
      response.ok,
      response.url,
      response.redirected,
      response.type,
    ]).toEqual([302, false, 'http://host/last', true, 'basic']);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.text()).toBe('moved');
  });

  it('sends every kind of body', async () => {
    const bodies = ['é', text('x'), new Blob(['b'], { type: 'a/b' }), new URLSearchParams('c=1')];
    for (const body of bodies) {
      await fetch('http://h/', { method: 'put', headers: { 'X-A': '1' }, body });
    }
    expect(sent.map(({ request }) => request.method)).toEqual(['PUT', 'PUT', 'PUT', 'PUT']);
    expect(sent.map(({ request }) => request.body)).toEqual([
      { tag: 'bytes', val: text('é') },
      { tag: 'bytes', val: text('x') },
      { tag: 'bytes', val: text('b') },
      { tag: 'bytes', val: text('c=1') },
    ]);
    expect(sent[0]!.request.headers).toEqual([
      { name: 'x-a', value: text('1') },
      { name: 'content-type', value: text('text/plain;charset=UTF-8') },
    ]);
    expect(sent[1]!.request.headers).toHaveLength(1);
  });

  it('streams a body beside the call', async () => {
    const body = ReadableStream.from([text('ab'), text('c')]);
    answer = async (): Promise<Fetched> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect(written).toEqual([2, 1, -1]);
      const response = { status: 200, headers: [], body: { tag: 'empty' as const } };
      return { response, url: 'http://h/', redirected: false };
    };
    const response = await fetch('http://h/', { method: 'POST', body, duplex: 'half' });
    expect(sent[0]!.request.body).toEqual({ tag: 'stream', val: 'reader' });
    expect(response.body).toBeNull();
  });

  it('takes a Request, whose body it uses up', async () => {
    const request = new Request('http://h/', { method: 'POST', body: 'x', redirect: 'manual' });
    await fetch(request);
    expect(request.bodyUsed).toBe(true);
    expect(sent[0]!.options.redirect).toBe('manual');
    await expect(fetch(request)).rejects.toThrow(TypeError);
  });

  it('fails as the standard says, and names the cause', async () => {
    answer = () => Promise.reject(new WajsError({ tag: 'denied', val: 'host "h" is not allowed' }));
    const error = await fetch('http://h/').catch((thrown: Error) => thrown as Error);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toBe(
      'fetch of "http://h/" failed: [denied] host "h" is not allowed',
    );
    expect((error as Error).cause).toMatchObject({ code: 'denied' });
    await expect(fetch('nope')).rejects.toThrow('invalid URL: "nope"');
    await expect(fetch('data:,x')).rejects.toThrow(/only http and https/);
    await expect(fetch('http://h/', { headers: { a: 'b\nc' } })).rejects.toThrow(TypeError);
  });

  it('can be called off', async () => {
    await expect(fetch('http://h/', { signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(sent).toEqual([]);
    const controller = new AbortController();
    answer = (signal) =>
      new Promise((_, reject) => {
        signal!.addEventListener('abort', () => reject(signal!.reason as Error));
      });
    const pending = fetch('http://h/', { signal: controller.signal });
    controller.abort();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  });
});
