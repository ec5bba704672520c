import { createMemoryRpc, type MemoryRpc } from '@org/host-bindings/providers/memory';
import { describe, expect, it } from 'vitest';
import { ask, type LoggedHost, type LoggedHostOptions, startHost } from './function-harness.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (payload: Uint8Array): string => new TextDecoder().decode(payload);

interface RpcHost extends LoggedHost {
  readonly rpc: MemoryRpc;
}

/** A host whose functions may call each other. */
async function startRpcHost(options: LoggedHostOptions = {}): Promise<RpcHost> {
  const rpc = createMemoryRpc();
  const host = await startHost({
    policy: { interfaces: ['rpc'] },
    ...options,
    providers: { rpc, ...options.providers },
  });
  return { ...host, rpc };
}

/** Serves methods; `said` and `answer` are there for them. */
const service = (...methods: string[]): string =>
  [
    "import { rpc, serveRpc, WajsError, log } from '@org/wajs';",
    'const said = (payload) => new TextDecoder().decode(payload);',
    'const answer = (value) => new TextEncoder().encode(String(value));',
    'void rpc; void WajsError; void log; let calls = 0; void calls;',
    'serveRpc({',
    ...methods,
    '});',
  ].join('\n');

describe('a function that serves methods', () => {
  it('is called by the host, with what is known of the call', async () => {
    const { load } = await startRpcHost();
    const fn = await load(
      service(
        'greet: (payload) => answer(`hello ${said(payload)}`),',
        'async who(payload, { requestId, caller, idempotencyKey, deadline }) {',
        '  await Promise.resolve();',
        '  return answer(JSON.stringify({ requestId, caller, idempotencyKey, deadline }));',
        '},',
      ),
    );
    expect(text(await fn.call('greet', bytes('wörld \u{1f600}')))).toBe('hello wörld \u{1f600}');
    const deadline = Date.now() + 5_000;
    const options = { requestId: 'r-1', caller: 'test', idempotencyKey: 'k', deadline };
    expect(JSON.parse(text(await fn.call('who', bytes(''), options)))).toEqual(options);
  });

  it.each(['request', 'shared'] as const)('has state as its requests do: %s', async (isolation) => {
    const { load } = await startRpcHost();
    const fn = await load(service('count: () => answer(++calls),'), { isolation });
    const counts = [];
    for (let round = 0; round < 3; round++) counts.push(text(await fn.call('count', bytes(''))));
    expect(counts).toEqual(isolation === 'request' ? ['1', '1', '1'] : ['1', '2', '3']);
  });

  it('answers errors of the contract, and not-found for what it does not serve', async () => {
    const { load, logs } = await startRpcHost();
    const fn = await load(
      service("taken() { throw WajsError.of('conflict', 'it is there already'); },"),
    );
    await expect(fn.call('taken', bytes(''))).rejects.toMatchObject({
      name: 'HostError',
      payload: { tag: 'conflict', val: 'it is there already' },
    });
    for (const method of ['nothing', '', '__proto__', 'constructor']) {
      await expect(fn.call(method, bytes(''))).rejects.toThrow(
        `[not-found] there is no method "${method}"`,
      );
    }
    expect(logs).toEqual([]);
  });

  it('fails with internal, and says why in its log alone', async () => {
    const { load, logs } = await startRpcHost();
    const fn = await load(
      service(
        "broken() { throw new RangeError('password is hunter2'); },",
        "text: () => 'no bytes',",
        'trap() { const list = []; for (;;) list.push(new Uint8Array(1 << 20)); },',
        'fine: () => answer(1),',
      ),
    );
    for (const method of ['broken', 'text', 'trap']) {
      const error = await fn.call(method, bytes('')).catch((caught: Error) => caught);
      expect(error).toMatchObject({ code: 'internal' });
      expect((error as Error).message).toMatch(/^\[internal\] the function (failed|trapped)$/);
    }
    expect(logs.map(({ message }) => message)).toEqual([
      'RangeError: password is hunter2',
      'TypeError: method "text" answered with no Uint8Array',
      expect.any(String),
    ]);
    expect(logs[0]?.fields['stack']).toContain('index.ts:6');
    expect(text(await fn.call('fine', bytes('')))).toBe('1');
  });

  it('is stopped at the deadline of the call', async () => {
    const { load } = await startRpcHost();
    const fn = await load(service('wait: () => new Promise((done) => setTimeout(done, 60_000)),'));
    const late = fn.call('wait', bytes(''), { deadline: Date.now() + 30 });
    await expect(late).rejects.toThrow(/^\[timeout\] the function did not answer within \d+ ms$/);
    const over = fn.call('wait', bytes(''), { deadline: Date.now() - 1 });
    await expect(over).rejects.toThrow('[timeout] the deadline is over');
  });

  it('may serve requests too; what serves one kind alone says so', async () => {
    const { load } = await startRpcHost();
    const both = await load(
      `${service('a: () => answer(1),')}\nimport { run } from '@org/wajs'; run(() => new Response('b'));`,
    );
    expect(text(await both.call('a', bytes('')))).toBe('1');
    expect(await (await both.fetch(ask())).text()).toBe('b');
    const methods = await load(service('a: () => answer(1),'));
    await expect(methods.handle({} as never)).rejects.toThrow(
      '[invalid] function "subject" serves no HTTP; call run(handler) in its entry',
    );
    const requests = await load("import { run } from '@org/wajs'; run(() => new Response('b'));");
    await expect(requests.call('a', bytes(''))).rejects.toThrow(
      '[not-found] function "subject" serves no methods; call serveRpc(methods) in its entry',
    );
  });

  it('keeps working after its answer with waitUntil', async () => {
    const { load, logs } = await startRpcHost();
    const fn = await load(
      service(
        'later(payload, context) {',
        "  context.waitUntil(new Promise((done) => setTimeout(done, 5)).then(() => log.info('done')));",
        '  return answer(1);',
        '},',
      ),
    );
    await fn.call('later', bytes(''));
    await expect.poll(() => logs.map(({ message }) => message)).toEqual(['done']);
  });
});

describe('functions that call each other', () => {
  const caller = (...lines: string[]): string =>
    service('ask: async (payload, context) => {', ...lines, '},');

  it('get answers and errors', async () => {
    const { rpc, load } = await startRpcHost();
    rpc.add(
      'kitchen',
      await load(
        service(
          'cook: (payload, { caller }) => answer(`${said(payload)} for ${caller}`),',
          "burn() { throw WajsError.of('unavailable', 'no gas'); },",
          "fire() { throw new Error('help'); },",
        ),
        { name: 'kitchen' },
      ),
    );
    const waiter = await load(
      caller(
        'try {',
        "  return await rpc.call('kitchen', said(payload), answer('eggs'));",
        '} catch (error) {',
        '  return answer(`${error instanceof WajsError} ${error.message}`);',
        '}',
      ),
      { name: 'waiter' },
    );
    const order = async (method: string): Promise<string> =>
      text(await waiter.call('ask', bytes(method)));
    expect(await order('cook')).toBe('eggs for waiter');
    expect(await order('burn')).toBe('true [unavailable] no gas');
    expect(await order('fire')).toBe(
      'true [internal] service "kitchen" failed; the log of the host says why',
    );
    expect(await order('none')).toBe('true [not-found] there is no method "none"');
  });

  it('need the policy', async () => {
    const { load } = await startRpcHost({ policy: {} });
    await expect(load(caller("return rpc.call('a', 'b');"))).rejects.toThrow('[denied]');
  });

  it.each(['request', 'shared'] as const)('may call themselves: %s', async (isolation) => {
    const { rpc, load } = await startRpcHost({ instances: 20 });
    const sum = await load(
      caller(
        'const number = Number(said(payload));',
        "if (number === 0) return answer('0');",
        "const rest = await rpc.call('sum', 'ask', answer(number - 1));",
        'return answer(number + Number(said(rest)));',
      ),
      { isolation },
    );
    rpc.add('sum', sum);
    expect(text(await sum.call('ask', bytes('10')))).toBe('55');
    await expect(sum.call('ask', bytes('100'))).rejects.toMatchObject({
      payload: { tag: 'limit', val: { what: 'rpc-depth', used: 17, maximum: 16 } },
    });
    expect(text(await sum.call('ask', bytes('3')))).toBe('6');
  });

  it('submit calls and collect them later', async () => {
    const { rpc, load } = await startRpcHost();
    rpc.add('slow', await load(service('twice: (payload) => answer(Number(said(payload)) * 2),')));
    const fn = await load(
      caller(
        "const references = await Promise.all([1, 2, 3].map((n) => rpc.submit('slow', 'twice', answer(n))));",
        'const answers = await Promise.all(references.map((one) => rpc.collect(one)));',
        "return answer(answers.map(said).join(' '));",
      ),
    );
    expect(text(await fn.call('ask', bytes('')))).toBe('2 4 6');
  });

  it('call off what they no longer wait for', async () => {
    const { rpc, load, logs } = await startRpcHost();
    rpc.add(
      'slow',
      await load(
        service(
          'wait: (payload, { signal }) => new Promise((done, fail) => {',
          "  signal.addEventListener('abort', () => { log.info('gone'); fail(signal.reason); });",
          '}),',
        ),
      ),
    );
    const fn = await load(
      caller(
        'try {',
        "  return await rpc.call('slow', 'wait', answer(''), { signal: AbortSignal.timeout(20) });",
        '} catch (error) { return answer(error.name); }',
      ),
    );
    expect(text(await fn.call('ask', bytes('')))).toBe('TimeoutError');
    await expect.poll(() => logs.map(({ message }) => message)).toContain('gone');
  });
});
