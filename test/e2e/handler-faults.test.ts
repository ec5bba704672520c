import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpRequest } from '@org/host-bindings/contract';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { describe, expect, it } from 'vitest';
import {
  ask,
  type LoggedHostOptions,
  type LogRecord,
  readProblem,
  startHost,
} from './function-harness.js';

/** A function whose handler is these lines; the first of them is line 4 of `index.ts`. */
const handler = (...lines: string[]): string =>
  [
    "import { run, kv, log } from '@org/wajs';",
    "const bucket = kv.open('b'); void log;",
    'run(async (request, context) => {',
    ...lines,
    '});',
  ].join('\n');

interface Served {
  readonly response: Response;
  /** What is in the log once everything of the request is over. */
  readonly logs: readonly LogRecord[];
  /** The same function, for one request more. */
  again(path?: string): Promise<Response>;
}

/** Serves one request by a function, with one instance, and waits for what goes on after it. */
async function serve(source: string, options: LoggedHostOptions = {}): Promise<Served> {
  const kv = createMemoryKv();
  const { logs, load } = await startHost({
    instances: 1,
    limits: { wallMs: 5_000 },
    ...options,
    providers: { kv, ...options.providers },
  });
  const fn = await load(source);
  const response = await fn.fetch(ask('/fault', { method: 'POST', body: 'the body' }));
  return { response, logs, again: (path) => fn.fetch(ask(path)) };
}

/** What the client is told of a fault, and what the log says of it. */
async function serveFault(source: string, options?: LoggedHostOptions): Promise<LogRecord[]> {
  const { response, logs } = await serve(source, options);
  const text = await response.clone().text();
  const { status, type, problem } = await readProblem(response);
  expect(status).toBe(500);
  expect(type).toBe('application/problem+json');
  expect([...response.headers.keys()]).toEqual(['content-type']);
  const requestId = logs[0]?.requestId;
  expect(requestId).toMatch(/^[\da-f-]{36}$/);
  // The whole of what the client sees: nothing from inside.
  expect(text).toBe(
    `{"type":"about:blank","title":"Internal Server Error","status":500,"requestId":"${requestId}"}`,
  );
  expect(Object.keys(problem)).toEqual(['type', 'title', 'status', 'requestId']);
  return [...logs];
}

/** A log line of a failed request. */
const failure = (message: string, stack?: string): object => ({
  level: 'error',
  message,
  fields: stack === undefined ? {} : { stack },
  functionName: 'subject',
  requestId: expect.any(String) as string,
});

describe('a handler that fails: 500 for the client, message and place for the log', () => {
  it('throws before its first wait, some calls deep', async () => {
    const source = [
      "import { run } from '@org/wajs';",
      'function inner(name: string): never {',
      '  throw new TypeError(`the secret of ${name}`);',
      '}',
      'class Service {',
      '  static find(name: string): never { return inner(name); }',
      '}',
      'run(() => {',
      "  return Service.find('x');",
      '});',
    ].join('\n');
    expect(await serveFault(source)).toEqual([
      failure(
        'TypeError: the secret of x',
        expect.stringMatching(
          /^ {4}at inner \(index\.ts:3:\d+\)\n {4}at find \(index\.ts:6:\d+\)\n {4}at <anonymous> \(index\.ts:9:\d+\)$/,
        ) as string,
      ),
    ]);
  });

  it('throws after a hostcall', async () => {
    const source = handler("  await bucket.get('key');", "  throw new RangeError('too late');");
    expect(await serveFault(source)).toEqual([
      failure('RangeError: too late', '    at <anonymous> (index.ts:5:13)'),
    ]);
  });

  it('throws with a cause', async () => {
    const source = handler(
      '  try { JSON.parse(await request.text()); }',
      "  catch (cause) { throw new Error('bad input', { cause }); }",
    );
    expect(await serveFault(source)).toEqual([
      failure(
        'Error: bad input',
        expect.stringMatching(
          /^ {4}at <anonymous> \(index\.ts:5:29\)\ncaused by: SyntaxError: .+\n {4}at <anonymous> \(index\.ts:4:/s,
        ) as string,
      ),
    ]);
  });

  it.each([
    ["throw 'just text';", 'just text'],
    ['throw undefined;', 'undefined'],
    ['throw 42n;', '42n'],
    ['throw { code: 7, nested: { list: [1, 2] } };', '{ code: 7, nested: { list: [ 1, 2 ] } }'],
    [
      "throw Object.create(null, { x: { get() { throw new Error('no'); }, enumerable: true } });",
      /x/,
    ],
    ["throw new Proxy({}, { get() { throw new Error('no'); } });", /cannot be shown/],
    ["throw new Error('a\\nb');", 'Error: a\nb'],
    ["throw new Error('\\ud800');", 'Error: \ufffd'],
  ])('throws something odd: %s', async (statement, message) => {
    const [line, ...others] = await serveFault(handler(`  ${statement}`));
    expect(others).toEqual([]);
    if (typeof message === 'string') expect(line!.message).toBe(message);
    else expect(line!.message).toMatch(message);
  });

  it.each([
    ["return 'text';", "'text'"],
    ['return undefined;', 'undefined'],
    ['return null;', 'null'],
    ['return { status: 200 };', '{ status: 200 }'],
    ["return new Request('http://x.test/');", 'Request {'],
    ['return [new Response()];', '[ Response {'],
    ["return 'x'.repeat(1000);", "'xxxxxxxxxx"],
  ])('answers with what is no Response: %s', async (statement, shown) => {
    const [line, ...others] = await serveFault(handler(`  ${statement}`));
    expect(others).toEqual([]);
    expect(line!.message).toContain(`TypeError: handler must return a Response, got ${shown}`);
    expect(line!.message.length).toBeLessThan(200);
  });

  it('answers with Response.error()', async () => {
    expect(await serveFault(handler('  return Response.error();'))).toEqual([
      failure('TypeError: the handler answered with Response.error()'),
    ]);
  });

  it('reads a body twice', async () => {
    const source = handler(
      '  await request.text();',
      '  return new Response(await request.text());',
    );
    expect(await serveFault(source)).toEqual([
      failure(
        'TypeError: the body has been read already, or is being read; use clone() before',
        '    at <anonymous> (index.ts:5:37)',
      ),
    ]);
  });

  it('answers with a body that it has read', async () => {
    const source = handler(
      "  const answer = new Response('x');",
      '  await answer.text();',
      '  return answer;',
    );
    expect(await serveFault(source)).toEqual([
      failure('TypeError: the body has been read already, or is being read; use clone() before'),
    ]);
  });

  it.each([
    [
      "new Response('', { headers: { 'x-a': 'b\\r\\nset-cookie: stolen=1' } })",
      'invalid value for header "x-a": "b\\r\\nset-cookie: stolen=1"',
    ],
    ["new Response('', { headers: { 'x-a\\r\\nb': 'c' } })", 'invalid header name "x-a\\r\\nb"'],
    [
      "new Response('', { headers: [['x-a', 'b\\0c']] })",
      'invalid value for header "x-a": "b\\u0000c"',
    ],
    ["new Response('', { headers: { 'x:y': 'z' } })", 'invalid header name "x:y"'],
    ["new Response('', { headers: { '': 'z' } })", 'invalid header name ""'],
    [
      "new Response('', { headers: { 'x-a': '\\u{1f600}' } })",
      'invalid value for header "x-a": "\u{1f600}"',
    ],
  ])('injects into a header: %s', async (expression, message) => {
    expect(await serveFault(handler(`  return ${expression};`))).toEqual([
      failure(`TypeError: ${message}`, expect.stringContaining('(index.ts:4:') as string),
    ]);
  });

  it.each([99, 101, 199, 600, 1000])('answers with the status %i', async (status) => {
    const source = handler(`  return new Response(null, { status: ${status} });`);
    expect(await serveFault(source)).toEqual([
      failure(
        `RangeError: the status "${status}" is not between 200 and 599`,
        '    at <anonymous> (index.ts:4:14)',
      ),
    ]);
  });
});

describe('an error of a hostcall that the handler does not catch', () => {
  it('is said with its code', async () => {
    const source = handler("  return new Response(await bucket.put('k'.repeat(513), 'v'));");
    expect(await serveFault(source)).toEqual([
      failure('WajsError: [too-large] kv-key-bytes is 513, over the limit of 512'),
    ]);
  });

  it('is said with the fault of its provider, which the guest never learns', async () => {
    const kv = createMemoryKv();
    kv.get = () => {
      throw new Error('password of the database');
    };
    const source = handler(
      "  const seen = await bucket.get('k').catch((error) => error.message);",
      "  throw new Error('guest saw: ' + seen);",
    );
    const logs = await serveFault(source, { providers: { kv } });
    expect(logs).toEqual([
      {
        ...failure(''),
        message: expect.stringMatching(
          /^a provider failed: Error: password of the database\n.*handler-faults/s,
        ) as string,
      },
      failure(
        'Error: guest saw: [internal] the provider failed; the log of the host says why',
        expect.stringContaining('at <anonymous> (index.ts:5:') as string,
      ),
    ]);
  });
});

describe('limits of the KV store', () => {
  it.each([
    ["put('k'.repeat(513), 'v')", 'kv-key-bytes', 513, 512],
    ["get('é'.repeat(257))", 'kv-key-bytes', 514, 512],
    ["put('k', new Uint8Array(1001))", 'kv-value-bytes', 1001, 1000],
    ["put('k', 'v', { metadata: 'm'.repeat(1023) })", 'kv-metadata-bytes', 1025, 1024],
    ["batch([{ key: 'k', value: 'v'.repeat(1001) }])", 'kv-value-bytes', 1001, 1000],
  ])('are named with what was used and allowed: %s', async (call, what, used, maximum) => {
    const source = handler(
      `  const error = await bucket.${call}.then(() => undefined, (reason) => reason);`,
      '  const { name, code, detail, message } = error;',
      '  return Response.json({ name, code, detail, message });',
    );
    const kv = createMemoryKv({ limits: { kvValueBytes: 1000 } });
    const { response, logs } = await serve(source, { providers: { kv } });
    expect(await response.json()).toEqual({
      name: 'WajsError',
      code: 'too-large',
      detail: { what, used, maximum },
      message: `[too-large] ${what} is ${used}, over the limit of ${maximum}`,
    });
    expect(logs).toEqual([]);
  });

  it('let through what is just within them', async () => {
    const source = handler(
      "  await bucket.put('k'.repeat(512), new Uint8Array(1000));",
      "  return new Response(String((await bucket.get('k'.repeat(512))).length));",
    );
    const kv = createMemoryKv({ limits: { kvValueBytes: 1000 } });
    const { response } = await serve(source, { providers: { kv } });
    expect(await response.text()).toBe('1000');
  });

  it('refuse a key with a lone surrogate, which would otherwise be another key', async () => {
    const source = handler(
      "  const error = await bucket.put('k\\ud800', 'v').then(() => undefined, (reason) => reason);",
      '  return new Response(String(error));',
    );
    const { response } = await serve(source);
    expect(await response.text()).toBe(
      'EncodeError: string has a lone surrogate; pass well-formed text',
    );
  });
});

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
      { providers: { kv }, limits: { wallMs: 120 } },
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
    expect(logs).toEqual([failure('the function did not answer within 120 ms')]);
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
      { limits: { wallMs: 120 } },
    );
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('early');
    const late = again('/fine');
    expect(await (await late).text()).toBe('fine');
    expect(logs).toEqual([{ ...failure('the function did not end within 120 ms'), level: 'warn' }]);
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
      limits: { wallMs: 200 },
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
