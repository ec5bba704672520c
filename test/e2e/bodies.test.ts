import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ask, startHost } from './function-harness.js';
import { answerOf, collect, digest, open, start } from './streaming-harness.js';

describe('a body of 5 MB', () => {
  const bytes = randomBytes(5_000_000);
  const echo = `
    run(async (request) => {
      const path = new URL(request.url).pathname;
      if (path === '/bytes') return new Response(await request.bytes());
      if (path === '/buffer') return new Response(new Blob([await request.arrayBuffer()]));
      if (path === '/pass') return new Response(request.body);
      if (path === '/chunks') {
        const chunks = [];
        for await (const chunk of request.body) chunks.push(chunk);
        return new Response(new ReadableStream({
          pull(controller) { const chunk = chunks.shift(); if (chunk) controller.enqueue(chunk); else controller.close(); },
        }));
      }
      const { readable, writable } = new TransformStream();
      void request.body.pipeTo(writable);
      return new Response(readable);
    });
  `;

  it.each(['/bytes', '/buffer', '/pass', '/chunks', '/pipe'])(
    'comes back as it went, over HTTP: %s',
    async (path) => {
      const { send, serving } = await start(echo);
      const known = await send(path, { method: 'POST', body: bytes });
      expect(known.statusCode).toBe(200);
      expect(digest(await collect(known))).toBe(digest(bytes));
      const request = open(serving, path, 'POST');
      request.setHeader('transfer-encoding', 'chunked');
      for (let at = 0; at < bytes.length; at += 333_333) {
        request.write(bytes.subarray(at, at + 333_333));
      }
      request.end();
      const chunked = await answerOf(request);
      expect(digest(await collect(chunked))).toBe(digest(bytes));
    },
    30_000,
  );

  it.each(['/pass', '/chunks', '/pipe'])(
    'adds no abort listener for each of its chunks: %s',
    async (path) => {
      const warnings: string[] = [];
      const note = ({ message }: Error): void => void warnings.push(message);
      process.on('warning', note);
      const { serving } = await start(echo);
      const request = open(serving, path, 'POST');
      request.setHeader('transfer-encoding', 'chunked');
      const answered = answerOf(request);
      for (let count = 0; count < 40; count++) {
        request.write('chunk');
        await sleep(2);
      }
      request.end();
      expect((await collect(await answered)).length).toBe(40 * 5);
      process.off('warning', note);
      expect(warnings).toEqual([]);
    },
  );

  it.each(['/bytes', '/pass', '/chunks'])('comes back as it went, in process: %s', async (path) => {
    const { load } = await startHost();
    const fn = await load(`import { run } from '@org/wajs';\n${echo}`);
    const response = await fn.fetch(ask(path, { method: 'POST', body: bytes }));
    expect(digest(new Uint8Array(await response.arrayBuffer()))).toBe(digest(bytes));
  });
});

describe('header fields', () => {
  it('keep their repeats and bytes, both ways', async () => {
    const { serving } = await start(`
      run((request) => {
        const headers = new Headers([['set-cookie', 'a=1'], ['set-cookie', 'b=2'], ['x-latin', request.headers.get('x-latin')]]);
        headers.append('x-list', 'one');
        headers.append('x-list', 'two');
        return new Response(request.headers.get('x-list'), { headers });
      });
    `);
    const request = open(serving, '/', 'GET');
    request.setHeader('x-list', ['1', '2']);
    request.setHeader('x-latin', 'caf\u00e9');
    request.end();
    const response = await answerOf(request);
    expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(response.headers['x-list']).toBe('one, two');
    expect(Buffer.from(response.headers['x-latin'] as string, 'latin1').toString('latin1')).toBe(
      'caf\u00e9',
    );
    expect((await collect(response)).toString()).toBe('1, 2');
  });
});
