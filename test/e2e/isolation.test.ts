import type { LoadedFunction } from '@org/host-bindings';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, startHost } from './function-harness.js';
import { watchMemories } from './instance-memories.js';

/** A function that changes all of its module state in every request, and says what it found. */
const stateful = (name: string): string => `
import { run, kv } from '@org/wajs';

const visits = kv.open('visits');
const state = { count: 0, seen: new Map(), built: '${name}', list: ['built'] };
let closure = 'clean';
class Registry { static entries = []; #hidden = 'clean'; set(value) { const old = this.#hidden; this.#hidden = value; return old; } }
const registry = new Registry();
const keep = [];

run(async (request, context) => {
  const query = new URL(request.url).searchParams;
  const id = query.get('id');
  const found = {
    name: state.built,
    count: state.count,
    seen: state.seen.size,
    list: state.list.join(),
    closure,
    registry: Registry.entries.length,
    hidden: registry.set(id),
    global: globalThis.leak ?? 'clean',
    prototype: ({}).leak ?? [].leak ?? 'clean',
    keep: keep.length,
  };
  state.count += 1;
  state.seen.set(id, id);
  state.list.push(id);
  closure = id;
  Registry.entries.push(id);
  globalThis.leak = id;
  Object.prototype.leak = id;
  Array.prototype.leak = id;
  switch (query.get('do')) {
    case 'allocate':
      keep.push(new Uint8Array(3_000_000).fill(7), 'x'.repeat(1_000_000));
      return Response.json({ ...found, id, bytes: keep[0].length });
    case 'kv': {
      await visits.put(id, { id });
      const values = await Promise.all([visits.get(id, 'json'), visits.increment('all:' + state.built)]);
      return Response.json({ ...found, id, stored: values[0].id });
    }
    case 'throw':
      throw new Error('thrown ' + id);
    case 'late':
      context.waitUntil(visits.increment('late:' + state.built).then(() => { state.count += 1; }));
      return Response.json({ ...found, id });
    default:
      return Response.json({ ...found, id });
  }
});
`;

const names = ['alpha', 'beta', 'gamma'];
const deeds = ['plain', 'kv', 'throw', 'late', 'plain', 'kv', 'plain', 'kv', 'plain', 'plain'];
const requests = 10_000;
const mebibyte = 2 ** 20;

const memories = watchMemories();

describe('three functions that share two instances', () => {
  const kv = createMemoryKv();
  const functions: LoadedFunction[] = [];

  beforeAll(async () => {
    const subject = await startHost({ providers: { kv }, instances: 2 });
    for (const name of names) functions.push(await subject.load(stateful(name), { name }));
    memories.length = 0;
  });

  /** Sends requests, eight at a time, and answers what was wrong with the answers. */
  async function send(first: number, count: number): Promise<string[]> {
    const wrong: string[] = [];
    let next = first;
    const client = async (): Promise<void> => {
      for (let number = next++; number < first + count; number = next++) {
        const fault = await check(number);
        if (fault !== undefined) wrong.push(fault);
      }
    };
    await Promise.all(Array.from({ length: 8 }, client));
    return wrong;
  }

  async function check(number: number): Promise<string | undefined> {
    const which = (number * 7) % 3;
    const deed = number % 50 === 0 ? 'allocate' : deeds[number % deeds.length]!;
    const id = `r${number}`;
    const response = await functions[which]!.fetch(ask(`/?id=${id}&do=${deed}`));
    const text = await response.text();
    if (deed === 'throw') {
      return response.status === 500 && !text.includes('thrown') ? undefined : `${id}: ${text}`;
    }
    const expected = {
      name: names[which],
      count: 0,
      seen: 0,
      list: 'built',
      closure: 'clean',
      registry: 0,
      hidden: 'clean',
      global: 'clean',
      prototype: 'clean',
      keep: 0,
      id,
      ...(deed === 'kv' && { stored: id }),
      ...(deed === 'allocate' && { bytes: 3_000_000 }),
    };
    return text === JSON.stringify(expected) ? undefined : `${id} ${deed}: ${text}`;
  }

  it(`answer ${requests} mixed requests from the state that was built, and do not grow`, async () => {
    // The first tenth warms up: what the process reaches then, it has to stay at.
    expect(await send(0, requests / 10)).toEqual([]);
    const grown = [0, 50].map((number) => check(requests * 50 + number));
    expect(await Promise.all(grown), 'each instance has allocated').toEqual([undefined, undefined]);
    const before = process.memoryUsage();
    const bytesBefore = memories.map(({ buffer }) => buffer.byteLength);
    expect(await send(requests / 10, (requests * 9) / 10)).toEqual([]);
    const after = process.memoryUsage();
    expect(after.rss - before.rss, 'growth of the process').toBeLessThan(150 * mebibyte);
    expect(after.arrayBuffers - before.arrayBuffers, 'growth of buffers').toBeLessThan(
      64 * mebibyte,
    );
    expect(after.heapUsed, 'heap of the host').toBeLessThan(400 * mebibyte);
    expect(
      memories.map(({ buffer }) => buffer.byteLength),
      'memories of the instances',
    ).toEqual(bytesBefore);
  }, 60_000);

  it('count what they stored, once each', async () => {
    const all = Array.from({ length: requests }, (_, number) => number);
    const call = { functionName: '', requestId: '', deadline: 0, signal: AbortSignal.abort() };
    for (const [which, name] of names.entries()) {
      const mine = all.filter((number) => (number * 7) % 3 === which && number % 50 !== 0);
      const stored = mine.filter((number) => deeds[number % deeds.length] === 'kv').length;
      const late = mine.filter((number) => deeds[number % deeds.length] === 'late').length;
      const read = async (key: string): Promise<string> =>
        Buffer.from((await kv.get('visits', key, call))!.value).toString();
      expect(await read(`all:${name}`)).toBe(String(stored));
      expect(await read(`late:${name}`)).toBe(String(late));
    }
  });
});

describe('a secret of one request', () => {
  const taint = `
    import { run, kv } from '@org/wajs';
    const bucket = kv.open('b');
    const state = { held: undefined };
    const jar = new Map();
    const reachable = (root) => {
      const found = [];
      const done = new Set();
      const visit = (value, path, depth) => {
        if (typeof value === 'string') { if (value.includes('s3cr3t')) found.push(path); return; }
        if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
        if (done.has(value) || depth > 6) return;
        done.add(value);
        if (value instanceof Map) for (const [key, item] of value) { visit(key, path + '<key>', depth + 1); visit(item, path + '<item>', depth + 1); }
        for (const key of Reflect.ownKeys(value)) {
          let item;
          try { item = value[key]; } catch { continue; }
          visit(key, path + '.' + String(key), depth + 1);
          visit(item, path + '.' + String(key), depth + 1);
        }
      };
      visit(root, 'root', 0);
      return found;
    };
    run(async (request) => {
      const secret = request.headers.get('authorization');
      if (secret) {
        state.held = secret;
        globalThis.stolen = { deep: [secret] };
        jar.set(secret, secret + '!');
        Array.prototype.stolen = secret;
        globalThis.read = () => secret;
        setTimeout(() => { globalThis.timer = secret; }, 60_000);
        await bucket.put('k', secret);
        await bucket.get('k', 'text');
        void new Promise(() => secret);
        if (request.method === 'POST') state.body = await request.text();
        if (new URL(request.url).searchParams.has('throw')) throw new Error(secret);
        return new Response(secret, { headers: { 'x-secret': secret } });
      }
      const found = [...reachable({ globalThis, state, jar, array: Array.prototype, run, kv })];
      await bucket.get('look', 'text');
      return Response.json({ found, read: typeof globalThis.read });
    });
  `;

  it.each([
    ['answers', '/', 'GET'],
    ['throws', '/?throw', 'GET'],
    ['is sent in a body', '/', 'POST'],
  ])(
    'that %s is gone in the next one, in its objects and in its memory',
    async (_, path, method) => {
      const secret = `s3cr3t-${'0123456789'.repeat(4)}`;
      const needle = Buffer.from(secret);
      const wide = Buffer.from(secret, 'utf16le');
      const holding = (): number =>
        memories.filter(({ buffer }) => {
          const bytes = Buffer.from(buffer);
          return bytes.includes(needle) || bytes.includes(wide);
        }).length;
      const kv = createMemoryKv();
      const get = kv.get.bind(kv);
      const seen: Array<{ key: string; holding: number }> = [];
      kv.get = (bucket, key, call) => {
        seen.push({ key, holding: holding() });
        return get(bucket, key, call);
      };
      memories.length = 0;
      const subject = await startHost({ providers: { kv }, instances: 1 });
      const fn = await subject.load(taint);
      const body = method === 'POST' ? { body: `body ${secret}` } : {};
      const first = await fn.fetch(
        ask(path, { method, headers: { authorization: secret }, ...body }),
      );
      await first.text();
      const second = await fn.fetch(ask('/'));
      expect(await second.json()).toEqual({ found: [], read: 'undefined' });
      // The first look proves that looking finds it.
      expect(seen).toEqual([
        { key: 'k', holding: 1 },
        { key: 'look', holding: 0 },
      ]);
    },
  );
});
