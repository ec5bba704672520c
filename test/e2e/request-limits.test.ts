import { HostError } from '@org/host-bindings';
import { type Fetched, HttpBase, httpHandler } from '@org/host-bindings/contract';
import { createMemoryKv, createMemoryRpc } from '@org/host-bindings/providers/memory';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { buildFunction } from '@org/wajs/build';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask, type LoggedHostOptions, makeFolder, startHost } from './function-harness.js';

/** Does one thing as often as the query says, in order or at once, and says how each ended. */
const source = `
  import { run, kv, rpc } from '@org/wajs';
  const bucket = kv.open('b');
  const deeds = {
    fetch: () => fetch('http://up.test/'),
    get: () => bucket.get('k'),
    put: () => bucket.put('k', 'v'),
    has: () => bucket.has('k'),
    call: () => rpc.call('self', 'none', new Uint8Array()),
  };
  run(async (request) => {
    const query = new URL(request.url).searchParams;
    const one = () => deeds[query.get('do')]().then(() => 'ok', (error) => {
      const of = error.code === undefined ? error.cause : error;
      return [of.code, of.detail?.what, of.detail?.used, of.detail?.maximum].filter(Boolean).join(' ');
    });
    const count = Number(query.get('count'));
    const ends = [];
    if (query.has('inOrder')) for (let done = 0; done < count; done++) ends.push(await one());
    else ends.push(...await Promise.all(Array.from({ length: count }, one)));
    const counts = {};
    for (const end of ends) counts[end] = (counts[end] ?? 0) + 1;
    return Response.json(counts);
  });
`;

/** An upstream that answers when it is told to, and counts what it is asked at once. */
class CountingHttp extends HttpBase {
  calls = 0;
  active = 0;
  most = 0;
  /** Answers that are held back; none where it answers in the next turn. */
  held: (() => void)[] | undefined;

  override async fetch(): Promise<Fetched> {
    this.calls++;
    this.most = Math.max(this.most, ++this.active);
    await new Promise<void>((resolve) => {
      if (this.held === undefined) setImmediate(resolve);
      else this.held.push(resolve);
    });
    this.active--;
    return {
      response: { status: 200, headers: [], body: { tag: 'empty' } },
      url: 'http://up.test/',
      redirected: false,
    };
  }
}

async function start(options: LoggedHostOptions = {}, isolation: 'request' | 'shared' = 'request') {
  const http = new CountingHttp();
  const subject = await startHost({
    policy: { interfaces: ['kv', 'rpc'] },
    ...options,
    providers: { kv: createMemoryKv(), http, rpc: createMemoryRpc(), ...options.providers },
  });
  const fn = await subject.load(source, { isolation });
  const count = async (query: string): Promise<unknown> =>
    (await fn.fetch(ask(`/?${query}`))).json();
  return { ...subject, http, fn, count };
}

describe('limits of a request', () => {
  it('are 50 subrequests: the last one is sent, the next is not', async () => {
    const { http, count } = await start();
    expect(await count('do=fetch&count=50&inOrder')).toEqual({ ok: 50 });
    expect(await count('do=fetch&count=51&inOrder')).toEqual({
      ok: 50,
      'limit subrequests 51 50': 1,
    });
    expect(http.calls).toBe(100);
    // Calls of other functions count as well; here there is none of that name.
    expect(await count('do=call&count=51')).toEqual({
      'not-found': 50,
      'limit subrequests 51 50': 1,
    });
  });

  it('are 6 subrequests at once: the seventh waits for its turn', async () => {
    const { http, count } = await start();
    http.held = [];
    const answer = count('do=fetch&count=13');
    while (http.held.length < 6) await new Promise(setImmediate);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(http.active).toBe(6);
    http.held.splice(0, 1)[0]!();
    while (http.calls < 7) await new Promise(setImmediate);
    expect(http.active).toBe(6);
    const releasing = setInterval(() => http.held!.splice(0).forEach((release) => release()), 1);
    expect(await answer).toEqual({ ok: 13 });
    clearInterval(releasing);
    expect(http.most).toBe(6);
  });

  it('end what waits for its turn with the request', async () => {
    const { http, fn, count } = await start({ limits: { wallMs: 1000 } });
    http.held = [];
    const response = await fn.fetch(ask('/?do=fetch&count=8'));
    expect(response.status).toBe(504);
    http.held.splice(0).forEach((release) => release());
    http.held = undefined;
    expect(await count('do=fetch&count=6')).toEqual({ ok: 6 });
    expect(http.calls, 'the two that waited were never sent').toBe(12);
  });

  it.each(['get', 'put', 'has'])('are 1,000 KV operations: %s', async (deed) => {
    const { count } = await start();
    expect(await count(`do=${deed}&count=1000`)).toEqual({ ok: 1000 });
    expect(await count(`do=${deed}&count=1001`)).toEqual({
      ok: 1000,
      'limit kv-operations 1001 1000': 1,
    });
  });

  it('are options', async () => {
    const { http, count } = await start({
      limits: { subrequests: 3, subrequestsAtOnce: 2, kvOperations: 4 },
    });
    expect(await count('do=fetch&count=4')).toEqual({ ok: 3, 'limit subrequests 4 3': 1 });
    expect(http.most).toBe(2);
    expect(await count('do=get&count=5')).toEqual({ ok: 4, 'limit kv-operations 5 4': 1 });
  });

  it('hold in shared mode for each request, and for several at once together', async () => {
    const { http, count } = await start({}, 'shared');
    for (let round = 0; round < 3; round++) {
      expect(await count('do=fetch&count=51&inOrder')).toEqual({
        ok: 50,
        'limit subrequests 51 50': 1,
      });
    }
    http.calls = 0;
    await Promise.all(Array.from({ length: 4 }, () => count('do=fetch&count=60&inOrder')));
    expect(http.calls).toBe(200);
  });

  it('hold for each call of a session', async () => {
    const { fn } = await start({ limits: { kvOperations: 4 } });
    using session = await fn.open();
    const handler = session.bind(httpHandler);
    const context = { requestId: 'r', deadline: Date.now() + 5_000 };
    const counts: unknown[] = [];
    for (const count of [4, 5, 4]) {
      const url = `http://function.test/?do=get&count=${count}`;
      const { body } = await handler.handle(
        { method: 'GET', url, headers: [], body: { tag: 'empty' } },
        context,
      );
      counts.push(body.tag === 'bytes' && JSON.parse(new TextDecoder().decode(body.val)));
    }
    expect(counts).toEqual([{ ok: 4 }, { ok: 4, 'limit kv-operations 5 4': 1 }, { ok: 4 }]);
  });
});

describe('CPU time', () => {
  it('over the soft limit is said in the log, once, and stops nothing', async () => {
    const { load, logs } = await startHost({ limits: { cpuSoftMs: 20 } });
    const fn = await load(`
      import { run } from '@org/wajs';
      run((request) => {
        if (request.url.endsWith('/busy')) for (const end = Date.now() + 60; Date.now() < end;);
        return new Response('done');
      });
    `);
    const response = await fn.fetch(ask('/busy'), { requestId: 'busy-1' });
    expect(await response.text()).toBe('done');
    await new Promise(setImmediate);
    expect(logs).toHaveLength(1);
    expect(logs[0]).toMatchObject({ level: 'warn', requestId: 'busy-1' });
    expect(logs[0]!.message).toMatch(
      /^the request used \d+ ms of CPU, over the soft limit of 20 \(limit cpuSoftMs\)$/,
    );
  });

  it('at module level is bounded by loadMs: the build fails, and so does loading the source', async () => {
    const root = await makeFolder({ 'index.ts': 'for (;;);' });
    const built = buildFunction({ entry: join(root, 'index.ts'), name: 'subject', root });
    await expect(built).rejects.toThrow(
      'the module level was stopped: it computed for too long without a pause (limit loadMs)',
    );
    const cause = await built.catch((error: Error) => (error.cause as Error).cause);
    expect(cause).toBeInstanceOf(HostError);
    expect(cause).toMatchObject({ code: 'limit', detail: { what: 'load-ms', maximum: 1000 } });
  });

  it('of a component is bounded by loadMs as well, from its start function on', async () => {
    const binary = await parse(
      '(module (memory (export "memory") 1) (func $spin (loop $again (br $again))) (start $spin))',
    );
    const witSource = 'package acme:spin; world spin {}';
    const component = await componentNew(
      await componentEmbed({ binary, witSource, world: 'spin' }),
    );
    const { host } = await startHost({ limits: { loadMs: 20 } });
    await expect(host.load(component, { name: 'spin' })).rejects.toMatchObject({
      code: 'limit',
      detail: { what: 'load-ms', maximum: 20 },
    });
  });
});
