import { beforeEach, describe, expect, it, vi } from 'vitest';
import { WajsError } from '../codegen-v1/index.js';
import type { Context as ContextRecord } from '../gen/http-handler.js';
import type { Request as RequestRecord, Response as ResponseRecord } from '../gen/http.js';
import { ReadableStream } from '../web/streams/readable-stream.js';
import { Response } from '../web/response.js';
import { createHandler } from './create-handler.js';
import type { Context, Handler } from './handler.js';
import { createFetchHandler, type FetchListener } from './fetch-event.js';

const lines: string[] = [];
vi.mock('./log.js', () => ({
  writeLog: (level: string, message: string) => void lines.push(`${level} ${message}`),
}));

/** What has been written into each pipe, and how it ended. */
const pipes: { chunks: string[]; end: string }[] = [];
vi.mock('../gen/http.js', async (original) => ({
  ...(await original<object>()),
  pipe() {
    const log = { chunks: [] as string[], end: 'open' };
    pipes.push(log);
    const writer = {
      write: async (chunk: Uint8Array) => void log.chunks.push(new TextDecoder().decode(chunk)),
      finish: () => void (log.end = 'finished'),
      abort: (reason: string) => void (log.end = `aborted: ${reason}`),
      [Symbol.dispose]: () => void (log.end += ', dropped'),
    };
    return [writer, { reader: pipes.length }];
  },
}));

const context: ContextRecord = { requestId: 'r1', deadline: 1000, clientAddress: '::1' };
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function get(parts: Partial<RequestRecord> = {}): RequestRecord {
  return { method: 'GET', url: 'http://h/a?b=c', headers: [], body: { tag: 'empty' }, ...parts };
}

function headersOf(response: ResponseRecord): string[] {
  return response.headers.map(({ name, value }) => `${name}: ${new TextDecoder().decode(value)}`);
}

function bodyOf(response: ResponseRecord): string {
  if (response.body.tag === 'stream') return 'stream';
  return response.body.tag === 'empty' ? '' : new TextDecoder().decode(response.body.val);
}

/** Our classes are the author's globals in the engine; here the types have to be told. */
const handler = (answer: (request: Request, context: Context) => unknown): Handler =>
  answer as Handler;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

async function failure(answer: () => unknown): Promise<WajsError> {
  try {
    await createHandler(handler(answer))(get(), context);
  } catch (error) {
    expect(error).toBeInstanceOf(WajsError);
    return error as WajsError;
  }
  throw new Error('the handler did not fail');
}

beforeEach(() => {
  lines.length = 0;
  pipes.length = 0;
});

describe('createHandler', () => {
  it('answers at once where the handler does', () => {
    const handle = createHandler(handler(() => new Response('hello')));
    const response = handle(get(), context) as ResponseRecord;
    expect(response.status).toBe(200);
    expect(headersOf(response)).toEqual(['content-type: text/plain;charset=UTF-8']);
    expect(bodyOf(response)).toBe('hello');
  });

  it('gives the handler the request and its context', async () => {
    const handle = createHandler(
      handler(async (request, given) => {
        const { requestId, deadline, clientAddress } = given;
        const body = await request.json();
        const { method, url, headers } = request;
        return Response.json({
          ...{ requestId, deadline, clientAddress, method, url, body },
          accept: headers.get('accept'),
          aborted: given.signal.aborted,
        });
      }),
    );
    const response = await handle(
      get({
        method: 'POST',
        headers: [{ name: 'Accept', value: text('*/*') }],
        body: { tag: 'bytes', val: text('[1]') },
      }),
      context,
    );
    expect(JSON.parse(bodyOf(response))).toEqual({
      ...{ requestId: 'r1', deadline: 1000, clientAddress: '::1', method: 'POST' },
      ...{ url: 'http://h/a?b=c', body: [1], accept: '*/*', aborted: false },
    });
  });

  it('keeps the order and the repeats of headers', async () => {
    const response = await createHandler(
      handler(() => {
        const made = new Response(null, { status: 204, headers: { 'X-B': '1' } });
        made.headers.append('set-cookie', 'a=1');
        made.headers.append('set-cookie', 'b=\u00e9');
        return made;
      }),
    )(get(), context);
    expect(response.headers.map(({ name }) => name)).toEqual(['x-b', 'set-cookie', 'set-cookie']);
    expect(response.headers[2]!.value).toEqual(Uint8Array.of(98, 61, 0xe9));
    expect(response.body).toEqual({ tag: 'empty' });
  });

  it('says what is wrong with an answer', async () => {
    expect((await failure(() => 'text')).message).toMatch(
      /^\[internal\] TypeError: handler must return a Response, got 'text'/,
    );
    expect((await failure(() => undefined)).message).toMatch(/got undefined/);
    expect((await failure(async () => ({ status: 200 }))).message).toMatch(/got \{ status: 200 \}/);
    expect((await failure(() => Response.error())).message).toMatch(/Response\.error\(\)/);
    expect(() => createHandler('x' as never)).toThrow('a handler must be a function, got string');
    const used = await failure(async () => {
      const response = new Response('x');
      await response.text();
      return response;
    });
    expect(used.message).toMatch(/has been read already/);
  });

  it('hands exceptions on with their stack', async () => {
    const broken = await failure(function breaks() {
      throw new RangeError('out of range');
    });
    expect(broken.code).toBe('internal');
    expect(broken.detail).toMatch(/^RangeError: out of range\n\s+at .*breaks/);
    const late = await failure(async () => {
      throw new WajsError({ tag: 'denied', val: 'no' });
    });
    expect([late.code, late.message]).toEqual(['internal', expect.stringMatching(/\[denied\] no/)]);
    expect((await failure(() => Promise.reject('a text'))).detail).toBe('a text');
  });

  it('streams after the answer', async () => {
    const handle = createHandler(
      handler(() => new Response(ReadableStream.from([text('a'), text('b')]))),
    );
    const response = await handle(get(), context);
    expect(response.body).toEqual({ tag: 'stream', val: { reader: 1 } });
    await settled();
    expect(pipes).toEqual([{ chunks: [], end: 'open' }]);
  });

  it("takes over the platform's own Response, for unit tests of authors", async () => {
    const { Response: Own } = globalThis as unknown as { Response: typeof Response };
    const response = await createHandler(
      handler(() => new Own('own', { status: 201, headers: { x: '1' } })),
    )(get(), context);
    expect([response.status, bodyOf(response)]).toEqual([201, 'own']);
    expect(headersOf(response)).toContain('x: 1');
  });
});

describe('the fetch event', () => {
  const listen = (listener: FetchListener): ReturnType<typeof createHandler> =>
    createHandler(createFetchHandler(listener));

  it('answers by respondWith', async () => {
    const handle = listen((event) => {
      event.respondWith(Promise.resolve(new Response(event.request.url)) as never);
    });
    expect(bodyOf(await handle(get(), context))).toBe('http://h/a?b=c');
  });

  it('has to be answered, once', async () => {
    expect(() => listen(() => {})(get(), context)).toThrow(/without a call of respondWith/);
    const twice = listen((event) => {
      event.respondWith(new Response('a') as never);
      event.respondWith(new Response('b') as never);
    });
    expect(() => twice(get(), context)).toThrow(/has been called already/);
  });
});
