import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildComponent } from '@org/assemblyscript-sdk/build';
import type { LoadedFunction } from '@org/host-bindings';
import { emit, parseWit, readSources } from '@org/host-bindings/generator';
import { createMemoryRpc, type MemoryRpc } from '@org/host-bindings/providers/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoggedHost, startHost } from './function-harness.js';

const program = `
import { Option, Result } from '@org/assemblyscript-sdk/assembly/codegen-v1';
import { Error, Exceeded } from './gen/types';
import * as rpc from './gen/rpc';
import { Context, RpcHandler, serveRpcHandler } from './gen/rpc-handler';

let calls = 0;

class Methods extends RpcHandler {
  call(method: string, payload: Uint8Array, context: Context): Result<Uint8Array, Error> {
    calls += 1;
    if (method == 'count') return this.text(calls.toString());
    if (method == 'who') {
      const caller = context.caller;
      return this.text(caller == null ? '' : caller);
    }
    if (method == 'reverse') return Result.ok<Uint8Array, Error>(payload.reverse());
    if (method == 'many') {
      const much: Exceeded = { what: 'tries', used: 2, maximum: 1 };
      return Result.err<Uint8Array, Error>(Error.limit(much));
    }
    if (method == 'own') return Result.err<Uint8Array, Error>(Error.internal('own text'));
    if (method == 'ask') {
      const none: rpc.CallOptions = { timeout: Option.none<u32>(), idempotencyKey: null };
      return rpc.call('host', 'm', payload, none);
    }
    assert(method != 'trap');
    return Result.err<Uint8Array, Error>(Error.notFound(method));
  }

  private text(text: string): Result<Uint8Array, Error> {
    return Result.ok<Uint8Array, Error>(Uint8Array.wrap(String.UTF8.encode(text)));
  }
}

serveRpcHandler(new Methods());
`;

const repository = fileURLToPath(new URL('../..', import.meta.url));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (payload: Uint8Array): string => new TextDecoder().decode(payload);

let folder: string;
let started: LoggedHost;
let rpc: MemoryRpc;
let fn: LoadedFunction;

beforeAll(async () => {
  mkdirSync(join(repository, 'test/.emitted'), { recursive: true });
  folder = mkdtempSync(join(repository, 'test/.emitted/rpc-direct-'));
  const wit = join(repository, 'wit');
  const { world } = await parseWit(readSources(wit), 'rpc-function');
  mkdirSync(join(folder, 'gen'));
  for (const { path, text: source } of emit({ worlds: [world], target: 'as-guest' })) {
    writeFileSync(join(folder, 'gen', path), source);
  }
  const entry = join(folder, 'methods.ts');
  writeFileSync(entry, program);
  const options = { entry, wit, world: 'rpc-function', optimize: 'none' } as const;
  const { component } = await buildComponent(options);
  rpc = createMemoryRpc();
  started = await startHost({ policy: { interfaces: ['rpc'] }, providers: { rpc } });
  fn = await started.host.load(component, { name: 'compiled' });
  rpc.add('compiled', fn);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('methods of a component on the direct carrier', () => {
  it('answer the host, from a fresh state each', async () => {
    expect(await fn.call('reverse', new Uint8Array([1, 2, 3]))).toEqual(new Uint8Array([3, 2, 1]));
    expect(text(await fn.call('who', bytes(''), { caller: 'me' }))).toBe('me');
    for (let round = 0; round < 3; round++) {
      expect(text(await fn.call('count', bytes('')))).toBe('1');
    }
  });

  it('answer errors, and fail with internal', async () => {
    const fails = (method: string): Promise<unknown> =>
      fn.call(method, bytes('')).catch((error: unknown) => error);
    expect(await fails('none')).toMatchObject({ payload: { tag: 'not-found', val: 'none' } });
    expect(await fails('many')).toMatchObject({
      payload: { tag: 'limit', val: { what: 'tries', used: 2, maximum: 1 } },
    });
    started.logs.length = 0;
    for (const method of ['own', 'trap']) {
      expect(await fails(method)).toMatchObject({
        name: 'HostError',
        message: '[internal] the function failed',
      });
    }
    expect(started.logs.map(({ message }) => message)).toEqual([
      'own text',
      expect.stringContaining('the function trapped'),
    ]);
    expect(text(await fn.call('count', bytes('')))).toBe('1');
  });

  it('answer another function', async () => {
    const caller = await started.load(`
      import { rpc, serveRpc } from '@org/wajs';
      serveRpc({ ask: (payload) => rpc.call('compiled', 'who', payload) });`);
    expect(text(await caller.call('ask', bytes('')))).toBe('subject');
  });

  it('wait for others', async () => {
    let calls = 0;
    rpc.add('host', {
      call: () => {
        calls += 1;
        return bytes('later');
      },
    });
    expect(text(await fn.call('ask', bytes('')))).toBe('later');
    expect(calls).toBe(1);
  });

  it('end at the deadline, before they begin', async () => {
    const late = fn.call('count', bytes(''), { deadline: Date.now() - 1 });
    await expect(late).rejects.toThrow('[timeout] the deadline is over');
  });

  it('serve no requests', async () => {
    await expect(fn.handle({} as never)).rejects.toThrow(/^\[invalid\]/);
  });
});
