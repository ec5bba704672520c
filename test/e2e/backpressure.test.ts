import { setTimeout as sleep } from 'node:timers/promises';
import type { CallContext, HttpRequest, HttpResponse } from '@org/host-bindings/contract';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { describe, expect, it } from 'vitest';
import { startHost } from './function-harness.js';

const CHUNK = 64 * 1024;
const CHUNKS = 100;

interface Subject {
  handle(request: HttpRequest): Promise<HttpResponse>;
  /** Answers the function's `bucket.get('gate')`. */
  open(): void;
  /** How often the function has called `bucket.put`. */
  puts(): number;
}

async function serve(source: string): Promise<Subject> {
  const kv = createMemoryKv();
  let open!: () => void;
  let puts = 0;
  const gate = new Promise<undefined>((resolve) => (open = () => resolve(undefined)));
  kv.get = () => gate;
  kv.put = () => String((puts += 1));
  const subject = await startHost({ providers: { kv } });
  const fn = await subject.load(
    `import { kv, run } from '@org/wajs';\nconst bucket = kv.open('test');\n${source}`,
  );
  return { handle: (request) => fn.handle(request), open, puts: () => puts };
}

function bytesOf({ body }: HttpResponse): Uint8Array {
  if (body.tag !== 'bytes') throw new Error('the body is not inline');
  return body.val;
}

const url = 'http://function.test/';

describe('a streamed body, over the ring', () => {
  it('is taken from the client no faster than the function reads', async () => {
    const { handle, open } = await serve(`
      run(async (request) => {
        const reader = request.body.getReader();
        let length = (await reader.read()).value.length;
        await bucket.get('gate');
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return new Response(String(length));
          length += value.length;
        }
      });`);
    let taken = 0;
    let left = CHUNK * CHUNKS;
    const read = async (max: number): Promise<Uint8Array | undefined> => {
      await sleep(0);
      taken += 1;
      const length = Math.min(max, CHUNK, left);
      left -= length;
      return length === 0 ? undefined : new Uint8Array(length);
    };
    const body = { tag: 'stream', val: { read } } as const;
    const answered = handle({ method: 'POST', url, headers: [], body });
    await sleep(100);
    expect(taken).toBeLessThan(4);
    open();
    const response = await answered;
    expect(new TextDecoder().decode(bytesOf(response))).toBe(String(CHUNK * CHUNKS));
  });

  it('is written no faster than the client reads', async () => {
    const { handle, puts } = await serve(`
      let made = 0;
      run(() => new Response(new ReadableStream({
        async pull(controller) {
          made += 1;
          if (made > ${CHUNKS}) return controller.close();
          await bucket.put('made', String(made));
          controller.enqueue(new Uint8Array(${CHUNK}));
        },
      })));`);
    const { body } = await handle({ method: 'GET', url, headers: [], body: { tag: 'empty' } });
    if (body.tag !== 'stream') throw new Error('the body is not streamed');
    let length = 0;
    let most = 0;
    for (;;) {
      const chunk = await body.val.read(CHUNK, {
        signal: new AbortController().signal,
      } as CallContext);
      if (chunk === undefined) break;
      length += chunk.length;
      if (length % (20 * CHUNK) === 0) await sleep(20);
      most = Math.max(most, puts() - length / CHUNK);
    }
    expect(length).toBe(CHUNK * CHUNKS);
    // What the function has made ahead of the client stays in a pipe of a few chunks.
    expect(most).toBeLessThan(20);
  });
});
