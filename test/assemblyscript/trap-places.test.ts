import { fileURLToPath } from 'node:url';
import type { LoadedFunction } from '@org/host-bindings';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildGuest } from '../codegen/as-guest.js';
import { ask, type LogRecord, startHost } from '../e2e/function-harness.js';

/** Each line that traps says in a comment by which path it is reached. */
const SOURCE = `
import { Result } from '@org/assemblyscript-sdk/assembly/codegen-v1';
import { Body, Request, Response } from './gen/http';
import { Context, HttpHandler, serveHttpHandler } from './gen/http-handler';
import * as kv from './gen/kv';
import { Error as Failure } from './gen/types';

class Item {
  constructor(public n: i32) {}
}
const items: Array<Item> = [new Item(1)];

function find(path: string): Item | null {
  return path.length > 1000 ? items[0] : null;
}

function divide(a: i32, b: i32): i32 {
  const c = a + 1;
  return c / b; // /divide
}

@inline
function within(index: i32): i32 {
  return items[index].n; // /inlined
}

function deep(n: i32): i32 {
  return n < 0 ? 0 : deep(n + 1) + n; // /deep
}

function trap(path: string): i32 {
  const length = path.length;
  if (path == '/assert') {
    assert(length == 3, 'three it must be'); // /assert
  }
  if (path == '/throw') {
    throw new Error('thrown on purpose'); // /throw
  }
  if (path == '/unreachable') {
    unreachable(); // /unreachable
  }
  if (path == '/index') {
    return items[length].n; // /index
  }
  if (path == '/load') {
    return load<i32>(<usize>(0 - length)); // /load
  }
  if (path == '/null') {
    return find(path)!.n; // /null
  }
  if (path == '/divide') return divide(length, length - 7);
  if (path == '/inlined') return within(length);
  if (path == '/loop') {
    let sum = length;
    while (sum != 0) sum = (sum | 1) + 2; // /loop
    return sum;
  }
  if (path == '/deep') return deep(length);
  return length;
}

class Trapping extends HttpHandler {
  handle(request: Request, context: Context): Result<Response, Failure> {
    kv.increment('visits', 'n', 1);
    const path = request.url.substring('http://function.test'.length);
    const text = trap(path).toString();
    return Result.ok<Response, Failure>({
      status: 200,
      headers: [],
      body: Body.bytes(Uint8Array.wrap(String.UTF8.encode(text))),
    });
  }
}
serveHttpHandler(new Trapping());
`;

const TRAPS = [
  ['/assert', 'three it must be'],
  ['/throw', 'thrown on purpose'],
  ['/unreachable', 'it gave up, out of memory or by a failed assertion'],
  ['/index', 'Index out of range'],
  ['/load', 'it reached outside of its memory'],
  ['/null', "Unexpected 'null' (not assigned or failed cast)"],
  ['/divide', 'it divided an integer by zero'],
  ['/inlined', 'Index out of range'],
  ['/loop', 'it computed for too long without a pause (limit cpuKillMs)'],
  ['/deep', 'it recursed too deeply'],
] as const;

/** The number of the line that a path is reached by. */
function lineOf(path: string): number {
  return SOURCE.split('\n').findIndex((line) => line.endsWith(`// ${path}`)) + 1;
}

/** A KV store that has to be waited for. */
function createSlowKv(): ReturnType<typeof createMemoryKv> {
  const kv = createMemoryKv();
  return new Proxy(kv, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as unknown;
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        await Promise.resolve();
        return method.apply(target, args) as unknown;
      };
    },
  });
}

describe.each([
  ['compiled as it is written', 'none', true, createMemoryKv],
  ['optimised for speed', 'speed', true, createMemoryKv],
  ['optimised for size, with a provider that waits', 'size', true, createSlowKv],
  // Where there is no stack switching it waits on a thread, whose module has a shared memory.
  ['that cannot be suspended, with a provider that waits', 'speed', false, createSlowKv],
] as const)('a trap of a program %s', (_, optimize, asyncify, createKv) => {
  let fn: LoadedFunction;
  let logs: LogRecord[];

  beforeAll(async () => {
    const wit = fileURLToPath(new URL('../../wit', import.meta.url));
    const { component } = await buildGuest({
      wit,
      world: 'function',
      entry: SOURCE,
      optimize,
      asyncify,
    });
    const { host, logs: records } = await startHost({
      providers: { kv: createKv() },
      limits: { cpuKillMs: 100 },
    });
    logs = records;
    fn = await host.load(component, { name: 'trapping' });
  }, 60_000);

  // The fuel of a thread is refilled, or not, by the host: its stack has no frame of the guest.
  const traps = TRAPS.filter(([path]) => path !== '/loop' || asyncify);
  test.each(traps)("is logged with the author's line: %s", async (path, text) => {
    logs.length = 0;
    const response = await fn.fetch(ask(path));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('index.ts');
    await expect.poll(() => logs.length).toBe(1);
    const [{ message, fields }] = logs as [LogRecord];
    const place = `index.ts:${lineOf(path)}:`;
    expect(message).toMatch(/^the function trapped: .* \([^()]+:\d+:\d+\)$/);
    expect(message).toContain(`${text} (${place}`);
    const frames = String(fields['stack']).split('\n');
    expect(frames[0]).toContain(`at ${place}`);
    // Neither the language's own files nor those of the bindings.
    for (const frame of frames) expect(frame).toMatch(/^ {4}at (?:index|gen\/[\w-]+)\.ts:\d+:\d+$/);
    expect((await fn.fetch(ask('/fine'))).status).toBe(200);
  });
});

test('a program that traps as it starts is refused, with its line', async () => {
  const wit = fileURLToPath(new URL('../../wit', import.meta.url));
  const entry = SOURCE + "assert(items.length == 3, 'three items');\n";
  const { component } = await buildGuest({ wit, world: 'function', entry });
  const { host } = await startHost({ providers: { kv: createMemoryKv() } });
  await expect(host.load(component, { name: 'starting' })).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(
      /function "starting" cannot start: three items \(index\.ts:\d+:\d+\)$/,
    ),
  });
});
