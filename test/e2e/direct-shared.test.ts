import type { LoadedFunction } from '@org/host-bindings';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildSource } from '../assemblyscript/function-source.js';
import { ask, type LogRecord, startHost } from './function-harness.js';

const SOURCE = `
import { Context, Request, Response, WajsError, ErrorCode } from '@org/assemblyscript-sdk';
import * as kv from '@org/assemblyscript-sdk/assembly/gen/kv';

let served = 0;
const kept: Array<Uint8Array> = [];

export function handle(request: Request, context: Context): Response {
  served += 1;
  const path = request.url.substring('http://function.test'.length);
  if (path == '/trap') unreachable();
  if (path == '/late') kv.exists('b', 'never');
  if (path == '/keep') kept.push(new Uint8Array(1 << 16));
  if (path == '/begun') kv.existsAsync('b', 'later');
  if (path == '/waited') assert(kv.existsAsync('b', 'later').wait().value);
  return Response.text(served.toString());
}
`;

function exists(_bucket: string, key: string): Promise<boolean> {
  return key === 'never' ? new Promise(() => undefined) : Promise.resolve(true);
}

describe('a function on the direct carrier', () => {
  let component: Uint8Array;

  beforeAll(async () => {
    ({ component } = await buildSource(SOURCE));
  }, 60_000);

  async function load(
    isolation: 'request' | 'shared',
    instanceRequests = 1000,
  ): Promise<{ fn: LoadedFunction; logs: LogRecord[]; get: (path: string) => Promise<string> }> {
    const memory = createMemoryKv();
    // A provider that has to be waited for, as far as the host knows.
    const kv = new Proxy(memory, {
      get: (target, name) => (name === 'exists' ? exists : (Reflect.get(target, name) as unknown)),
    });
    const { host, logs } = await startHost({
      providers: { kv },
      instances: 1,
      limits: { instanceRequests, wallMs: 1000 },
    });
    const fn = await host.load(component, { name: 'counter', isolation });
    const get = async (path: string): Promise<string> => {
      const response = await fn.fetch(ask(path));
      return response.ok ? response.text() : String(response.status);
    };
    return { fn, logs, get };
  }

  it('sees nothing of earlier requests, unless it is shared', async () => {
    const alone = await load('request');
    const shared = await load('shared');
    for (const count of ['1', '2', '3']) {
      expect(await alone.get('/')).toBe('1');
      expect(await shared.get('/')).toBe(count);
    }
  });

  it('is renewed after its number of requests, and after a trap or a missed deadline', async () => {
    const { get } = await load('shared', 4);
    expect(await get('/')).toBe('1');
    for (const count of ['2', '3', '4', '1', '2']) expect(await get('/keep')).toBe(count);
    expect(await get('/trap')).toBe('500');
    expect(await get('/')).toBe('1');
    expect(await get('/late')).toBe('504');
    expect(await get('/')).toBe('1');
  });

  it('has nothing of the calls that an earlier request left under way', async () => {
    const { get, logs } = await load('shared');
    for (let count = 1; count < 200; count += 2) {
      expect(await get('/begun')).toBe(String(count));
      expect(await get('/waited')).toBe(String(count + 1));
    }
    expect(logs).toEqual([]);
  });
});
