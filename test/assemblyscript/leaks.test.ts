import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Isolation, LoadedFunction } from '@org/host-bindings';
import type { HttpRequest, HttpResponse, Kv } from '@org/host-bindings/contract';
import { createMemoryCache, createMemoryKv } from '@org/host-bindings/providers/memory';
import { beforeAll, describe, expect, it } from 'vitest';
import { startHost } from '../e2e/function-harness.js';
import { watchMemories } from '../e2e/instance-memories.js';
import { buildSource } from './function-source.js';

/**
 * How many requests each mode serves; a tenth of it where hostcalls wait. After 10,000 of them, or a quarter,
 * memory must stay what it is. `LEAK_REQUESTS=1000000` is the whole measurement, of some minutes;
 * what it gave stands in docs/performance.md.
 */
const requests = Number(process.env['LEAK_REQUESTS'] ?? 20_000);
const mebibyte = 2 ** 20;
/** Bytes of the largest body. */
const largest = 200_000;

const SOURCE = `
import {
  Body, cache, Context, Headers, JsonValue, kv, KvItem, KvListOptions, log, LogFields, parseJson, Request, Response, URL,
} from '@org/assemblyscript-sdk';

@json
class Item {
  name: string = '';
  sizes: f64[] = [];
  more: Map<string, string> = new Map();
}

const bucket = kv.open('b');
let served = 0;

/** Passes a body on as it came. */
function echo(request: Request): Response {
  return Response.bytes(request.bytes().value);
}

/** Makes text of a body, and bytes of the text. */
function text(request: Request): Response {
  return Response.text(request.text().value.toUpperCase());
}

/** Reads a body in pieces, and makes many small objects of each. */
function pieces(request: Request): Response {
  const sums = new Map<i32, string>();
  const stream = request.body;
  let total = 0;
  for (let chunk = stream.read(3000); chunk.value !== null; chunk = stream.read(3000)) {
    total += chunk.value!.length;
    sums.set(sums.size, total.toString());
  }
  return Response.text(sums.values().join(','));
}

/** Stores a body and reads it, by hostcalls of each kind. */
function store(request: Request, key: string): Response {
  const bytes = request.bytes().value;
  const small = bytes.subarray(0, min(bytes.length, 5000));
  bucket.put(key, small, { ttl: 600, metadata: '{"at":1}' }).expect('put');
  cache.put(key, small, { ttl: 60 }).expect('keep');
  const other = bucket.getAsync(key);
  const count = bucket.incrementAsync('count');
  const items: KvItem[] = [{ key: key + '/1', value: small, options: null }, { key: key + '/2', value: small, options: null }];
  bucket.putMany(items).expect('put many');
  const many = bucket.getMany([key, 'none', key + '/2']).expect('get many');
  const options: KvListOptions = { prefix: key, limit: 10, cursor: null };
  const list = bucket.list(options).page().expect('list');
  bucket.delete(key + '/1').expect('delete');
  assert(bucket.getWithMetadata('none').value === null);
  assert(bucket.increment('count', NaN).isErr);
  bucket.getAsync('nobody waits for it');
  count.wait();
  log.info('stored', new LogFields().set('key', key).set('keys', list.keys.length));
  assert(many[2]!.length == other.wait().value!.length);
  return Response.bytes(cache.get(key).value!);
}

/** Reads JSON into a class, and JSON of any shape; writes both. */
function json(request: Request): Response {
  const text = request.text().value;
  const items = parseJson<Item[]>(text);
  if (items.isErr) return Response.json(['wrong', items.error.message]);
  const value = parseJson<JsonValue>(text).expect('read it again');
  value.items.reverse();
  return Response.json(items.value.length % 2 == 0 ? value : value.items[0]);
}

/** Makes text of header fields and of a URL, and many fields of them. */
function fields(request: Request, url: URL): Response {
  const headers = new Headers();
  const entries = request.headers.entries();
  for (let index = 0; index < entries.length; index++) {
    headers.append('x-' + entries[index].name, entries[index].value.split('').reverse().join(''));
  }
  const pairs = url.searchParams.entries();
  let query = '';
  for (let index = 0; index < pairs.length; index++) query += pairs[index].name + pairs[index].value;
  return new Response(Body.text(query), { status: 200, headers });
}

export function handle(request: Request, context: Context): Response {
  served += 1;
  const url = new URL(request.url);
  const path = url.pathname;
  if (path == '/echo') return echo(request);
  if (path == '/text') return text(request);
  if (path == '/pieces') return pieces(request);
  if (path == '/store') return store(request, url.searchParams.get('key')!);
  if (path == '/json') return json(request);
  if (path == '/fields') return fields(request, url);
  return Response.text(served.toString());
}
`;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const memories = watchMemories();

/** Numbers below a bound, always the same ones. */
class Chance {
  #state = 12_345;

  below(bound: number): number {
    this.#state = (this.#state * 16_807) % 2_147_483_647;
    return this.#state % bound;
  }

  /** Lengths from 0 to the largest, of which most are short. */
  length(): number {
    return Math.floor(largest * (this.below(10_000) / 10_000) ** 6);
  }
}

const pool = new TextEncoder().encode('abcdefgh'.repeat(largest / 8));
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const paths = ['/echo', '/text', '/pieces', '/store', '/fields', '/json', '/'];

/** JSON of some items, one time in eight cut off. */
function makeJson(chance: Chance): string {
  const items = Array.from({ length: 1 + chance.below(20) }, (_, index) => ({
    name: 'ü"\\n'.repeat(chance.below(30)),
    sizes: Array.from({ length: chance.below(20) }, () => chance.below(1_000_000) / 8),
    more: { [`key ${index}`]: 'v'.repeat(chance.below(300)), 'none 🌍': '' },
  }));
  const text = JSON.stringify(items);
  return chance.below(8) === 0 ? text.slice(0, -1 - chance.below(text.length - 1)) : text;
}

function makeRequest(
  chance: Chance,
  path = paths[chance.below(paths.length)]!,
  length = chance.length(),
): { request: HttpRequest; length: number } {
  const query =
    path === '/store' ? `?key=k${chance.below(50)}` : `?q=${'ü'.repeat(chance.below(20))}`;
  const headers = Array.from({ length: chance.below(12) }, (_, index) => ({
    name: `x-${index}`,
    value: encode('v'.repeat(chance.below(200))),
  }));
  const val = path === '/json' ? encode(makeJson(chance)) : pool.subarray(0, length);
  const chunks = [val.subarray(0, length >> 1), val.subarray(length >> 1)];
  const body: HttpRequest['body'] =
    chance.below(4) === 0
      ? { tag: 'stream', val: { read: () => chunks.shift() } }
      : { tag: 'bytes', val };
  return {
    request: { method: 'POST', url: `http://f.test${path}${query}`, headers, body },
    length,
  };
}

function check({ status, body }: HttpResponse, { url }: HttpRequest, length: number): void {
  if (status !== 200) throw new Error(`${url} answers ${status}`);
  if (!url.includes('/echo') && !url.includes('/text')) return;
  const received = body.tag === 'bytes' ? body.val.length : 0;
  if (received !== length) throw new Error(`${url} answers ${received} bytes for ${length}`);
}

/** A store whose answers come later. */
function createLateKv(): Kv {
  const kv = createMemoryKv();
  return new Proxy(kv, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as unknown;
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        await Promise.resolve();
        return method.apply(target, args) as unknown;
      };
    },
  });
}

describe(`${requests} requests of varied sizes`, () => {
  let component: Uint8Array;

  beforeAll(async () => {
    ({ component } = await buildSource(SOURCE, { optimize: 'speed' }));
  }, 60_000);

  /** Bytes in use, once garbage is gone. */
  async function look(): Promise<{ heap: number; external: number; guest: number }> {
    // Buffers are freed beside the program, some time after they were collected.
    for (let round = 0; round < 5; round += 1) {
      collect();
      await sleep(20);
    }
    const { heapUsed, external } = process.memoryUsage();
    const guest = memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    return { heap: heapUsed, external, guest };
  }

  it.each<[string, Isolation, number, Kv]>([
    ['in shared isolation', 'shared', requests, createMemoryKv()],
    ['in a sandbox each', 'request', requests, createMemoryKv()],
    ['in shared isolation, with hostcalls that wait', 'shared', requests / 10, createLateKv()],
    ['in a sandbox each, with hostcalls that wait', 'request', requests / 10, createLateKv()],
  ])(
    'leave nothing behind %s',
    async (title, isolation, total, kv) => {
      memories.length = 0;
      const settled = Math.min(10_000, total / 4);
      const { host, logs } = await startHost({
        instances: 1,
        providers: { kv, cache: createMemoryCache() },
        limits: { instanceRequests: 100_000_000 },
      });
      const fn: LoadedFunction = await host.load(component, { name: 'leaks', isolation });
      const chance = new Chance();
      const sendOne = async ({
        request,
        length,
      }: ReturnType<typeof makeRequest>): Promise<void> => {
        check(await fn.handle(request, { requestId: 'r' }), request, length);
        logs.length = 0;
      };
      const send = async (count: number): Promise<void> => {
        for (let number = 0; number < count; number += 1) await sendOne(makeRequest(chance));
      };
      const began = performance.now();
      // Memory is as large as its largest request: each kind of them has been seen.
      for (const path of paths) await sendOne(makeRequest(chance, path, largest));
      await send(settled);
      const before = await look();
      await send(total - settled);
      const after = await look();
      const seconds = Math.round(performance.now() - began) / 1000;
      const inMebibytes = (bytes: number): string => `${(bytes / mebibyte).toFixed(1)} MiB`;
      console.log(
        `${title}: ${total} requests in ${seconds} s; guest ${inMebibytes(before.guest)} -> ${inMebibytes(after.guest)}, heap ${inMebibytes(before.heap)} -> ${inMebibytes(after.heap)}, buffers ${inMebibytes(before.external)} -> ${inMebibytes(after.external)}, resident ${inMebibytes(process.memoryUsage.rss())}`,
      );
      expect(after.guest, 'memory of the guest').toBe(before.guest);
      expect(after.guest, 'memory of the guest').toBeLessThan(16 * mebibyte);
      expect(host.status().created, 'instances').toBe(1);
      expect(after.heap - before.heap, 'growth of the heap').toBeLessThan(4 * mebibyte);
      expect(after.external - before.external, 'growth of buffers').toBeLessThan(2 * mebibyte);
      host.dispose();
    },
    Math.max(60_000, requests),
  );
});
