import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { ResultError } from '@org/host-bindings';
import { createHeader, type HttpRequest } from '@org/host-bindings/contract';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { buildComponent } from '@org/wajs/build';
import { describe, expect, it } from 'vitest';
import { makeFolder, startHost } from '../e2e/function-harness.js';
import { findNode, nodeVersions, runScript } from './node-binary.js';

const source = `
import { run, kv, log } from '@org/wajs';
const store = kv.open('notes');
const started: string[] = [];
run(async (request) => {
  const url = new URL(request.url);
  started.push(url.pathname);
  if (url.pathname === '/') return new Response('plain text ' + started.length);
  if (url.pathname === '/json') return Response.json({ query: [...url.searchParams], pi: Math.PI, big: String(2n ** 70n) });
  if (url.pathname === '/headers') {
    const headers = new Headers([['x-tag', 'one'], ['set-cookie', 'a=1'], ['x-tag', 'two'], ['set-cookie', 'b=2']]);
    headers.set('x-seen', request.headers.get('x-in') ?? 'none');
    return new Response(null, { status: 204, headers });
  }
  if (url.pathname === '/echo') return new Response(await request.arrayBuffer(), { status: 201, headers: { 'content-type': request.headers.get('content-type') ?? '' } });
  if (url.pathname === '/throw') throw new TypeError('no such thing as ' + url.search);
  if (url.pathname === '/put') {
    await store.put(url.searchParams.get('key')!, { text: await request.text() });
    log.info('stored', { key: url.searchParams.get('key') });
    return new Response('stored');
  }
  if (url.pathname === '/get') {
    const keys = url.searchParams.getAll('key');
    return Response.json(await Promise.all(keys.map((key) => store.get(key, 'json'))));
  }
  if (url.pathname === '/refused') return new Response(String(await store.get('x'.repeat(5000)).catch((error) => error.code + ': ' + error.message)));
  if (url.pathname === '/work') {
    let hash = 5381;
    for (let index = 0; index < 20000; index++) hash = (hash * 33 + index) | 0;
    return new Response([hash, 'žluťoučký 🌍'.normalize('NFD').length, /(?<a>\\p{Lu}+)/u.exec('abcÉÀd')?.groups?.a, [3, 1, 2].sort().join()].join(' '));
  }
  return new Response('nothing at ' + decodeURIComponent(url.pathname), { status: 404 });
});
`;

const get = (path: string, headers: readonly (readonly [string, string])[] = []): HttpRequest => ({
  method: 'GET',
  url: `http://function.test${path}`,
  headers: headers.map(([name, value]) => createHeader(name, value)),
  body: { tag: 'empty' },
});
const post = (path: string, body: Uint8Array | string): HttpRequest => ({
  ...get(path, [['content-type', 'application/x-test']]),
  method: 'POST',
  body: { tag: 'bytes', val: typeof body === 'string' ? new TextEncoder().encode(body) : body },
});

const requests: readonly HttpRequest[] = [
  get('/'),
  get('/'),
  get('/json?a=1&b=%C5%BElu%C5%A5ou%C4%8Dk%C3%BD&c=%F0%9F%8C%8D+%26&a=2&empty='),
  get('/headers', [
    ['x-in', 'first'],
    ['x-in', 'second'],
    ['accept', '*/*'],
  ]),
  get('/missing/%C5%BDofie'),
  get('/throw?what=%F0%9F%A6%84'),
  post(
    '/echo',
    Uint8Array.from({ length: 3000 }, (_, index) => (index * 7) & 0xff),
  ),
  post('/echo', ''),
  post('/put?key=one', 'první poznámka 🌍'),
  post('/put?key=two', 'x'.repeat(70_000)),
  get('/get?key=one&key=two&key=three'),
  get('/refused'),
  get('/work'),
];

/** Values as the child process prints them. A Buffer turns into JSON itself, before the replacer. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, function toJson(this: Record<string, unknown>, key, inner: unknown) {
      const raw = this[key];
      return raw instanceof Uint8Array ? { base64: Buffer.from(raw).toString('base64') } : inner;
    }),
  );

describe('a linked component', () => {
  it('answers every request as the same component does under jco, on Node 24', async () => {
    const folder = await makeFolder({ 'index.ts': source });
    const entry = join(folder, 'index.ts');
    const { component } = await buildComponent({ entry, name: 'guest', root: folder });

    // Inside the workspace, so that what jco emits finds its helpers.
    const output = join(folder, 'jco');
    await mkdir(output);
    const { files } = await transpileBytes(component, {
      name: 'guest',
      instantiation: 'async',
      wasiShim: true,
      tlaCompat: true,
    });
    for (const [path, bytes] of Object.entries(files)) {
      if (/\.(js|wasm)$/.test(path)) await writeFile(join(output, basename(path)), bytes);
    }
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'requests.json'), JSON.stringify(plain(requests)));
    const script = new URL('./fixtures/jco-host.mjs', import.meta.url);
    const theirs = await runScript(await findNode(nodeVersions[24]), script, [
      output,
      join(folder, 'requests.json'),
    ]);

    const { host, logs } = await startHost({
      providers: { kv: createMemoryKv() },
      policy: { interfaces: ['kv'] },
    });
    const fn = await host.load(component, { name: 'guest' });
    const answers: unknown[] = [];
    for (const [index, request] of requests.entries()) {
      answers.push(
        await fn.handle(request, { requestId: `request-${index}` }).then(
          (response) => ({ response }),
          (error: Error) => {
            if (error.cause instanceof ResultError)
              return { error: error.cause.payload as unknown };
            throw error;
          },
        ),
      );
    }
    const informed = logs.filter(({ level }) => level === 'info');
    expect({
      answers: plain(answers),
      logs: informed.map(({ level, message }) => [level, message]),
    }).toEqual(theirs);
    // The comparison is of something: each request went where it was meant to go.
    expect(
      answers.map((answer) => (answer as { response?: { status: number } }).response?.status),
    ).toEqual([200, 200, 200, 204, 404, undefined, 201, 201, 200, 200, 200, 200, 200]);
  }, 90_000);
});
