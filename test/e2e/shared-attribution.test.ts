import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttp } from '@org/host-bindings/providers/http';
import { createMemoryCache } from '@org/host-bindings/providers/memory';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHost } from './function-harness.js';

const upstream = createServer((_request, response) => {
  setTimeout(() => response.end('answer'), 20);
});
let authority = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    upstream.listen(0, '127.0.0.1', resolve);
  });
  authority = `127.0.0.1:${(upstream.address() as AddressInfo).port}`;
});

afterAll(() => {
  upstream.close();
  upstream.closeAllConnections();
});

const source = (url: string): string => `
  import { cache, log, run } from '@org/wajs';
  run(async () => {
    const response = await fetch('${url}');
    log.info('fetched');
    await cache.put('key', await response.text());
    return new Response(await cache.get('key', 'text'));
  });
`;

describe('several requests in one shared instance', () => {
  test('make hostcalls in the name of their function, within their deadline', async () => {
    const cache = createMemoryCache();
    const http = createHttp({ allow: [authority] });
    const { load, logs } = await startHost({ providers: { http, cache } });
    const fn = await load(source(`http://${authority}/`), { name: 'sharing', isolation: 'shared' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const response = await fn.fetch(new Request('http://localhost/'));
        return `${response.status} ${await response.text()}`;
      }),
    );
    await http.close();
    expect(answers).toEqual(Array.from({ length: 8 }, () => '200 answer'));
    expect(logs).toHaveLength(8);
    expect(new Set(logs.map(({ functionName }) => functionName))).toEqual(new Set(['sharing']));
    expect(logs.filter(({ requestId }) => requestId === '')).toEqual([]);
  });
});
