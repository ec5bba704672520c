import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpRequest } from '@org/host-bindings/contract';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { describe, expect, it } from 'vitest';
import { ask, readProblem, startHost } from './function-harness.js';
import { failure, handler, serve, serveFault } from './handler-harness.js';

describe('after the response', () => {
  it('an exception in waitUntil is logged with its place, and costs nothing', async () => {
    const source = handler(
      '  context.waitUntil((async () => {',
      "    await bucket.get('key');",
      "    throw new Error('in waitUntil');",
      '  })());',
      "  return new Response('done');",
    );
    const { response, logs, again } = await serve(source);
    expect(await response.text()).toBe('done');
    await expect.poll(() => logs.length).toBe(1);
    expect(logs[0]).toEqual(
      failure(
        'a promise given to waitUntil was rejected: Error: in waitUntil\n    at <anonymous> (index.ts:6:15)',
      ),
    );
    expect(await (await again()).text()).toBe('done');
  });

  it('waitUntil can be called again while another one goes on', async () => {
    const source = handler(
      '  setTimeout(() => {',
      "    context.waitUntil(new Promise((resolve) => setTimeout(resolve, 30)).then(() => log.info('second')));",
      '  }, 10);',
      "  context.waitUntil(new Promise((resolve) => setTimeout(resolve, 20)).then(() => log.info('first')));",
      "  return new Response('done');",
    );
    const { logs } = await serve(source);
    await expect.poll(() => logs.map(({ message }) => message)).toEqual(['first', 'second']);
  });

  it('what nobody waits for goes no further: neither timers nor hostcalls', async () => {
    const kv = createMemoryKv();
    let puts = 0;
    const put = kv.put.bind(kv);
    kv.put = (...args) => {
      puts++;
      return put(...args);
    };
    const aborted: string[] = [];
    kv.get = (_bucket, key, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          aborted.push(key);
          resolve(undefined);
        });
      });
    const source = handler(
      "  setTimeout(() => bucket.put('timer', 'x'), 20);",
      "  void bucket.get('pending').then(() => bucket.put('after', 'x'));",
      "  void (async () => { for (let n = 0; n < 5; n++) { await new Promise((r) => setTimeout(r, 5)); await bucket.put('loop', 'x'); } })();",
      "  return new Response('done');",
    );
    const { response } = await serve(source, { providers: { kv } });
    expect(await response.text()).toBe('done');
    await sleep(60);
    expect(puts).toBe(0);
    // The host does not wait for the next request to let go of it.
    expect(aborted).toEqual(['pending']);
  });
});

describe('a handler that does not answer in time: 504', () => {
  const silent: ReadonlyArray<readonly [string, string]> = [
    ['and waits for nothing', '  await new Promise(() => {});'],
    ['and waits for a hostcall', "  await bucket.get('never');"],
    ['and waits for a timer', '  await new Promise((resolve) => setTimeout(resolve, 60_000));'],
    ['and makes hostcalls without end', "  for (;;) await bucket.get('slow');"],
  ];

  it.each(silent)('%s', async (_name, line) => {
    const kv = createMemoryKv();
    const signals: AbortSignal[] = [];
    kv.get = (_bucket, key, { signal }) => {
      signals.push(signal);
      return key === 'never' ? new Promise(() => {}) : sleep(2).then(() => undefined);
    };
    const { response, logs, again } = await serve(
      handler("  if (request.url.endsWith('/fine')) return new Response('fine');", line),
      { providers: { kv }, limits: { wallMs: 600 } },
    );
    const { status, type, problem } = await readProblem(response);
    expect(status).toBe(504);
    expect(type).toBe('application/problem+json');
    expect(problem).toEqual({
      type: 'about:blank',
      title: 'Gateway Timeout',
      status: 504,
      requestId: logs[0]!.requestId,
    });
    expect(logs).toEqual([failure('the function did not answer within 600 ms')]);
    // What it waited for is told that nobody does any more, and nothing is asked after that.
    const asked = signals.length;
    if (asked > 0) expect(signals.at(-1)!.aborted).toBe(true);
    expect(await (await again('/fine')).text()).toBe('fine');
    await sleep(30);
    expect(signals.length).toBe(asked);
    expect(logs).toHaveLength(1);
  });

  it('and whose waitUntil does not end is stopped, after it has answered', async () => {
    const { response, logs, again } = await serve(
      handler(
        "  if (request.url.endsWith('/fine')) return new Response('fine');",
        '  context.waitUntil(new Promise(() => {}));',
        "  return new Response('early');",
      ),
      { limits: { wallMs: 600 } },
    );
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('early');
    const late = again('/fine');
    expect(await (await late).text()).toBe('fine');
    expect(logs).toEqual([{ ...failure('the function did not end within 600 ms'), level: 'warn' }]);
  });
});

describe('a function that breaks its instance costs its own request alone', () => {
  const fine = "  if (request.url.endsWith('/fine')) return new Response('fine');";

  it.each([
    ['deep recursion', '  const deep = () => deep() + 1; deep();'],
    [
      'deep recursion inside of a try',
      '  const deep = () => deep() + 1; try { deep(); } catch { return new Response(); }',
    ],
    [
      'deep recursion after a hostcall',
      "  await bucket.get('k'); const deep = () => deep() + 1; deep();",
    ],
    ['deeply nested JSON', "  JSON.parse('['.repeat(200_000));"],
  ])('%s', async (_name, line) => {
    const source = handler(fine, line);
    const logs = await serveFault(source);
    expect(logs).toHaveLength(1);
    expect(logs[0]!.message).toMatch(
      /^the function trapped: it recursed too deeply$|^InternalError: stack overflow$/,
    );
    const { again } = await serve(source);
    for (let round = 0; round < 3; round++) {
      expect(await (await again('/fine')).text()).toBe('fine');
      expect((await again('/fault')).status).toBe(500);
    }
  });

  it.each([
    [
      'in large blocks',
      '  const keep = []; for (;;) keep.push(new Uint8Array(1_000_000).fill(1));',
      /^InternalError: out of memory$/,
    ],
    ['in one block', '  new Uint8Array(2 ** 30);', /^InternalError: out of memory$/],
    [
      'in small objects',
      "  const keep = []; for (let n = 0; ; n++) keep.push({ n, s: 'x' + n });",
      /out of memory/,
    ],
    [
      'in text',
      "  let text = 'xy'; for (;;) text = text + text;",
      /^InternalError: (string too long|out of memory)$/,
    ],
  ])('memory over its limit, %s', async (_name, line, message) => {
    const options = { limits: { memoryBytes: 16 * 2 ** 20, wallMs: 10_000 } };
    const source = handler(fine, line);
    const logs = await serveFault(source, options);
    expect(logs).toHaveLength(1);
    expect(logs[0]!.message).toMatch(message);
    const { again } = await serve(source, options);
    expect(await (await again('/fine')).text()).toBe('fine');
  });

  it('a request that another shares the instance with fails too, and the next one does not', async () => {
    const kv = createMemoryKv();
    kv.get = () => new Promise(() => {});
    const { logs, load } = await startHost({ instances: 1, providers: { kv } });
    const fn = await load(
      handler(
        fine,
        "  if (request.url.endsWith('/wait')) await bucket.get('never');",
        '  const deep = () => deep() + 1; deep();',
      ),
      { isolation: 'shared' },
    );
    const waiting = fn.fetch(ask('/wait'));
    const breaking = fn.fetch(ask('/fault'));
    expect((await breaking).status).toBe(500);
    expect((await waiting).status).toBe(500);
    expect(new Set(logs.map(({ requestId }) => requestId)).size).toBe(2);
    expect(await (await fn.fetch(ask('/fine'))).text()).toBe('fine');
  });
});

describe('a request that is no value of the contract', () => {
  it('is refused, and its instance goes back to the pool', async () => {
    const { load } = await startHost({
      instances: 1,
      limits: { wallMs: 2000 },
      providers: { kv: createMemoryKv() },
    });
    const fn = await load(handler("  return new Response('fine');"));
    const request: HttpRequest = {
      method: 'GET',
      url: 'http://x.test/',
      headers: [],
      body: { tag: 'empty' },
    };
    for (const isolation of ['request', 'shared'] as const) {
      const subject =
        isolation === 'request'
          ? fn
          : await load(handler("  return new Response('fine');"), { isolation });
      for (let round = 0; round < 3; round++) {
        await expect(subject.handle({ ...request, url: 'http://x.test/\ud800' })).rejects.toThrow(
          'lone surrogate',
        );
      }
      expect((await subject.handle(request)).status).toBe(200);
    }
  });
});
