import type { LoadedFunction } from '@org/host-bindings';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, startHost } from '../e2e/function-harness.js';
import { buildSource } from './function-source.js';

const EXPORTED = `
import { Context, Request, Response } from '@org/assemblyscript-sdk';

export function handle(request: Request, context: Context): Response {
  return Response.text(request.method + ' ' + request.url + ' ' + context.requestId);
}
`;

const REGISTERED = `
import { Context, Request, Response, run } from '@org/assemblyscript-sdk';

function answer(request: Request, context: Context): Response {
  return Response.text(request.method + ' ' + request.url + ' ' + context.requestId);
}
run(answer);
`;

describe('a handler', () => {
  it.each([
    ['is exported as "handle"', EXPORTED],
    ['is registered by "run"', REGISTERED],
    ['is both', EXPORTED.replace(', Response }', ', Response, run }') + 'run(handle);'],
  ])('%s', async (_, source) => {
    const { component } = await buildSource(source);
    const { host } = await startHost({ policy: {} });
    const fn = await host.load(component, { name: 'subject' });
    const response = await fn.fetch(ask('/a?b=c'), { requestId: 'r1' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain;charset=UTF-8');
    expect(await response.text()).toBe('GET http://function.test/a?b=c r1');
  });

  it.each([
    ['is passed on from another file', `export { handle } from './other';`],
    ['is passed on with all of another file', `export * from './other';`],
    [
      'is passed on under its name',
      `import { handle as other } from './other';\nexport { other as handle };`,
    ],
    ['is registered in another file', `import './registering';`],
    [
      'takes the request alone',
      EXPORTED.replace(', context: Context', '').replace('context.requestId', "' r2'"),
    ],
    [
      'takes nothing',
      `import { Response } from '@org/assemblyscript-sdk';
       export function handle(): Response { return Response.text('to r2'); }`,
    ],
  ])('%s', async (_, source) => {
    const files = { 'other.ts': EXPORTED, 'registering.ts': REGISTERED };
    const { component } = await buildSource(source, { files });
    const { host } = await startHost({ policy: {} });
    const fn = await host.load(component);
    expect(await (await fn.fetch(ask('/'), { requestId: 'r2' })).text()).toContain(' r2');
  });

  it.each([
    [
      'is not there',
      'export const a: i32 = 1;',
      'no-handler',
      'index.ts',
      'exports no "handle" and calls no "run"',
    ],
    [
      'has another name',
      EXPORTED.replace('handle', 'handler'),
      'no-handler',
      'index.ts',
      'exports no "handle"',
    ],
    [
      'answers something else',
      EXPORTED.replace('): Response {', '): string {').replace('Response.text', ''),
      'handler-signature',
      'index.ts',
      '=> String',
    ],
    [
      'takes something else',
      EXPORTED.replace('context: Context', 'context: i32').replace('context.requestId', "''"),
      'handler-signature',
      'index.ts',
      '(Request, Context)',
    ],
    [
      'writes a class without JSON',
      EXPORTED.replace('Response.text', 'Response.json(new Plain()); Response.text') +
        '\nclass Plain { a: i32 = 1; }\n',
      'json-class',
      'index.ts',
      '"Plain" cannot be written as JSON',
    ],
  ])('that %s is a mistake', async (_, source, code, file, message) => {
    const failed = await buildSource(source).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code, message: expect.stringContaining(message) as string });
    expect((failed as { file?: string }).file ?? '').toContain(file ?? '');
  });

  it('is small', async () => {
    const { component, core } = await buildSource(EXPORTED, { optimize: 'size' });
    console.log(`core module of ${core.length} bytes, component of ${component.length}`);
    expect(core.length).toBeLessThan(10_000);
    // What is not used is not imported.
    expect(
      WebAssembly.Module.imports(new WebAssembly.Module(core as Uint8Array<ArrayBuffer>)),
    ).toEqual([]);
    expect(component.length).toBeLessThan(15_000);
  });
});

const MESSAGES = `
import { Body, BodyStream, Context, Request, Response, utf8 } from '@org/assemblyscript-sdk';

export function handle(request: Request, context: Context): Response {
  const path = request.url.substring('http://function.test'.length);
  if (path == '/echo') return Response.text(request.text().value);
  if (path == '/bytes') {
    const bytes = request.bytes().value;
    bytes.reverse();
    return Response.bytes(bytes, 201);
  }
  if (path == '/twice') {
    const first = request.text();
    const second = request.text();
    return Response.text(first.value + ', ' + second.error.toString(), 400);
  }
  if (path == '/through') return new Response(Body.stream(request.body));
  if (path == '/sizes') {
    const stream = request.body;
    let total = 0;
    for (let chunk = stream.read(1000); chunk.value !== null; chunk = stream.read(1000)) {
      assert(chunk.value!.length <= 1000);
      total += chunk.value!.length;
    }
    return Response.text(total.toString());
  }
  if (path == '/made') {
    const response = new Response(Body.text('made'), { status: 201, headers: null });
    response.headers.set('X-One', ' 1 ');
    response.headers.append('set-cookie', 'a=1');
    response.headers.append('Set-Cookie', 'b=2');
    return response;
  }
  if (path == '/headers') {
    const headers = request.headers;
    headers.append('x-list', 'three');
    const lines: string[] = [];
    const entries = headers.entries();
    for (let index = 0; index < entries.length; index++) {
      lines.push(entries[index].name + '=' + entries[index].value);
    }
    lines.push(headers.get('X-LIST')!);
    lines.push(headers.has('x-none') ? 'has' : 'has not');
    headers.delete('X-List');
    lines.push(headers.get('x-list') === null ? 'gone' : 'there');
    lines.push(headers.set('x y', '1').error.toString());
    lines.push(headers.append('x', '1\\r\\ny: 2').error.message.includes('"x"') ? 'refused' : 'taken');
    return Response.text(lines.join('\\n'));
  }
  if (path == '/redirect') return Response.redirect('https://example.com/');
  if (path == '/redirect-back') return Response.redirect(request.text().value, 303);
  if (path == '/expect') return Response.text(request.headers.set('', '').expect('no name').toString());
  return Response.empty(404);
}
`;

describe('messages', () => {
  let fn: LoadedFunction;
  let logs: readonly { message: string }[];

  beforeAll(async () => {
    const { component } = await buildSource(MESSAGES);
    const started = await startHost({ policy: {} });
    ({ logs } = started);
    fn = await started.host.load(component, { name: 'messages' });
  }, 60_000);

  const post = (path: string, body: string | Uint8Array<ArrayBuffer>): Promise<Response> =>
    fn.fetch(ask(path, { method: 'POST', body }));

  it('carry text', async () => {
    for (const text of ['', 'plain', 'grüße, 世界 🌍', '\u{10ffff}\u0800\u07ff']) {
      expect(await (await post('/echo', text)).text()).toBe(text);
    }
  });

  it('carry malformed text as the Encoding standard reads it', async () => {
    const cases = [
      [0xff], [0xc3], [0xc3, 0x28], [0xe2, 0x82], [0xe2, 0x28, 0xa1], [0xf0, 0x9f, 0x8c],
      [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0x80], [0xe0, 0x80, 0x80],
      [0xef, 0xbb, 0xbf, 0x61], [0x61, 0xef, 0xbb, 0xbf], [0xf5, 0x80], [0x80, 0x61],
    ].map((bytes) => new Uint8Array(bytes)); // prettier-ignore
    let seed = 7;
    for (let round = 0; round < 50; round += 1) {
      cases.push(
        Uint8Array.from({ length: round }, () => (seed = (seed * 16_807) % 2_147_483_647) >> 4),
      );
    }
    for (const bytes of cases) {
      expect(await (await post('/echo', bytes)).text()).toBe(new TextDecoder().decode(bytes));
    }
  });

  it('carry bytes', async () => {
    const response = await post('/bytes', new Uint8Array([0, 255, 128, 3]));
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBeNull();
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([3, 128, 255, 0]);
  });

  it('are read once', async () => {
    const response = await post('/twice', 'one');
    expect(response.status).toBe(400);
    expect(await response.text()).toBe(
      'one, [invalid] the content of this message has been read already',
    );
  });

  it('are read chunk by chunk, and passed on', async () => {
    const whole = new Uint8Array(200_000).fill(7);
    expect(await (await post('/sizes', whole)).text()).toBe('200000');
    expect((await (await post('/through', whole)).arrayBuffer()).byteLength).toBe(200_000);
  });

  it('have the header fields that are set', async () => {
    const response = await fn.fetch(ask('/made'));
    expect(response.status).toBe(201);
    expect(response.headers.get('x-one')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    const list = await fn.fetch(
      ask('/headers', { headers: { 'X-List': 'one, two', accept: 'é' } }),
    );
    expect((await list.text()).split('\n')).toEqual([
      'accept=é',
      'x-list=one, two, three',
      'one, two, three',
      'has not',
      'gone',
      '[invalid] invalid header name "x y"',
      'refused',
    ]);
  });

  it('send the client elsewhere', async () => {
    const response = await fn.fetch(ask('/redirect'));
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      'https://example.com/',
    ]);
    const back = await post('/redirect-back', '/a b?ü=%20\r\nx: y#"');
    expect([back.status, back.headers.get('location'), back.headers.get('x')]).toEqual([
      303,
      '/a%20b?%C3%BC=%20%0D%0Ax:%20y#%22',
      null,
    ]);
  });

  it('say in the log which error was not expected', async () => {
    expect((await fn.fetch(ask('/expect'))).status).toBe(500);
    expect(logs.map((one) => one.message)).toContainEqual(
      expect.stringContaining('no name: [invalid] invalid header name ""'),
    );
    expect((await post('/echo', 'after')).status).toBe(200);
  });
});

it('imports a page as its text, and makes UUIDs', async () => {
  const page = '<p>"grüße" `${1}` \\n 世界</p>\n';
  const source = `
import { Context, Request, Response, randomUUID } from '@org/assemblyscript-sdk';
import page from './page.html';

export function handle(request: Request, context: Context): Response {
  return Response.text(randomUUID() + randomUUID() + page);
}
`;
  const { component } = await buildSource(source, { files: { 'page.html': page } });
  const { host } = await startHost({ policy: {} });
  const text = await (await (await host.load(component)).fetch(ask())).text();
  const [one, other] = [text.slice(0, 36), text.slice(36, 72)];
  expect(one).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(other).not.toBe(one);
  expect(text.slice(72)).toBe(page);
});
