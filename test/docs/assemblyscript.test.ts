import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Fetched, HostError, HttpBase, type HttpRequest } from '@org/host-bindings/contract';
import { createMemoryKv, createMemoryRpc } from '@org/host-bindings/providers/memory';
import { createConfig } from '@org/host-bindings/providers/system';
import { describe, expect, test } from 'vitest';
import { buildSource as buildAssemblyScript } from '../assemblyscript/function-source.js';
import { ask, buildSource, startHost } from '../e2e/function-harness.js';
import { readGuide } from './guide-page.js';

const page = fileURLToPath(new URL('../../docs/guide/assemblyscript.md', import.meta.url));
const files = new Map(
  readGuide(readFileSync(page, 'utf8')).flatMap((step) =>
    step.kind === 'file' ? [[step.path, step.text] as const] : [],
  ),
);

/** A request, as a test writes it. */
type Asked = readonly [path: string, init?: RequestInit];

const post = (body: string): RequestInit => ({ method: 'POST', body });

/** What both functions of a pair are asked. They must answer the same. */
const requests: Readonly<Record<string, readonly Asked[]>> = {
  greet: [['/'], ['/?name=Ada'], ['/?name=%3Cb%3E+%C3%BC&name=no'], ['/', { method: 'HEAD' }]],
  routes: [['/'], ['/echo', post('ä🌍')], ['/echo'], ['/none', post('')], ['/%22']],
  orders: [
    ['/', post('{"item":"tea","count":3}')],
    ['/', post('{"count":-1,"item":"\\u00fc\\n","more":[{}]}')],
    ['/', post('{"item":1,"count":1}')],
    ['/', post('{"item":"a","count":1.5}')],
    ['/', post('null')],
    ['/', post('{"item"')],
    ['/', post('')],
  ],
  fields: [
    ['/', post('{"a":1,"b":{"c":2}}')],
    ['/', post('[1]')],
    ['/', post('null')],
  ],
  notes: [
    ['/'],
    ['/a', { method: 'PUT', body: 'bread' }],
    ['/b', { method: 'PUT', body: 'ü' }],
    ['/a'],
    ['/c'],
    ['/'],
  ],
  proxy: [['/']],
  quote: [['/', post('tea')]],
  count: [['/?key=a'], ['/?key=a'], ['/'], ['/?key=']],
  both: [['/']],
  visit: [['/']],
};

/** What the functions of a pair are called for by others, and with what. */
const calls: Readonly<Record<string, readonly (readonly [method: string, payload: string])[]>> = {
  prices: [
    ['quote', 'tea'],
    ['quote', ''],
    ['other', 'tea'],
  ],
};

/** Says by which header field it was asked, or does not answer. */
class Upstream extends HttpBase {
  override fetch({ url, headers }: HttpRequest): Fetched {
    if (url !== 'http://upstream.test/') throw new HostError('denied', 'not this one');
    const body = { tag: 'bytes', val: headers[0]!.value } as const;
    const answer = [{ name: 'x-from', value: new TextEncoder().encode('upstream') }];
    return { url, redirected: false, response: { status: 203, headers: answer, body } };
  }
}

async function answersOf(name: string, built: Uint8Array): Promise<unknown> {
  const { host, logs } = await startHost({
    policy: { interfaces: ['kv', 'config', 'rpc', 'http'] },
    providers: {
      kv: createMemoryKv(),
      config: createConfig({
        values: { UPSTREAM_URL: 'http://upstream.test/', API_TOKEN: 'hidden' },
        secrets: ['API_TOKEN'],
      }),
      http: new Upstream(),
      rpc: createMemoryRpc({ services: { prices: { call: (_, item) => item.toReversed() } } }),
    },
  });
  const fn = await host.load(built, { name });
  const answers: unknown[] = [];
  for (const [method, payload] of calls[name] ?? []) {
    const answer = fn.call(method, new TextEncoder().encode(payload));
    answers.push(
      await answer.then(
        (bytes) => new TextDecoder().decode(bytes),
        (error: HostError) => error.code,
      ),
    );
  }
  for (const [path, init] of requests[name] ?? []) {
    const response = await fn.fetch(ask(path, init));
    const headers = [...response.headers].filter(([field]) => field !== 'content-length');
    const body = await response.text();
    const { status } = response;
    expect(status, `${path} ${logs.at(-1)?.message}`).toBeLessThan(500);
    answers.push({ status, headers, body });
  }
  const lines = logs.map(({ level, message, fields }) => ({ level, message, fields }));
  return { answers, logs: lines };
}

describe('the guide to AssemblyScript', () => {
  const pairs = [...Object.keys(requests), ...Object.keys(calls)];

  test('has each function in both languages', () => {
    const paths = pairs.flatMap((name) => [`src/${name}.ts`, `assembly/${name}.ts`]);
    expect([...files.keys()].toSorted()).toEqual(paths.toSorted());
  });

  test.each(pairs)('has functions that answer the same: %s', async (name) => {
    const { artifact } = await buildSource(files.get(`src/${name}.ts`)!);
    const { component, warnings } = await buildAssemblyScript(files.get(`assembly/${name}.ts`)!);
    expect(warnings).toHaveLength(0);
    const [one, other] = [await answersOf(name, artifact), await answersOf(name, component)];
    expect(other).toEqual(one);
  });
});
