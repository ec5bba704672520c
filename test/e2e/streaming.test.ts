import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { answerOf, collect, messages, nextChunk, open, start } from './streaming-harness.js';

describe('a streamed response', () => {
  it('arrives chunk by chunk, while the function goes on', async () => {
    const { send, gate } = await start(`
      run(() => new Response(new ReadableStream({
        async start(controller) {
          const encoder = new TextEncoder();
          for (const step of ['one', 'two', 'three']) {
            controller.enqueue(encoder.encode(step));
            await steps.get(step);
          }
          controller.close();
        },
      }), { headers: { 'content-type': 'text/plain' } }));
    `);
    const response = await send('/');
    expect(response.headers['transfer-encoding']).toBe('chunked');
    for (const step of ['one', 'two', 'three']) {
      expect(await nextChunk(response)).toBe(step);
      gate.open(step);
    }
    expect((await collect(response)).length).toBe(0);
    expect(response.complete).toBe(true);
  });

  const breaking = `
    run((request) => {
      let count = 0;
      return new Response(new ReadableStream({
        async pull(controller) {
          if (request.url.endsWith('/soon') || count++ === 3) throw new Error('out of chunks');
          controller.enqueue(new TextEncoder().encode('chunk'));
          await steps.get('step' + count);
        },
      }));
    });
  `;
  const brokenOff = [
    expect.stringMatching(
      /^a streamed body broke off: Error: out of chunks\n {4}at pull \(index\.ts:8:\d+\)$/,
    ) as string,
  ];

  it('that breaks off is seen as broken by the client, and logged', async () => {
    const { send, logs, gate } = await start(breaking);
    const response = await send('/');
    expect(await nextChunk(response)).toBe('chunk');
    for (const step of ['step1', 'step2', 'step3']) gate.open(step);
    await expect(collect(response)).rejects.toThrow(/aborted/);
    expect(response.complete).toBe(false);
    expect(messages(logs)).toEqual(brokenOff);
  });

  it('that breaks off before anything was sent is a 500, where the client used to see a hang-up', async () => {
    const { send, logs } = await start(breaking);
    const response = await send('/soon');
    expect(response.statusCode).toBe(500);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(messages(logs)).toEqual(brokenOff);
  });

  it('sends its head before its first chunk is there, where the client used to wait for that', async () => {
    const { send, gate } = await start(`
      run(() => new Response(new ReadableStream({
        async pull(controller) {
          await steps.get('first');
          controller.enqueue(new TextEncoder().encode('chunk'));
          controller.close();
        },
      }), { headers: { 'x-early': 'yes' } }));
    `);
    const response = await send('/');
    expect(response.headers['x-early']).toBe('yes');
    gate.open('first');
    expect((await collect(response)).toString()).toBe('chunk');
  });

  it('is produced no faster than the client reads', async () => {
    const { send, gate } = await start(`
      run(() => new Response(new ReadableStream({
        async pull(controller) {
          await steps.put('chunk', 'x');
          controller.enqueue(new Uint8Array(65_536));
        },
      })));
    `);
    const response = await send('/');
    response.pause();
    // Buffers of pipe, sockets and kernel fill; then the function waits.
    let produced = -1;
    while (produced < gate.written.length) {
      produced = gate.written.length;
      await sleep(400);
    }
    expect(produced).toBeLessThan(400);
    response.destroy();
  });

  it.each(['HEAD', 'GET'])('to %s of what has no content sends none, and ends', async (method) => {
    const { send } = await start(`
      run((request) => new Response(request.method === 'HEAD' ? new ReadableStream({
        pull(controller) { controller.enqueue(new Uint8Array(1000)); },
      }) : null, { status: request.method === 'HEAD' ? 200 : 204 }));
    `);
    for (let round = 0; round < 3; round++) {
      const response = await send('/', { method });
      expect(response.statusCode).toBe(method === 'HEAD' ? 200 : 204);
      expect((await collect(response)).length).toBe(0);
    }
  });
});

describe('a client that goes', () => {
  const watching = `
    run(async (request, context) => {
      const noted = (name) => () => void steps.put(name, 'x');
      request.signal.addEventListener('abort', noted('request.signal'));
      context.signal.addEventListener('abort', noted('context.signal'));
      context.waitUntil(new Promise((resolve) => context.signal.addEventListener('abort', () => {
        log.info('reason', { name: context.signal.reason.name, message: context.signal.reason.message });
        setTimeout(resolve, 20);
      })));
      if (request.url.endsWith('/stream')) {
        return new Response(new ReadableStream({
          pull(controller) { controller.enqueue(new TextEncoder().encode('tick')); return new Promise((r) => setTimeout(r, 5)); },
          cancel(reason) { log.info('cancelled', { name: reason?.name }); },
        }));
      }
      await steps.get('never');
      return new Response('late');
    });
  `;

  it.each(['request', 'shared'] as const)(
    'before the response reaches request.signal and context.signal: isolation "%s"',
    async (isolation) => {
      const { serving, gate, logs } = await start(watching, {}, { isolation });
      const request = open(serving, '/', 'GET');
      request.end();
      await expect.poll(() => gate.waitsAt('never')).toBe(true);
      request.destroy();
      await expect
        .poll(() => [...gate.written].sort())
        .toEqual(['context.signal', 'request.signal']);
      expect(logs).toMatchObject([
        { message: 'reason', fields: { name: 'AbortError', message: 'the client has gone' } },
      ]);
    },
  );

  it('during the response reaches them too, and cancels the stream', async () => {
    const { send, gate, logs } = await start(watching);
    const response = await send('/stream');
    response.on('error', () => {});
    expect(await nextChunk(response)).toBe('tick');
    expect(gate.written).toEqual([]);
    response.destroy();
    await expect.poll(() => [...gate.written].sort()).toEqual(['context.signal', 'request.signal']);
    await expect.poll(() => messages(logs).sort()).toEqual(['cancelled', 'reason']);
  });

  it('during an upload fails the reading of it', async () => {
    const { serving, gate } = await start(`
      run(async (request, context) => {
        context.waitUntil(request.text().catch((error) => steps.put('failed: ' + error.message, 'x')));
        for await (const _ of []) break;
        await steps.get('never');
      });
    `);
    const request = open(serving, '/', 'POST');
    request.setHeader('content-length', '1000000');
    request.write('x'.repeat(100_000));
    await expect.poll(() => gate.waitsAt('never')).toBe(true);
    request.destroy();
    await expect.poll(() => gate.written).toHaveLength(1);
    expect(gate.written[0]).toMatch(/^failed: /);
  });
});

describe('a streamed upload', () => {
  it('reaches the function while the client still sends, and is echoed at once', async () => {
    const { serving } = await start(`
      run((request) => new Response(request.body.pipeThrough(new TransformStream({
        transform(chunk, controller) {
          controller.enqueue(new TextEncoder().encode('[' + new TextDecoder().decode(chunk) + ']'));
        },
      }))));
    `);
    const request = open(serving, '/', 'POST');
    request.setHeader('transfer-encoding', 'chunked');
    request.write('first');
    const response = await answerOf(request);
    expect(await nextChunk(response)).toBe('[first]');
    request.write('second');
    expect(await nextChunk(response)).toBe('[second]');
    request.end();
    expect((await collect(response)).length).toBe(0);
    expect(response.complete).toBe(true);
  });

  it('that the function does not read costs the next request nothing', async () => {
    const { send } = await start("run(() => new Response('ignored'));", { instances: 1 });
    for (let round = 0; round < 5; round++) {
      const response = await send('/', { method: 'POST', body: new Uint8Array(300_000) });
      expect((await collect(response)).toString()).toBe('ignored');
    }
  });

  it('over the limit of bodies is refused', async () => {
    const { send } = await start(
      'run(async (request) => new Response((await request.bytes()).length));',
      {
        limits: { bodyBytes: 100_000 },
      },
    );
    const fine = await send('/', { method: 'POST', body: new Uint8Array(100_000) });
    expect(fine.statusCode).toBe(200);
    const refused = await send('/', { method: 'POST', body: new Uint8Array(100_001) });
    expect(refused.statusCode).toBe(413);
    expect(refused.headers['content-type']).toBe('application/problem+json');
  });
});

describe('work after the response', () => {
  it('goes on in waitUntil, while the client has its answer and others are served', async () => {
    const { send, gate } = await start(
      `
      run((request, context) => {
        if (request.url.endsWith('/other')) return new Response('other');
        context.waitUntil((async () => {
          await steps.get('go');
          for (const name of ['a', 'b', 'c']) await steps.put(name, name);
          await new Promise((resolve) => setTimeout(resolve, 10));
          await steps.put('end', 'x');
        })());
        return new Response('answer');
      });
    `,
      { instances: 2 },
    );
    expect((await collect(await send('/'))).toString()).toBe('answer');
    expect((await collect(await send('/other'))).toString()).toBe('other');
    expect(gate.written).toEqual([]);
    gate.open('go');
    await expect.poll(() => gate.written).toEqual(['a', 'b', 'c', 'end']);
  });

  it('goes on behind a streamed response, too', async () => {
    const { send, gate } = await start(`
      run((request, context) => {
        const { readable, writable } = new TransformStream();
        context.waitUntil((async () => {
          const writer = writable.getWriter();
          for (const text of ['a', 'b']) await writer.write(new TextEncoder().encode(text));
          await writer.close();
          await steps.put('written', 'x');
        })());
        return new Response(readable);
      });
    `);
    expect((await collect(await send('/'))).toString()).toBe('ab');
    await expect.poll(() => gate.written).toEqual(['written']);
  });
});
