import type { LoadedFunction } from '@org/host-bindings';
import type { HttpRequest, HttpResponse } from '@org/host-bindings/contract';
import {
  createMemoryCache,
  createMemoryKv,
  createMemoryRpc,
} from '@org/host-bindings/providers/memory';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { tripFactor } from '../codegen/trips.js';
import { type LogRecord, startHost } from '../e2e/function-harness.js';
import { buildSource } from './function-source.js';

const SOURCE = `
import {
  Body, cache, Context, Headers, JsonValue, kv, KvItem, log, LogFields, parseJson, Request, Response, rpc, URL, utf8,
} from '@org/assemblyscript-sdk';

const bucket = kv.open('trips');

@json
class Fields {
  name: string = '';
  text: string = '';
  number: f64 = 0;
  truth: bool = false;
  list: Array<string | null> = [];
}

function through(path: string, key: string, request: Request): Response {
  if (path == '/kv') {
    bucket.put(key, request.bytes().value).expect('put');
    return Response.bytes(bucket.get(key).expect('get')!);
  }
  if (path == '/many') {
    const bytes = request.bytes().value;
    const half = bytes.length >> 1;
    const items: KvItem[] = [
      { key: key + '1', value: bytes.subarray(0, half), options: null },
      { key: key + '2', value: bytes.subarray(half), options: { ttl: 60, metadata: '"' + half.toString() + '"' } },
    ];
    bucket.putMany(items).expect('put');
    const found = bucket.getMany([key + '2', key + '1', key + '3']).expect('get');
    assert(found[2] === null);
    const whole = new Uint8Array(bytes.length);
    whole.set(found[1]!);
    whole.set(found[0]!, half);
    return Response.bytes(whole);
  }
  if (path == '/cache') {
    cache.put(key, request.bytes().value).expect('put');
    return Response.bytes(cache.get(key).expect('get')!);
  }
  if (path == '/text') {
    bucket.put(key, request.text().value).expect('put');
    return Response.text(bucket.getTextAsync(key).wait().expect('get')!);
  }
  if (path == '/rpc') return Response.bytes(rpc.call('echo', key, request.bytes().value).expect('call'));
  if (path == '/json') {
    const value = parseJson<JsonValue>(request.text().value).expect('parse');
    bucket.put(key, value).expect('put');
    return Response.json(bucket.getJson<JsonValue>(key).expect('get'));
  }
  if (path == '/metadata') {
    const text = request.text().value;
    bucket.put(key, text, { metadata: text }).expect('put');
    const entry = bucket.getWithMetadata(key).expect('get')!;
    assert(entry.text() == text);
    return Response.text(entry.metadata!);
  }
  if (path == '/log') {
    const fields = parseJson<Fields>(request.text().value).expect('parse');
    log.warn(
      fields.text,
      new LogFields().set(fields.name, fields.text).set('number', fields.number).set('truth', fields.truth).set('list', fields.list),
    );
  }
  return new Response(null, { headers: new Headers(request.headers.toWire()) });
}

export function handle(request: Request, _context: Context): Response {
  const url = new URL(request.url);
  const key = url.searchParams.get('key');
  return through(url.pathname, key === null ? '' : key, request);
}
`;

const runs = { numRuns: 60 * tripFactor };
const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 100 });
const bytes = fc.uint8Array({ maxLength: 3000 });
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 }));
const encode = (value: string): Uint8Array => new TextEncoder().encode(value);
const decode = (value: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(value);

describe('what crosses by the SDK for AssemblyScript comes back as it was', () => {
  let fn: LoadedFunction;
  let logs: LogRecord[];

  beforeAll(async () => {
    const { component } = await buildSource(SOURCE);
    const started = await startHost({
      policy: { interfaces: ['kv', 'cache', 'rpc'] },
      providers: {
        kv: createMemoryKv(),
        cache: createMemoryCache(),
        rpc: createMemoryRpc({ services: { echo: { call: (_, payload) => payload } } }),
      },
    });
    ({ logs } = started);
    fn = await started.host.load(component, { name: 'trips', isolation: 'shared' });
  }, 60_000);

  async function send(
    path: string,
    name: string,
    content: Uint8Array,
    headers: HttpRequest['headers'] = [],
  ): Promise<HttpResponse> {
    return fn.handle({
      method: 'POST',
      url: `http://function.test${path}?key=${encodeURIComponent(name)}`,
      headers,
      body: { tag: 'bytes', val: content },
    });
  }

  async function bodyOf(path: string, name: string, content: Uint8Array): Promise<Uint8Array> {
    const { status, body } = await send(path, name, content);
    expect(status).toBe(200);
    return body.tag === 'bytes' ? new Uint8Array(body.val) : new Uint8Array();
  }

  it.each(['/kv', '/many', '/cache', '/rpc'])('bytes under any key: %s', async (path) => {
    await fc.assert(
      fc.asyncProperty(key, bytes, async (name, content) => {
        expect(await bodyOf(path, name, content)).toEqual(content);
      }),
      runs,
    );
  });

  it('text', async () => {
    await fc.assert(
      fc.asyncProperty(key, text, async (name, content) => {
        // A byte order mark at the beginning is no part of a text, here as in JavaScript.
        const wanted = content.replace(/^\ufeff/, '').replace(/^\ufeff/, '');
        expect(decode(await bodyOf('/text', name, encode(content)))).toBe(wanted);
      }),
      runs,
    );
  });

  it('JSON of any shape', async () => {
    await fc.assert(
      fc.asyncProperty(key, fc.jsonValue({ stringUnit: 'binary' }), async (name, value) => {
        const json = JSON.stringify(value);
        const answer = decode(await bodyOf('/json', name, encode(json)));
        // A number may have other digits, and in one of 2,000 one more: they mean the same number.
        expect(JSON.stringify(JSON.parse(answer))).toBe(json);
      }),
      runs,
    );
  });

  it('metadata', async () => {
    await fc.assert(
      fc.asyncProperty(key, fc.string({ unit: 'binary', maxLength: 200 }), async (name, value) => {
        const json = JSON.stringify(value);
        expect(decode(await bodyOf('/metadata', name, encode(json)))).toBe(json);
      }),
      runs,
    );
  });

  it('header fields, in order and with every byte', async () => {
    const token = fc.stringMatching(/^[a-z0-9!#$%&'*+.^_`|~-]{1,20}$/);
    const value = fc
      .array(fc.integer({ min: 0x21, max: 0xff }), { maxLength: 50 })
      .map((units) => Uint8Array.from(units));
    const list = fc.array(fc.record({ name: token, value }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(list, async (fields) => {
        const { headers } = await send('/headers', 'k', new Uint8Array(), fields);
        const received = headers.map((one) => ({ name: one.name, value: [...one.value] }));
        expect(received).toEqual(fields.map((one) => ({ name: one.name, value: [...one.value] })));
      }),
      runs,
    );
  });

  it('lines of the log, with fields of every kind', async () => {
    const fields = fc.record({
      name: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).map((name) => `f${name}`),
      text,
      number: fc.double({ noNaN: true, noDefaultInfinity: true }),
      truth: fc.boolean(),
      list: fc.array(fc.option(fc.string({ unit: 'binary' })), { maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fields, async (given) => {
        logs.length = 0;
        await send('/log', 'k', encode(JSON.stringify(given)));
        const { name, text: message, number, truth, list } = given;
        expect(logs.map(({ level, message: line, fields: named }) => [level, line, named])).toEqual(
          [
            [
              'warn',
              message,
              { [name]: message, number: number + 0, truth, list: JSON.stringify(list) },
            ],
          ],
        );
      }),
      runs,
    );
  });
});
