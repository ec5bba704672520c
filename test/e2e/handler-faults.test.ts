import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { describe, expect, it } from 'vitest';
import { failure, handler, serve, serveFault } from './handler-harness.js';

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
