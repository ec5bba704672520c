import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Fetched } from '../../packages/host-bindings/src/contract/gen/http.js';
import {
  servers,
  call,
  abort,
  listen,
  provide,
  ask,
  follow,
  textOf,
  streamOf,
  stream,
} from './http-harness.js';

describe('failures', () => {
  it('have their codes: refused, reset, garbage, unknown name', async () => {
    const tcp = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (data) => {
        if (data.toString().includes('/reset')) socket.resetAndDestroy();
        else if (data.toString().includes('/close')) socket.end();
        else socket.end('garbage\r\n\r\n');
      });
    });
    servers.push(tcp);
    await new Promise<void>((resolve) => {
      tcp.listen(0, '127.0.0.1', resolve);
    });
    const { port } = tcp.address() as AddressInfo;
    const http = provide({ allow: ['127.0.0.1'] });
    for (const url of [
      'http://127.0.0.1:1/',
      `http://127.0.0.1:${port}/reset`,
      `http://127.0.0.1:${port}/close`,
      `http://127.0.0.1:${port}/garbage`,
      `https://127.0.0.1:${port}/`,
    ]) {
      await expect(http.fetch(ask(url), follow, call), url).rejects.toMatchObject({
        code: 'unavailable',
      });
    }
    const nowhere = provide({
      allow: ['nowhere.test'],
      resolve: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
    });
    await expect(nowhere.fetch(ask('http://nowhere.test/'), follow, call)).rejects.toThrow(
      '[unavailable] "nowhere.test" has no address: check its name',
    );
  });

  it('time out by the option and by the deadline of the request', async () => {
    const port = await listen((request, response) => {
      if (request.url === '/body') response.writeHead(200, { 'content-length': '10' }).write('x');
    });
    const http = provide({ allow: ['127.0.0.1'] });
    for (const path of ['/', '/body']) {
      const url = `http://127.0.0.1:${port}${path}`;
      await expect(http.fetch(ask(url), { ...follow, timeout: 60 }, call)).rejects.toMatchObject({
        code: 'timeout',
      });
    }
    const soon = { ...call, deadline: Date.now() + 60 };
    await expect(http.fetch(ask(`http://127.0.0.1:${port}/`), follow, soon)).rejects.toMatchObject({
      code: 'timeout',
    });
    const past = { ...call, deadline: Date.now() - 60 };
    await expect(http.fetch(ask(`http://127.0.0.1:${port}/`), follow, past)).rejects.toMatchObject({
      code: 'timeout',
    });
  });

  it('end with the request, before the head and within the body', async () => {
    const begun: string[] = [];
    const closed: string[] = [];
    const port = await listen((request, response) => {
      begun.push(request.url ?? '');
      response.on('close', () => closed.push(request.url ?? ''));
      if (request.url === '/body') response.write('x');
    });
    const http = provide({ allow: ['127.0.0.1'] });
    const { response } = await http.fetch(ask(`http://127.0.0.1:${port}/body`), follow, call);
    const head = http.fetch(ask(`http://127.0.0.1:${port}/head`), follow, call);
    const reading = textOf(response);
    void expect
      .poll(() => begun)
      .toHaveLength(2)
      .then(() => abort.abort());
    await expect(head).rejects.toMatchObject({ code: 'cancelled' });
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    await expect(http.fetch(ask(`http://127.0.0.1:${port}/`), follow, call)).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect.poll(() => closed.toSorted()).toEqual(['/body', '/head']);
  });

  it('break a body that breaks, and one over the limit', async () => {
    const port = await listen((request, response) => {
      if (request.url === '/huge') response.end(Buffer.alloc(2000));
      else if (request.url === '/endless') {
        response.write(Buffer.alloc(900));
        setTimeout(() => response.end(Buffer.alloc(900)), 20);
      } else {
        response.write('some');
        setTimeout(() => response.socket?.destroy(), 20);
      }
    });
    const http = provide({ allow: ['127.0.0.1'], limits: { bodyBytes: 1000 } });
    const get = async (path: string): Promise<Fetched> =>
      http.fetch(ask(`http://127.0.0.1:${port}${path}`), follow, call);
    await expect(textOf((await get('/broken')).response)).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(get('/huge')).rejects.toMatchObject({ code: 'too-large' });
    await expect(textOf((await get('/endless')).response)).rejects.toMatchObject({
      code: 'too-large',
    });
    const body = stream(streamOf('x'.repeat(900), 'x'.repeat(900)));
    const url = `http://127.0.0.1:${port}/broken`;
    await expect(http.fetch(ask(url, { method: 'POST', body }), follow, call)).rejects.toThrow();
  });

  it('free the connection when the guest drops the body', async () => {
    const closed = new Promise<boolean>((resolve) => {
      void listen((_request, response) => {
        response.on('close', () => resolve(true));
        response.write('x');
      }).then(async (port) => {
        const http = provide({ allow: ['127.0.0.1'] });
        const { response } = await http.fetch(ask(`http://127.0.0.1:${port}/`), follow, call);
        if (response.body.tag === 'stream') response.body.val[Symbol.dispose]?.();
      });
    });
    expect(await closed).toBe(true);
  });
});
