import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { createHttp, type HttpProvider } from '@org/host-bindings/providers/http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, type LoggedHost, startHost } from './function-harness.js';

/** Asks the upstream that the query names, and says what became of it. */
const asking = `
  import { run } from '@org/wajs';
  run(async (request) => {
    const query = new URL(request.url).searchParams;
    const init = {};
    if (query.has('timeout')) init.signal = AbortSignal.timeout(Number(query.get('timeout')));
    if (query.has('redirect')) init.redirect = query.get('redirect');
    if (query.has('body')) { init.method = 'POST'; init.body = query.get('body'); }
    try {
      const response = await fetch(query.get('url'), init);
      const { status } = response;
      if (query.has('skip')) return Response.json({ status });
      return Response.json({ status, text: await response.text() });
    } catch (error) {
      const { name, message, cause } = error;
      return Response.json({ name, message, code: cause?.code, detail: cause?.detail });
    }
  });
`;

const servers: Server[] = [];
const providers: HttpProvider[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await Promise.all(providers.splice(0).map((provider) => provider.close()));
});

async function upstream(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Asked {
  readonly status?: number;
  readonly text?: string;
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly detail?: unknown;
}

/** Loads the function in a host that allows some authorities, and asks it for a URL. */
async function subject(
  allow: string[],
  limits: { wallMs?: number } = {},
): Promise<LoggedHost & { get(query: Record<string, string>): Promise<Response> }> {
  const http = createHttp({ allow });
  providers.push(http);
  const started = await startHost({ instances: 1, providers: { http }, limits });
  const fn = await started.load(asking);
  return {
    ...started,
    get: (query) => fn.fetch(ask(`/?${new URLSearchParams(query).toString()}`)),
  };
}

async function answerOf(response: Promise<Response>): Promise<Asked> {
  const settled = await response;
  expect(settled.status).toBe(200);
  return (await settled.json()) as Asked;
}

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('an upstream', () => {
  it('that is allowed answers', async () => {
    const authority = await upstream((_request, response) => response.end('hello'));
    const { get } = await subject([authority]);
    expect(await answerOf(get({ url: `http://${authority}/` }))).toEqual({
      status: 200,
      text: 'hello',
    });
  });

  it.each([
    ['http://example.com/', 'example.com'],
    ['https://example.com:8443/x', 'example.com:8443'],
    ['http://169.254.169.254/latest/meta-data', '169.254.169.254'],
    ['http://[::1]:9/', '[::1]:9'],
  ])('that is not allowed is refused by name: %s', async (url, host) => {
    const { get } = await subject(['other.example']);
    const answer = await answerOf(get({ url }));
    expect(answer).toMatchObject({ name: 'TypeError', code: 'denied' });
    expect(answer.detail).toContain(
      `requests to "${host}" are not allowed: list the host in the policy (--allow `,
    );
    expect(answer.message).toContain(`fetch of "${url}" failed: [denied] `);
  });

  it('that redirects to where it is not allowed is followed no further', async () => {
    let secret = 0;
    const inner = await upstream((_request, response) => {
      secret++;
      response.end('secret');
    });
    const authority = await upstream((_request, response) => {
      response.writeHead(302, { location: `http://${inner}/` }).end();
    });
    const { get } = await subject([authority]);
    expect(await answerOf(get({ url: `http://${authority}/` }))).toMatchObject({
      name: 'TypeError',
      code: 'denied',
    });
    expect(await answerOf(get({ url: `http://${authority}/`, redirect: 'manual' }))).toMatchObject({
      status: 302,
    });
    expect(secret).toBe(0);
  });

  it('that refuses the connection is unavailable', async () => {
    const authority = `127.0.0.1:${await freePort()}`;
    const { get } = await subject([authority]);
    const answer = await answerOf(get({ url: `http://${authority}/` }));
    expect(answer).toMatchObject({ name: 'TypeError', code: 'unavailable' });
    expect(answer.detail).toContain(authority);
  });

  it('that hangs up before it answers is unavailable', async () => {
    const authority = await upstream((request) => request.socket.destroy());
    const { get } = await subject([authority]);
    for (const more of [{}, { body: 'x' }]) {
      expect(await answerOf(get({ url: `http://${authority}/`, ...more }))).toMatchObject({
        name: 'TypeError',
        code: 'unavailable',
      });
    }
  });

  it('that breaks its answer off fails the reading of it', async () => {
    const authority = await upstream((request, response) => {
      response.writeHead(200, { 'content-length': '1000000' });
      response.write('x'.repeat(70_000), () => request.socket.destroy());
    });
    const { get } = await subject([authority]);
    const answer = await answerOf(get({ url: `http://${authority}/` }));
    expect(answer.status).toBeUndefined();
    expect(answer.message).toMatch(/unavailable/);
  });

  it('that does not answer costs no longer than the signal of the function allows', async () => {
    const closed: string[] = [];
    const authority = await upstream((request) => {
      request.socket.on('close', () => closed.push(request.url!));
    });
    const { get } = await subject([authority]);
    const answer = await answerOf(get({ url: `http://${authority}/slow`, timeout: '50' }));
    expect(answer.name).toBe('TimeoutError');
    await expect.poll(() => closed).toEqual(['/slow']);
  });

  it("that does not answer costs no longer than the request's deadline, and is let go of", async () => {
    const closed: string[] = [];
    const authority = await upstream((request) => {
      request.socket.on('close', () => closed.push(request.url!));
    });
    const { get, logs } = await subject([authority], { wallMs: 500 });
    const response = await get({ url: `http://${authority}/never` });
    // Who is first, the provider's deadline or the request's own, is a matter of a millisecond.
    if (response.status === 200) {
      expect(await response.json()).toMatchObject({ code: 'timeout' });
    } else {
      expect(response.status).toBe(504);
      expect(logs.map(({ message }) => message)).toEqual([
        'the function did not answer within 500 ms',
      ]);
    }
    await expect.poll(() => closed).toEqual(['/never']);
  });

  it('whose answer nobody reads is let go of when the request is over', async () => {
    let closed = 0;
    const authority = await upstream((request, response) => {
      request.socket.on('close', () => closed++);
      response.writeHead(200, { 'content-type': 'text/plain' });
      const timer = setInterval(() => response.write('x'.repeat(1000)), 5);
      response.on('close', () => clearInterval(timer));
    });
    const { get } = await subject([authority]);
    const answer = await answerOf(get({ url: `http://${authority}/`, skip: '' }));
    expect(answer).toEqual({ status: 200 });
    await expect.poll(() => closed).toBe(1);
  });
});

describe('the client of a function that asks an upstream', () => {
  let authority: string;
  let closed: number;

  beforeEach(async () => {
    closed = 0;
    authority = await upstream((request) => {
      request.socket.on('close', () => closed++);
    });
  });

  it('takes the upstream with it when it goes', async () => {
    const http = createHttp({ allow: [authority] });
    providers.push(http);
    const { load } = await startHost({ instances: 1, providers: { http } });
    const fn = await load(`
      import { run } from '@org/wajs';
      run((request) => fetch('http://${authority}/', { signal: request.signal }));
    `);
    const client = new AbortController();
    const pending = fn.fetch(ask('/', { signal: client.signal }));
    setTimeout(() => client.abort(), 40);
    expect((await pending).status).toBe(500);
    await expect.poll(() => closed).toBe(1);
  });
});
