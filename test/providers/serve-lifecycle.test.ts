import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { type Socket, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { HostError } from '../../packages/host-bindings/src/contract/errors.js';
import type { BodyReader, Response } from '../../packages/host-bindings/src/contract/gen/http.js';
import { start, respond, raw, readAll, echo, get, errors, deferred } from './serve-harness.js';

describe('clients that go', () => {
  it('abort the signal before the answer', async () => {
    const begun = deferred<boolean>();
    const aborted = deferred<boolean>();
    const server = await start(async (_request, { signal }) => {
      begun.resolve(true);
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      aborted.resolve(signal.aborted);
      throw new HostError('cancelled', 'the client has gone');
    });
    const socket: Socket = connect(server.port, '127.0.0.1');
    socket.write(get('/'));
    await begun.promise;
    socket.destroy();
    expect(await aborted.promise).toBe(true);
    expect(errors).toEqual([]);
  });

  it('end a stream and dispose it', async () => {
    const disposed = deferred<boolean>();
    const stream: BodyReader = {
      async read(_max, call) {
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
        return call.signal.aborted ? undefined : Buffer.alloc(1000);
      },
      [Symbol.dispose]: () => disposed.resolve(true),
    };
    const server = await start(() => ({
      status: 200,
      headers: [],
      body: { tag: 'stream', val: stream },
    }));
    const socket = connect(server.port, '127.0.0.1');
    socket.write(get('/'));
    await once(socket, 'data');
    socket.destroy();
    expect(await disposed.promise).toBe(true);
  });

  it('fail the read of their body', async () => {
    const begun = deferred<boolean>();
    const failed = deferred<unknown>();
    const server = await start(async (request) => {
      begun.resolve(true);
      await readAll(request).catch((error: unknown) => failed.resolve(error));
      return respond('late');
    });
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n');
    await begun.promise;
    socket.destroy();
    expect(await failed.promise).toMatchObject({ code: 'cancelled' });
  });
});

describe('the server', () => {
  it('says which port is in use and what to do', async () => {
    const first = await start(echo);
    await expect(start(echo, { port: first.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `port ${first.port} on "127.0.0.1" is in use: stop what uses it, or choose another port (0 takes a free one)`,
    });
    await expect(start(echo, { host: '203.0.113.1' })).rejects.toThrow(
      /is no address of this machine/,
    );
  });

  it('drains: what is under way is answered, nothing new is taken', async () => {
    const begun = deferred<boolean>();
    const go = deferred<boolean>();
    const server = await start(
      async () => {
        begun.resolve(true);
        await go.promise;
        return respond('done');
      },
      { drainMs: 5000 },
    );
    const answer = raw(server, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 2000);
    const idle = connect(server.port, '127.0.0.1');
    await begun.promise;
    const closed = server.close();
    expect(server.close()).toBe(closed);
    await expect(fetch(server.url)).rejects.toThrow();
    go.resolve(true);
    expect(await answer).toMatch(/^HTTP\/1\.1 200 [^]*done$/);
    await closed;
    idle.destroy();
  });

  it('closes when its signal fires, and after the drain time at last', async () => {
    const controller = new AbortController();
    const begun = deferred<boolean>();
    const never = new Promise<Response>(() => {});
    const hang = (): Promise<Response> => {
      begun.resolve(true);
      return never;
    };
    const server = await start(hang, { signal: controller.signal, drainMs: 100 });
    const pending = new Promise((resolve) => {
      httpRequest(server.url).on('error', resolve).end();
    });
    await begun.promise;
    controller.abort();
    expect(await pending).toMatchObject({ code: 'ECONNRESET' });
    await server.close();
  });
});
