import { bindInterface, type LoadedFunction } from '@org/host-bindings';
import { kv, type Kv } from '@org/host-bindings/contract';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import {
  createThreadedHost,
  type ThreadedHost,
  type ThreadedHostOptions,
} from '@org/host-bindings/threads';
import { afterEach } from 'vitest';
import { buildSource, type LogRecord } from '../e2e/function-harness.js';

/** The module of the threads. */
export const threadModule = new URL('./thread-host.mjs', import.meta.url);

/** Does what its path says. */
const source = `
import { run, kv } from '@org/wajs';
const bucket = kv.open('bucket');
run(async (request) => {
  const { pathname } = new URL(request.url);
  const [, what, rest] = pathname.split('/');
  switch (what) {
    case 'loop':
      for (;;);
    case 'spin':
      for (;;) await bucket.get('own');
    case 'get':
      return new Response(String(await bucket.get(rest, 'text')));
    case 'count':
      return new Response(String(await bucket.increment(rest, 1)));
    case 'echo':
      return new Response(request.body);
    case 'size': {
      let size = 0;
      for await (const chunk of request.body) size += chunk.length;
      return new Response(String(size));
    }
    case 'wait':
      request.signal.addEventListener('abort', () => bucket.put('aborted', rest));
      await bucket.put('waits', rest);
      await bucket.get('wait-' + rest);
      return new Response('waited');
    case 'stream': {
      let n = 0;
      return new Response(
        new ReadableStream({
          async pull(controller) {
            await bucket.put('pulled', String(++n));
            controller.enqueue(new Uint8Array(65536).fill(n));
          },
          async cancel() {
            await bucket.put('cancelled', 'yes');
          },
        }),
      );
    }
    case 'throw':
      throw new Error('the function says no');
    default:
      return new Response('fine');
  }
});
`;

const hosts: ThreadedHost[] = [];

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});

/** A threaded host with one function. */
export interface Subject {
  readonly host: ThreadedHost;
  readonly fn: LoadedFunction;
  /** What the host itself logs. */
  readonly logs: LogRecord[];
  /** The provider that all threads share. */
  readonly kv: Kv;
  /** Status and text of the answer at a path. */
  ask(path: string, init?: RequestInit & { readonly duplex?: 'half' }): Promise<Answer>;
}

/** What a request was answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Builds the subject once. */
let built: Promise<Uint8Array> | undefined;

/** The artifact of the function. */
export function artifactOf(): Promise<Uint8Array> {
  return (built ??= buildSource(source).then(({ artifact }) => artifact));
}

/** Starts a host until the test ends. */
export async function startThreads(options: Partial<ThreadedHostOptions> = {}): Promise<Subject> {
  const logs: LogRecord[] = [];
  const shared = createMemoryKv();
  const get = shared.get.bind(shared);
  shared.get = (bucket, key, call) =>
    key.startsWith('wait-') ? new Promise(() => {}) : get(bucket, key, call);
  const host = await createThreadedHost({
    host: threadModule,
    threads: 2,
    shared: [bindInterface(kv, shared)],
    logging: {
      log: (level, message, fields, { functionName, requestId }) => {
        const named = Object.fromEntries(fields.map(({ name, value }) => [name, value.val]));
        logs.push({ level, message, fields: named, functionName, requestId });
      },
    },
    ...options,
  });
  hosts.push(host);
  const fn = await host.load(await artifactOf());
  return {
    host,
    fn,
    logs,
    kv: shared,
    ask: async (path, init) => {
      const response = await fn.fetch(new Request(new URL(path, 'http://function.test'), init));
      return { status: response.status, text: await response.text() };
    },
  };
}
