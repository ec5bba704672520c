import type { LoadedFunction } from '@org/host-bindings';
import { type BodyReader, type Fetched, HttpBase } from '@org/host-bindings/contract';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, type LoggedHost, startHost } from './function-harness.js';
import { watchMemories } from './instance-memories.js';
import { secretOf, secretsIn } from './planted-secrets.js';

/** Requests that each plant a secret. */
const requests = 10_000;
/** Most instances at a time. */
const instances = 2;
const names = ['alpha', 'beta', 'gamma'];

/**
 * A function that looks for the secrets of earlier requests, lets the host look at the memory that it
 * runs in, and then puts its own wherever one can be put. The word in question is never whole in its code.
 */
const planting = (name: string): string => `
import { run, kv, log } from '@org/wajs';
const bucket = kv.open('${name}');
const state = { held: undefined, list: [] };
const jar = new Map();
class Registry { static entries = []; #hidden; set(value) { this.#hidden = value; } get() { return this.#hidden; } }
const registry = new Registry();
let closure;
const pattern = /(s3c.*)/;
const isSecret = (text) => text.includes(['s3c', 'r3t-'].join(''));

function reachable(root) {
  const found = [];
  const done = new Set();
  const visit = (value, path, depth) => {
    if (typeof value === 'string') { if (isSecret(value)) found.push(path); return; }
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
    if (done.has(value) || depth > 5) return;
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
}

const recurse = (depth) => 1 + recurse(depth + 1);

run(async (request, context) => {
  const query = new URL(request.url).searchParams;
  const found = query.has('search')
    ? reachable({ globalThis, state, jar, closure, entries: Registry.entries, hidden: registry.get(), symbol: RegExp.$1 })
    : [closure, state.held, globalThis.stolen, registry.get(), [].stolen].filter((item) => item !== undefined);
  await bucket.has('look:' + query.get('number'));

  const secret = request.headers.get('authorization');
  state.held = secret;
  state.list.push({ secret });
  closure = () => secret;
  globalThis.stolen = { deep: [secret] };
  jar.set(secret, secret + '!');
  Registry.entries.push(secret);
  registry.set(secret);
  Array.prototype.stolen = secret;
  Object.prototype[secret] = 1;
  Symbol.for(secret);
  pattern.exec(secret);
  const bytes = new Uint8Array(secret.length * 8);
  for (let at = 0; at < bytes.length; at++) bytes[at] = secret.charCodeAt(at % secret.length);
  globalThis.bytes = bytes;
  globalThis.wide = secret + '\\u{1f600}';
  globalThis.paused = (function* () { yield secret; })();
  globalThis.paused.next();
  void new Promise(() => secret);
  // Pending on the ring when the request ends: a call that is answered in a later request, a timer, a log line.
  bucket.get('late:' + secret, 'text').then((text) => { globalThis.late = text; }, () => {});
  setTimeout(() => { globalThis.timer = secret; }, 20);
  log.info(secret, { secret });
  // A body that nobody reads: a handle, and an object of the host behind it.
  globalThis.response = await fetch('http://up.test/' + secret);
  await bucket.put(secret, secret);
  switch (query.get('end')) {
    case 'throw': throw new Error(secret);
    case 'trap': return new Response(recurse(0));
    case 'grow': globalThis.large = secret.repeat(40_000); break;
    case 'late': context.waitUntil(bucket.get(secret, 'text')); break;
    default:
  }
  return Response.json({ found, secret });
});
`;

const memories = watchMemories();

/** Answers with a body that nobody reads, and counts how many are open. */
class UnreadHttp extends HttpBase {
  opened = 0;
  disposed = 0;

  override async fetch(): Promise<Fetched> {
    this.opened++;
    let isOpen = true;
    const val: BodyReader = {
      read: () => Promise.resolve(undefined),
      [Symbol.dispose]: () => {
        if (isOpen) this.disposed++;
        isOpen = false;
      },
    };
    const response = { status: 200, headers: [], body: { tag: 'stream' as const, val } };
    return Promise.resolve({ response, url: 'http://up.test/', redirected: false });
  }
}

describe('secrets of requests, planted wherever one can be', () => {
  const functions: LoadedFunction[] = [];
  const http = new UnreadHttp();
  /** Secrets that the memory of a later request held when it began. */
  const leaks: string[] = [];
  /** Whether looking found the request's own secret, which shows that it would find others. */
  let seen = 0;
  let looked = 0;
  /** Signals of calls that were pending when their request ended. */
  const pending: AbortSignal[] = [];
  let subject: LoggedHost;

  beforeAll(async () => {
    const kv = createMemoryKv();
    const { exists, get } = kv;
    kv.exists = (bucket, key, call) => {
      const number = Number(key.slice('look:'.length));
      looked++;
      // Of the instances, the one that asks is the one that holds its own secret; it was used of late.
      const own = memories.findLastIndex(({ buffer }) => {
        const held = secretsIn(buffer);
        const isOwn = held.delete(number);
        if (isOwn) for (const other of held) leaks.push(`that of ${other} by request ${number}`);
        return isOwn;
      });
      if (own >= 0) seen++;
      // The last ones that were used are those that there are: others trapped, and were replaced.
      if (own >= 0) memories.push(...memories.splice(own, 1));
      memories.splice(0, memories.length - 2 * instances);
      return exists.call(kv, bucket, key, call);
    };
    kv.get = (bucket, key, call) => {
      if (!key.startsWith('late:')) return get.call(kv, bucket, key, call);
      pending.push(call!.signal);
      // It is answered whatever becomes of the request: most of the time in the middle of a later one.
      return new Promise((resolve) => {
        setTimeout(() => {
          resolve({ value: Buffer.from(key), version: '1' } as never);
        }, 15);
      });
    };
    subject = await startHost({
      providers: { kv, http },
      instances: { minimum: instances, maximum: instances },
    });
    for (const name of names) functions.push(await subject.load(planting(name), { name }));
  });

  const ends = ['answer', 'throw', 'late', 'answer', 'grow', 'answer', 'throw', 'answer', 'answer'];

  async function plant(number: number): Promise<string | undefined> {
    // A trap costs an instance, and to look at all that is reachable some milliseconds.
    const end = number % 50 === 0 ? 'trap' : ends[number % ends.length]!;
    const search = number % 40 === 0 ? '&search' : '';
    const secret = secretOf(number);
    const response = await functions[(number * 7) % names.length]!.fetch(
      ask(`/?number=${number}&end=${end}${search}`, {
        method: number % 2 === 0 ? 'GET' : 'POST',
        headers: { authorization: secret },
        ...(number % 2 === 1 && { body: `body ${secret}` }),
      }),
    );
    const text = await response.text();
    if (end === 'throw' || end === 'trap')
      return response.status === 500 && !text.includes('s3cr3t') ? undefined : `${number}: ${text}`;
    return text === JSON.stringify({ found: [], secret }) ? undefined : `${number}: ${text}`;
  }

  it(`are in no later one: ${requests} requests of three functions over two instances`, async () => {
    const wrong: string[] = [];
    let next = 1;
    const client = async (): Promise<void> => {
      for (let number = next++; number <= requests; number = next++) {
        const fault = await plant(number);
        if (fault !== undefined) wrong.push(fault);
        subject.logs.length = 0;
      }
    };
    await Promise.all([client(), client(), client()]);
    expect(wrong).toEqual([]);
    expect(leaks).toEqual([]);
    expect(looked).toBe(requests);
    expect(seen, 'looking finds what is there').toBe(requests);
    expect(subject.host.status().live).toBe(instances);
  }, 300_000);

  it('leave nothing behind in the host: handles are dropped, and pending calls given up', async () => {
    await expect.poll(() => subject.host.status().idle).toBe(instances);
    expect(http.opened).toBe(requests);
    expect(http.disposed).toBe(requests);
    expect(pending.filter(({ aborted }) => !aborted)).toEqual([]);
  });

  it('are found where they are, in a sandbox that is not restored', async () => {
    const fn = await subject.load(planting('shared'), { name: 'shared', isolation: 'shared' });
    const answers: string[] = [];
    for (const number of [requests + 1, requests + 2]) {
      const headers = { authorization: secretOf(number) };
      answers.push(await (await fn.fetch(ask(`/?search&number=${number}`, { headers }))).text());
    }
    expect(answers[0]).toContain('"found":[]');
    for (const place of ['root.state.held', 'root.jar<key>', 'root.globalThis.stolen.deep.0'])
      expect(answers[1]).toContain(`"${place}"`);
    const leak = `that of ${requests + 1} by request ${requests + 2}`;
    expect(leaks).toContain(leak);
  });
});
