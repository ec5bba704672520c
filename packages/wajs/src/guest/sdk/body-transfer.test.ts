import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BodyReader } from '../gen/http.js';
import { ReadableStream } from '../web/streams/readable-stream.js';
import { Response } from '../web/response.js';
import { Body } from '../web/body.js';
import { HostBody, receiveBody, sendResponseBody } from './body-transfer.js';
import { Task } from './tasks.js';

const lines: string[] = [];
vi.mock('./log.js', () => ({
  writeLog: (level: string, message: string) => void lines.push(`${level} ${message}`),
}));

const calls: string[] = [];
let write: (chunk: Uint8Array) => Promise<void>;
vi.mock('../gen/http.js', () => ({
  pipe: () => [
    {
      write(chunk: Uint8Array) {
        calls.push(`write ${chunk.length}`);
        return write(chunk);
      },
      finish: () => void calls.push('finish'),
      abort: (reason: string) => void calls.push(`abort ${reason}`),
      [Symbol.dispose]: () => void calls.push('drop'),
    },
    'reader',
  ],
}));

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** A body in the host, of these chunks. */
function hostBody(...chunks: string[]): BodyReader {
  const left = chunks.map((chunk) => new TextEncoder().encode(chunk));
  return {
    read: async (max: number) => {
      calls.push(`read ${max}`);
      return left.shift();
    },
    [Symbol.dispose]: () => void calls.push('drop reader'),
  } as unknown as BodyReader;
}

beforeEach(() => {
  lines.length = 0;
  calls.length = 0;
  write = async () => {};
});

describe('bodies', () => {
  it('that are received are read when they are wanted', async () => {
    const response = new Response(null);
    expect(response.body).toBeNull();
    const received = Response.received(
      { status: 200, headers: [] },
      receiveBody({ tag: 'stream', val: hostBody('a', 'b') }),
      { url: '', redirected: false, type: 'basic' },
    );
    expect(calls).toEqual([]);
    expect(await received.text()).toBe('ab');
    expect(calls).toEqual(['read 65536', 'read 65536', 'read 65536', 'drop reader']);
  });

  it('that nobody has read are handed on as they are', () => {
    const reader = hostBody('a');
    const content = receiveBody({ tag: 'stream', val: reader });
    expect(sendResponseBody(content, new Task())).toEqual({ tag: 'stream', val: reader });
    expect(calls).toEqual([]);
  });

  it('are written after the answer, large chunks in parts, and the task waits', async () => {
    let ended = false;
    const task = new Task({ over: () => void (ended = true) });
    const stream = ReadableStream.from([new Uint8Array(3), new Uint8Array(2_500_000)]);
    const body = sendResponseBody(Body.take(new Response(stream)), task);
    expect(body).toEqual({ tag: 'stream', val: 'reader' });
    await settled();
    expect([calls, task.isPending]).toEqual([[], true]);
    task.answered();
    await settled();
    expect(calls).toEqual([
      'write 3',
      'write 1048576',
      'write 1048576',
      'write 402848',
      'finish',
      'drop',
    ]);
    expect(ended).toBe(true);
  });

  it('break off with their source', async () => {
    const task = new Task();
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error('no more'));
      },
    });
    sendResponseBody(stream, task);
    task.answered();
    await settled();
    expect(calls).toEqual(['abort no more', 'drop']);
    expect(lines[0]).toMatch(/^error a streamed body broke off: Error: no more/);
    expect(task.isPending).toBe(false);
  });

  it('stop when the reader has gone', async () => {
    const task = new Task();
    const reasons: unknown[] = [];
    write = () => Promise.reject(new Error('closed'));
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: (reason) => void reasons.push(reason),
    });
    sendResponseBody(stream, task);
    task.answered();
    await settled();
    expect(reasons).toEqual([new Error('closed')]);
    expect([calls.at(-1), task.isPending]).toEqual(['drop', false]);
  });

  it('stop when the client has gone', async () => {
    const task = new Task();
    const reasons: unknown[] = [];
    const stream = new ReadableStream<Uint8Array>({
      cancel: (reason) => void reasons.push((reason as Error).name),
    });
    sendResponseBody(stream, task);
    task.answered();
    await settled();
    task.abort('gone');
    await settled();
    expect([reasons, task.isPending]).toEqual([['AbortError'], false]);
  });

  it('in the host are dropped when nobody wants the rest', () => {
    const body = new HostBody(hostBody('a'));
    body.cancel();
    expect([calls, body.untouched()]).toEqual([['drop reader'], undefined]);
  });
});
