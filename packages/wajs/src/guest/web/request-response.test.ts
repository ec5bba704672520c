import { beforeAll, describe, expect, it } from 'vitest';
import { AbortController } from './abort.js';
import { Blob, File } from './blob.js';
import { Body } from './body.js';
import { FormData } from './form-data.js';
import { Headers } from './headers.js';
import { setPlatform } from './platform.js';
import { Request } from './request.js';
import { Response } from './response.js';
import { ReadableStream } from './streams/readable-stream.js';
import { URLSearchParams } from './url/url-search-params.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

beforeAll(() => {
  setPlatform({
    entropy: (length) => new Uint8Array(length).fill(7),
    sleep: () => () => {},
    log: () => {},
    reportError: () => {},
  });
});

describe('Response', () => {
  it('has the defaults of the standard', async () => {
    const response = new Response('hello');
    expect(response.status).toBe(200);
    expect(response.ok).toBe(true);
    expect(response.type).toBe('default');
    expect([...response.headers]).toEqual([['content-type', 'text/plain;charset=UTF-8']]);
    expect(await response.text()).toBe('hello');
    expect(new Response().body).toBeNull();
    expect(await new Response().text()).toBe('');
  });

  it('does not share headers that were made on demand', () => {
    const first = new Response('a');
    first.headers.set('x', '1');
    expect(new Response('b').headers.has('x')).toBe(false);
    expect(Response.json(1).headers.get('content-type')).toBe('application/json');
  });

  it('can be read once', async () => {
    const response = new Response('once');
    await response.text();
    expect(response.bodyUsed).toBe(true);
    await expect(response.text()).rejects.toThrow(TypeError);
    await expect(response.json()).rejects.toThrow(/has been read already/);
    expect(() => response.clone()).toThrow(TypeError);
    const empty = new Response(null);
    await empty.text();
    expect(await empty.text()).toBe('');
  });

  it('reads its content in every form', async () => {
    expect(await new Response('{"a":1}').json()).toEqual({ a: 1 });
    await expect(new Response('{').json()).rejects.toThrow(SyntaxError);
    expect(await new Response('é').bytes()).toEqual(text('é'));
    expect(new Uint8Array(await new Response('é').arrayBuffer())).toEqual(text('é'));
    expect(await new Response('\ufeffx').text()).toBe('x');
    const blob = await new Response('x', { headers: { 'content-type': 'text/html' } }).blob();
    expect([blob.type, await blob.text()]).toEqual(['text/html', 'x']);
  });

  it('copies the bytes that it is given', async () => {
    const bytes = text('abc');
    const response = new Response(bytes);
    bytes[0] = 0;
    expect(await response.text()).toBe('abc');
    expect(response.headers.has('content-type')).toBe(false);
  });

  it('checks status, status text and body', () => {
    expect(() => new Response('', { status: 199 })).toThrow(RangeError);
    expect(() => new Response('', { status: 600 })).toThrow(RangeError);
    expect(() => new Response('x', { status: 204 })).toThrow(TypeError);
    expect(new Response(null, { status: 204 }).status).toBe(204);
    expect(() => new Response('', { statusText: 'a\nb' })).toThrow(TypeError);
    expect(() => new Response('', { headers: { a: 'b\r\nc: d' } })).toThrow(TypeError);
  });

  it('makes JSON, redirects and errors', async () => {
    const made = Response.json({ a: [1] }, { status: 201, headers: { x: '1' } });
    expect([...made.headers]).toEqual([
      ['content-type', 'application/json'],
      ['x', '1'],
    ]);
    expect([made.status, await made.text()]).toEqual([201, '{"a":[1]}']);
    expect(Response.json(1, { status: 202 }).headers.get('content-type')).toBe('application/json');
    expect(() => Response.json(undefined)).toThrow(TypeError);
    const redirect = Response.redirect('http://host/a b', 303);
    expect([redirect.status, redirect.headers.get('location')]).toEqual([303, 'http://host/a%20b']);
    expect(() => Response.redirect('/x')).toThrow(TypeError);
    expect(() => Response.redirect('http://host/', 200)).toThrow(RangeError);
    expect([Response.error().status, Response.error().type]).toEqual([0, 'error']);
  });

  it('clones', async () => {
    const response = new Response('twice', { headers: { x: '1' } });
    const copy = response.clone();
    copy.headers.set('x', '2');
    expect([await response.text(), await copy.text()]).toEqual(['twice', 'twice']);
    expect(response.headers.get('x')).toBe('1');
    const streamed = new Response(ReadableStream.from([text('a'), text('b')]));
    const second = streamed.clone();
    expect(await Promise.all([streamed.text(), second.text()])).toEqual(['ab', 'ab']);
  });

  it('streams', async () => {
    const response = new Response(ReadableStream.from([text('a'), text('b')]));
    expect(response.bodyUsed).toBe(false);
    const reader = response.body!.getReader();
    expect((await reader.read()).value).toEqual(text('a'));
    expect(response.bodyUsed).toBe(true);
    await expect(response.text()).rejects.toThrow(TypeError);
    const fromText = new Response('abc');
    const chunks: Uint8Array[] = [];
    for await (const chunk of fromText.body!) chunks.push(chunk);
    expect(chunks).toEqual([text('abc')]);
    expect(() => new Response(response.body)).toThrow(TypeError);
    await expect(new Response(ReadableStream.from(['a' as never])).text()).rejects.toThrow(
      /must be a Uint8Array/,
    );
  });
});

describe("a response made of another's stream", () => {
  it('sends what that was made of, without reading it', () => {
    const first = new Response('hello', { headers: { 'content-type': 'text/html' } });
    const second = new Response(first.body, first);
    expect(second.headers.get('content-type')).toBe('text/html');
    expect(Body.take(second)).toBe('hello');
    expect([first.bodyUsed, second.bodyUsed, first.body!.locked]).toEqual([true, true, true]);
    expect(() => Body.take(first)).toThrow(TypeError);
  });

  it('reads on where somebody has begun', async () => {
    const bytes = Uint8Array.of(104, 105);
    const first = new Response(bytes);
    const reader = first.body!.getReader();
    expect((await reader.read()).value).toEqual(bytes);
    reader.releaseLock();
    expect(() => new Response(first.body)).toThrow(TypeError);
    const third = new Response('abc');
    const [left, right] = third.body!.tee();
    expect(await new Response(left).text()).toBe('abc');
    expect(await new Response(right).text()).toBe('abc');
  });
});

describe('Request', () => {
  it('has the defaults of the standard', () => {
    const request = new Request('http://Host/a b');
    expect([request.method, request.url]).toEqual(['GET', 'http://host/a%20b']);
    expect([...request.headers]).toEqual([]);
    expect([request.redirect, request.body, request.signal.aborted]).toEqual([
      'follow',
      null,
      false,
    ]);
  });

  it('checks its parts', () => {
    expect(() => new Request('/relative')).toThrow(TypeError);
    expect(() => new Request('http://u:p@host/')).toThrow(/credentials/);
    expect(() => new Request('http://h/', { method: 'a b' })).toThrow(TypeError);
    expect(() => new Request('http://h/', { method: 'connect' })).toThrow(TypeError);
    expect(() => new Request('http://h/', { body: 'x' })).toThrow(/GET/);
    expect(() => new Request('http://h/', { redirect: 'maybe' as never })).toThrow(TypeError);
    expect(new Request('http://h/', { method: 'post' }).method).toBe('POST');
    expect(new Request('http://h/', { method: 'patch' }).method).toBe('patch');
  });

  it('names the media type of its content', async () => {
    const post = (body: NonNullable<ConstructorParameters<typeof Response>[0]>): Request =>
      new Request('http://h/', { method: 'POST', body });
    const type = (request: Request): string | null => request.headers.get('content-type');
    expect(type(post('x'))).toBe('text/plain;charset=UTF-8');
    expect(type(post(text('x')))).toBeNull();
    expect(type(post(new Blob(['x'], { type: 'image/png' })))).toBe('image/png');
    const query = post(new URLSearchParams({ a: '1 2' }));
    expect(type(query)).toBe('application/x-www-form-urlencoded;charset=UTF-8');
    expect(await query.text()).toBe('a=1+2');
  });

  it('is made of another request, whose content it takes', async () => {
    const first = new Request('http://h/', { method: 'POST', body: 'x', headers: { a: '1' } });
    const second = new Request(first, { headers: { b: '2' } });
    expect(first.bodyUsed).toBe(true);
    expect([second.method, await second.text()]).toEqual(['POST', 'x']);
    expect([...second.headers.keys()]).toEqual(['b']);
    expect(() => new Request(first)).toThrow(TypeError);
  });

  it('follows the signal that it is given', () => {
    const controller = new AbortController();
    const request = new Request('http://h/', { signal: controller.signal });
    controller.abort('enough');
    expect([request.signal.aborted, request.signal.reason]).toEqual([true, 'enough']);
  });

  it('decodes what has been received on demand', async () => {
    const signal = new AbortController().signal;
    const request = Request.received(
      {
        method: 'POST',
        url: 'http://h/?q=1',
        headers: [
          { name: 'X-Name', value: Uint8Array.of(0x61, 0xe9) },
          { name: 'content-type', value: text('application/json') },
        ],
      },
      text('{"a":1}'),
      { signal },
    );
    expect(request.headers.get('x-name')).toBe('a\u00e9');
    expect(() => request.headers.set('a', '1')).toThrow(TypeError);
    expect(request.signal).toBe(signal);
    expect(await request.clone().json()).toEqual({ a: 1 });
    expect(await request.json()).toEqual({ a: 1 });
  });
});

describe('forms', () => {
  const request = (body: string, type: string): Request =>
    new Request('http://h/', { method: 'POST', body, headers: { 'content-type': type } });

  it('are read from a query', async () => {
    const form = await request('a=1&b=x+y&a=2', 'application/x-www-form-urlencoded').formData();
    expect([...form]).toEqual([
      ['a', '1'],
      ['b', 'x y'],
      ['a', '2'],
    ]);
  });

  it('go through multipart and back, in our reading and in that of Node', async () => {
    const form = new FormData();
    form.append('text', 'a\nb');
    form.append('na"me\n', 'ü');
    form.append('file', new File([Uint8Array.of(0, 255, 13, 10)], 'f.bin', { type: 'x/y' }));
    form.append('empty', '');
    const sent = new Request('http://h/', { method: 'POST', body: form });
    const type = sent.headers.get('content-type')!;
    const bytes = await sent.clone().bytes();
    const ours = await sent.formData();
    const theirs = await new globalThis.Response(bytes, {
      headers: { 'content-type': type },
    }).formData();
    expect([...ours.keys()]).toEqual([...theirs.keys()]);
    expect(ours.get('text')).toBe('a\r\nb');
    expect(ours.get('na"me\r\n') ?? ours.get('na"me\n')).toBe('ü');
    const file = ours.get('file') as File;
    expect([file.name, file.type, await file.bytes()]).toEqual([
      'f.bin',
      'x/y',
      Uint8Array.of(0, 255, 13, 10),
    ]);
  });

  it('that are none are refused', async () => {
    const multipart = 'multipart/form-data; boundary=b';
    for (const [body, type] of [
      ['x', 'text/plain'],
      ['x', 'multipart/form-data'],
      ['x', multipart],
      ['--b\r\nno end', multipart],
      ['--b\r\n\r\nno name\r\n--b--', multipart],
      ['--b\r\ncontent-disposition: form-data; name=a\r\n\r\ncut', multipart],
    ] as const) {
      await expect(request(body, type).formData(), body).rejects.toThrow(TypeError);
    }
    const empty = await request('--b--\r\n', multipart).formData();
    expect([...empty]).toEqual([]);
  });
});

describe('a record of magic names', () => {
  it('is a record like any other', () => {
    const headers = new Headers(JSON.parse('{"__proto__":"1","constructor":"2","then":"3"}'));
    expect([...headers.keys()]).toEqual(['__proto__', 'constructor', 'then']);
    expect(new Response(null, { headers }).headers.get('__proto__')).toBe('1');
  });
});
