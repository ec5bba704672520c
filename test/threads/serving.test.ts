import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { FunctionSlot } from '@org/host-bindings';
import { serve, type Serving } from '@org/host-bindings/node';
import type { CallContext } from '@org/host-bindings/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { artifactOf, startThreads, type Subject } from './threads-harness.js';

const servings: Serving[] = [];
const context = {} as CallContext;

afterEach(async () => {
  await Promise.all(servings.splice(0).map((serving) => serving.close()));
});

async function serveThreads(): Promise<Subject & { serving: Serving }> {
  const subject = await startThreads();
  const serving = await serve(subject.fn, { port: 0, onError: () => {} });
  servings.push(serving);
  return { ...subject, serving };
}

async function open(serving: Serving, path: string): Promise<IncomingMessage> {
  const request = httpRequest(`${serving.url}${path}`);
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

function textOf({ kv }: Subject, key: string): string | undefined {
  const entry = kv.get('bucket', key, context) as { value: Uint8Array } | undefined;
  return entry === undefined ? undefined : Buffer.from(entry.value).toString();
}

describe('a threaded host', () => {
  it('answers from all of its threads, with state that they share', async () => {
    const subject = await startThreads();
    const numbers: number[] = [];
    // On a busy machine the first thread may have answered all before the second is heard of.
    const askMore = async (): Promise<boolean> => {
      const asked = Array.from({ length: 20 }, () => subject.ask('/count/hits'));
      numbers.push(...(await Promise.all(asked)).map(({ text }) => Number(text)));
      return subject.host.threads.every(({ latencyMs }) => latencyMs !== undefined);
    };
    await expect.poll(askMore).toBe(true);
    const sorted = numbers.toSorted((a, b) => a - b);
    expect(sorted).toEqual(Array.from({ length: numbers.length }, (_, i) => i + 1));
  });

  it('keeps every byte of bodies in both directions, inline and streamed', async () => {
    const { serving } = await serveThreads();
    for (const size of [0, 1, 70_000, 3_000_001]) {
      const body = new Uint8Array(size).map((_, i) => i % 251);
      const response = await fetch(`${serving.url}/echo`, { method: 'POST', body });
      expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), body), `${size}`).toBe(0);
    }
    const chunks = [1, 2, 3].map((value) => new Uint8Array(200_000).fill(value));
    const answer = await fetch(`${serving.url}/size`, {
      method: 'POST',
      body: ReadableStream.from(chunks),
      duplex: 'half',
    } as RequestInit);
    expect(await answer.text()).toBe('600000');
  });

  it('reads a response no faster than its client, and ends it when the client goes', async () => {
    const subject = await serveThreads();
    const response = await open(subject.serving, '/stream');
    response.pause();
    let before: string | undefined;
    await expect
      .poll(
        () => {
          const now = textOf(subject, 'pulled');
          const isStill = now !== undefined && now === before;
          before = now;
          return isStill;
        },
        { interval: 200, timeout: 10_000 },
      )
      .toBe(true);
    expect(Number(before)).toBeLessThan(200);
    response.destroy();
    await expect.poll(() => textOf(subject, 'cancelled')).toBe('yes');
  });

  it("fires the guest's signal when the client goes", async () => {
    const subject = await serveThreads();
    const request = httpRequest(`${subject.serving.url}/wait/one`);
    request.on('error', () => {});
    request.end();
    await expect.poll(() => textOf(subject, 'waits')).toBe('one');
    request.destroy();
    await expect.poll(() => textOf(subject, 'aborted')).toBe('one');
  });

  it('answers what is under way when the server closes', async () => {
    const subject = await serveThreads();
    const asked = Array.from({ length: 10 }, (_, i) => fetch(`${subject.serving.url}/count/${i}`));
    const first = await asked[0]!;
    const closing = subject.serving.close();
    expect(await first.text()).toBe('1');
    for (const response of await Promise.allSettled(asked)) {
      if (response.status === 'fulfilled') expect(response.value.status).toBe(200);
    }
    await closing;
    await subject.host.close();
    const { status } = await subject.ask('/');
    expect(status).toBe(503);
  });

  it('exchanges a function while it serves, and answers what was asked of the last one', async () => {
    const { host } = await startThreads();
    const artifact = await artifactOf();
    const slot = new FunctionSlot('subject', () => host.load(artifact));
    const statuses: number[] = [];
    const state = { isOver: false };
    const ask = async (): Promise<void> => {
      while (!state.isOver)
        statuses.push((await slot.fetch(new Request('http://function.test/'))).status);
    };
    const asking = Array.from({ length: 4 }, ask);
    for (let i = 0; i < 20; i++) await slot.reload();
    state.isOver = true;
    await Promise.all(asking);
    expect(statuses.length).toBeGreaterThan(20);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const last = await host.load(artifact);
    const url = 'http://function.test/';
    const answer = last.handle({ method: 'GET', url, headers: [], body: { tag: 'empty' } });
    last.dispose();
    expect((await answer).status).toBe(200);
  });

  it('tells a fault of the function as a host on one thread does', async () => {
    const { fn, ask } = await startThreads();
    expect((await ask('/throw')).status).toBe(500);
    await expect(fn.call('method', new Uint8Array())).rejects.toMatchObject({ code: 'not-found' });
    await expect(fn.open()).rejects.toThrow('no session can be opened');
    fn.dispose();
    expect((await ask('/')).status).toBe(503);
  });
});
