import type { LoadedFunction } from '@org/host-bindings';
import type { HttpRequest } from '@org/host-bindings/contract';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type LogRecord, startHost } from '../e2e/function-harness.js';
import { buildSource } from './function-source.js';
import { countBytes, withPatches } from './patched-sdk.js';

vi.mock(import('../../packages/assemblyscript-sdk/src/build/run-compiler.js'), async (original) => {
  const { patchCompiler } = await import('./patched-sdk.js');
  return patchCompiler(await original());
});

const SOURCE = `
import { Body, Context, Headers, kv, log, Request, Response, Result } from '@org/assemblyscript-sdk';
import { isHostBlock, lastRequestBytes } from '@org/assemblyscript-sdk/assembly/codegen-v1/memory';

function isTaken(bytes: Uint8Array): bool {
  return isHostBlock(bytes.dataStart);
}

export function handle(request: Request, context: Context): Response {
  const headers = new Headers();
  headers.set('x-last-request', lastRequestBytes().toString());
  const op = request.headers.get('x-op')!;
  let body: Uint8Array = new Uint8Array(0);
  let isWhole = true;
  if (op == 'echo') {
    body = request.bytes().value;
    isWhole = isTaken(body);
  } else if (op == 'url') {
    isWhole = isHostBlock(changetype<usize>(request.url));
  } else if (op == 'log') {
    log.info(request.url);
  } else if (op == 'put') {
    kv.open('b').put<Uint8Array>('k', request.bytes().value).expect('put');
  } else if (op == 'get') {
    body = kv.open('b').get('k').value!;
    isWhole = isTaken(body);
  }
  headers.set('x-without-copy', isWhole ? 'yes' : 'no');
  return new Response(Body.bytes(body), { status: 200, headers });
}
`;

type HttpBody = HttpRequest['body'];

/** Bytes of a request's small objects: header fields, contexts, results. */
const SMALL = 4096;

describe('a function in AssemblyScript', () => {
  let fn: LoadedFunction;
  let logs: LogRecord[];

  beforeAll(async () => {
    const { component } = await withPatches(countBytes, () => buildSource(SOURCE));
    const started = await startHost({
      providers: { kv: createMemoryKv() },
      instances: 1,
      limits: { urlBytes: 200_000 },
    });
    ({ logs } = started);
    fn = await started.host.load(component, { name: 'counted', isolation: 'shared' });
  }, 60_000);

  /** What it answers, whether that crossed without a copy, and the bytes of objects it made for it. */
  async function run(
    op: string,
    { path = '/', body = { tag: 'empty' } }: { path?: string; body?: HttpBody } = {},
  ): Promise<{ body: Uint8Array | undefined; isWhole: boolean; made: number }> {
    const send = async (what: string, target: string, content: HttpBody) => {
      const headers = [{ name: 'x-op', value: new TextEncoder().encode(what) }];
      const url = `http://function.test${target}`;
      const response = await fn.handle({ method: 'POST', url, headers, body: content });
      expect(response.status).toBe(200);
      const field = (wanted: string): string =>
        new TextDecoder().decode(response.headers.find(({ name }) => name === wanted)!.value);
      return { response, field };
    };
    const { response, field } = await send(op, path, body);
    const next = await send('none', '/', { tag: 'empty' });
    return {
      body: response.body.tag === 'bytes' ? new Uint8Array(response.body.val) : undefined,
      isWhole: field('x-without-copy') === 'yes',
      made: Number(next.field('x-last-request')),
    };
  }

  /** Content that arrives in chunks of some sizes. */
  function chunked(...sizes: number[]): HttpBody {
    const chunks = sizes.map((size) => new Uint8Array(size).fill(size));
    return { tag: 'stream', val: { read: () => chunks.shift() } };
  }

  const bytes = (length: number): Uint8Array<ArrayBuffer> =>
    Uint8Array.from({ length }, (_, index) => index * 7);

  it('makes few objects for a request', async () => {
    const { made } = await run('none');
    console.log(`${made} bytes of objects for a request without a body`);
    expect(made).toBeLessThan(SMALL);
  });

  it.each([1, 1000, 100_000, 1_000_000])(
    'answers with the %i bytes that the host wrote',
    async (length) => {
      const sent = bytes(length);
      const { body, isWhole, made } = await run('echo', { body: { tag: 'bytes', val: sent } });
      expect(Buffer.compare(body!, sent)).toBe(0);
      expect(isWhole).toBe(true);
      expect(made).toBeLessThan(length + SMALL);
    },
  );

  it('reads a stream of one chunk without a copy, and puts several together once', async () => {
    const one = await run('echo', { body: chunked(60_000) });
    expect(one.isWhole).toBe(true);
    expect(one.made).toBeLessThan(60_000 + SMALL);
    const several = await run('echo', { body: chunked(40_000, 60_000, 50_000) });
    expect(several.made).toBeLessThan(2 * 150_000 + SMALL);
  });

  it('has the strings that the host wrote, and gives its own to the host', async () => {
    const path = `/${'p'.repeat(50_000)}`;
    const units = 2 * path.length;
    const read = await run('url', { path });
    expect(read.isWhole).toBe(true);
    expect(read.made).toBeLessThan(units + SMALL);
    const { made } = await run('log', { path });
    expect(logs.at(-1)!.message).toContain('ppp');
    expect(made).toBeLessThan(units + SMALL);
  });

  it('hands bytes to a store, and takes over those that it reads', async () => {
    const value = bytes(300_000);
    const put = await run('put', { body: { tag: 'bytes', val: value } });
    expect(put.made).toBeLessThan(value.length + SMALL);
    const got = await run('get');
    expect(Buffer.compare(got.body!, value)).toBe(0);
    expect(got.isWhole).toBe(true);
    expect(got.made).toBeLessThan(value.length + SMALL);
  });
});
