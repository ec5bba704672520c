import {
  type FetchOptions,
  type Fetched,
  HostError,
  HttpBase,
  type HttpRequest,
} from '@org/host-bindings/contract';
import {
  createMemoryCache,
  createMemoryKv,
  createMemoryRpc,
} from '@org/host-bindings/providers/memory';
import { createConfig } from '@org/host-bindings/providers/system';
import type { LoggedHostOptions } from '../e2e/function-harness.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A server far away that says what it was asked. */
class Upstream extends HttpBase {
  override async fetch(request: HttpRequest, options: FetchOptions): Promise<Fetched> {
    const { method, url, headers, body } = request;
    await later();
    const { hostname, pathname } = new URL(url);
    if (hostname === 'denied.test') throw new HostError('denied', '"denied.test" is not allowed');
    if (hostname === 'down.test') throw new HostError('unavailable', 'it does not answer');
    if (hostname === 'slow.test') {
      const { timeout = 60_000 } = options;
      await new Promise((resolve) => setTimeout(resolve, timeout).unref());
      throw new HostError('timeout', `it took longer than ${timeout} ms`);
    }
    if (pathname === '/empty') return answer(url, { status: 204 });
    if (pathname === '/broken') return answer(url, { status: 500, body: utf8('no 🌍') });
    const sent = body.tag === 'bytes' ? text(body.val) : await readAll(body);
    const names = headers.map(({ name, value }) => `${name.toLowerCase()}: ${text(value)}`);
    const said = `${method} ${url} ${options.redirect} [${names.toSorted().join('|')}] ${sent}`;
    const moved = pathname === '/moved';
    return answer(moved ? 'http://upstream.test/there' : url, {
      status: 200,
      body: utf8(said),
      redirected: moved,
      headers: [
        ['Set-Cookie', 'a=1'],
        ['X-Many', '1'],
        ['Set-Cookie', 'b=2'],
        ['x-many', '2'],
      ],
    });
  }
}

interface AnswerParts {
  readonly status: number;
  readonly body?: Uint8Array;
  readonly headers?: readonly (readonly [string, string])[];
  readonly redirected?: boolean;
}

function answer(
  url: string,
  { status, body, headers = [], redirected = false }: AnswerParts,
): Fetched {
  return {
    url,
    redirected,
    response: {
      status,
      headers: headers.map(([name, value]) => ({ name, value: utf8(value) })),
      body: body === undefined ? { tag: 'empty' } : { tag: 'bytes', val: body },
    },
  };
}

async function readAll(body: HttpRequest['body']): Promise<string> {
  const chunks: Uint8Array[] = [];
  if (body.tag === 'stream') {
    const call = {
      functionName: '',
      requestId: '',
      deadline: Infinity,
      signal: new AbortController().signal,
    };
    for (;;) {
      const chunk = await body.val.read(65_536, call);
      if (chunk === undefined) break;
      chunks.push(chunk);
    }
  }
  return text(Buffer.concat(chunks));
}

/** What a suite's functions run on: every interface of the contract, and a time that the suite moves. */
export function createPlatform(): {
  readonly options: LoggedHostOptions;
  advance(milliseconds: number): void;
} {
  let time = Date.UTC(2026, 0, 1);
  let count = 0;
  const now = (): number => time;
  return {
    advance: (milliseconds) => void (time += milliseconds),
    options: {
      policy: { interfaces: ['kv', 'cache', 'config', 'rpc', 'http'] },
      providers: {
        kv: createMemoryKv({ now }),
        cache: createMemoryCache({ now }),
        config: createConfig({
          values: { NAME: 'välue', EMPTY: '', TOKEN: 'hidden' },
          secrets: ['TOKEN'],
        }),
        http: new Upstream(),
        clock: {
          now,
          monotonic: () => performance.now(),
          sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
        },
        rpc: createMemoryRpc({
          services: {
            echo: {
              call(method, payload) {
                if (method === 'echo') return payload;
                if (method === 'conflict') throw new HostError('conflict', 'it is there already');
                if (method === 'limit') {
                  throw new HostError('limit', { what: 'tries', used: 2, maximum: 1 });
                }
                throw new Error('password is hunter2');
              },
            },
            slow: { call: () => new Promise(() => undefined) },
            count: { call: () => utf8(String((count += 1))) },
          },
        }),
      },
    },
  };
}
