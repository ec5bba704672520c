import { describe, expect, it } from 'vitest';
import { AbortController } from '../abort.js';
import { CountQueuingStrategy } from './queuing-strategy.js';
import { ReadableStream, type ReadableStreamDefaultController } from './readable-stream.js';
import { TextDecoderStream, TextEncoderStream, TransformStream } from './transform-stream.js';
import { WritableStream } from './writable-stream.js';

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const each of stream) list.push(each);
  return list;
}

/** One scenario, run with our streams and with those of Node: both must say the same. */
async function both(
  scenario: (kit: {
    ReadableStream: typeof ReadableStream;
    WritableStream: typeof WritableStream;
    TransformStream: typeof TransformStream;
    log: (...values: unknown[]) => void;
  }) => Promise<unknown>,
): Promise<string[]> {
  const run = async (kit: object): Promise<string[]> => {
    const lines: string[] = [];
    const log = (...values: unknown[]): void => void lines.push(values.map(String).join(' '));
    await scenario({ ...(kit as never), log });
    return lines;
  };
  const { ReadableStream: R, WritableStream: W, TransformStream: T } = globalThis as never as Kit;
  const ours = await run({ ReadableStream, WritableStream, TransformStream });
  expect(ours).toEqual(await run({ ReadableStream: R, WritableStream: W, TransformStream: T }));
  return ours;
}

interface Kit {
  ReadableStream: unknown;
  WritableStream: unknown;
  TransformStream: unknown;
}

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

describe('ReadableStream', () => {
  it('asks its source only for what is wanted', async () => {
    await both(async ({ ReadableStream, log }) => {
      let count = 0;
      const stream = new ReadableStream<number>({
        pull(controller) {
          log('pull', controller.desiredSize);
          controller.enqueue(count++);
          if (count === 5) controller.close();
        },
      });
      await tick();
      const reader = stream.getReader();
      for (let step = 0; step < 3; step++) {
        log('read', (await reader.read()).value);
        await tick();
      }
      log(await reader.read().then((next) => next.done));
      log(await reader.read().then((next) => next.value));
      log(await reader.read().then((next) => next.done));
    });
  });

  it('hands errors to those who read', async () => {
    await both(async ({ ReadableStream, log }) => {
      let controller!: ReadableStreamDefaultController<string>;
      const stream = new ReadableStream<string>({ start: (given) => void (controller = given) });
      const reader = stream.getReader();
      const waiting = reader.read().catch((error: unknown) => log('read failed', error));
      const closed = reader.closed.catch((error: unknown) => log('closed failed', error));
      controller.error('broken');
      await Promise.all([waiting, closed]);
      await reader.read().catch((error: unknown) => log('again', error));
      log(controller.desiredSize);
      try {
        controller.enqueue('late');
      } catch (error) {
        log(error instanceof TypeError);
      }
    });
  });

  it('tells its source when nobody wants the rest', async () => {
    await both(async ({ ReadableStream, log }) => {
      const stream = new ReadableStream<number>({
        pull: (controller) => controller.enqueue(1),
        cancel: (reason) => log('cancel', reason),
      });
      for await (const value of stream as AsyncIterable<number>) {
        log(value);
        break;
      }
      log(stream.locked);
      const other = new ReadableStream({ cancel: () => Promise.reject(new Error('no')) });
      await other.cancel('why').catch((error: Error) => log(error.message));
      const locked = new ReadableStream();
      locked.getReader();
      await locked.cancel().catch((error: unknown) => log(error instanceof TypeError));
    });
  });

  it('lets go of what waits when a reader is released', async () => {
    await both(async ({ ReadableStream, log }) => {
      const stream = new ReadableStream<number>();
      const reader = stream.getReader();
      const waiting = reader.read().catch((error: unknown) => log(error instanceof TypeError));
      reader.releaseLock();
      await waiting;
      log(stream.locked);
      await reader.read().catch((error: unknown) => log(error instanceof TypeError));
      log(stream.getReader() !== reader);
    });
  });

  it('splits in two', async () => {
    await both(async ({ ReadableStream, log }) => {
      const [first, second] = ReadableStream.from([1, 2, 3]).tee();
      log(await collect(first as AsyncIterable<number>));
      log(await collect(second as AsyncIterable<number>));
      let reason: unknown;
      const source = new ReadableStream<number>({ cancel: (given) => void (reason = given) });
      const [third, fourth] = source.tee();
      await Promise.all([third.cancel('a'), fourth.cancel('b')]);
      log(reason);
    });
  });

  it('counts by its strategy', async () => {
    await both(async ({ ReadableStream, log }) => {
      const stream = new ReadableStream<string>(
        {
          start(controller) {
            log(controller.desiredSize);
            controller.enqueue('abc');
            log(controller.desiredSize);
          },
        },
        { highWaterMark: 10, size: (chunk) => chunk.length },
      );
      log((await stream.getReader().read()).value);
      const bad = new ReadableStream<number>(
        {
          start(controller) {
            try {
              controller.enqueue(1);
            } catch (error) {
              log(error instanceof RangeError);
            }
          },
        },
        { size: () => -1 },
      );
      await bad
        .getReader()
        .read()
        .catch((error: unknown) => log(error instanceof RangeError));
    });
    expect(new CountQueuingStrategy({ highWaterMark: 3 }).size()).toBe(1);
  });

  it('has no BYOB readers', () => {
    expect(() => new ReadableStream().getReader({ mode: 'byob' as never })).toThrow(/BYOB/);
  });
});

describe('WritableStream', () => {
  it('writes one chunk after the other, and says when there is room', async () => {
    await both(async ({ WritableStream, log }) => {
      const stream = new WritableStream<number>(
        {
          async write(chunk) {
            log('write', chunk);
            await tick();
            log('written', chunk);
          },
          close: () => log('close'),
        },
        { highWaterMark: 2 },
      );
      const writer = stream.getWriter();
      log(writer.desiredSize);
      const first = writer.write(1);
      const second = writer.write(2);
      log(writer.desiredSize);
      await writer.ready;
      log('ready', writer.desiredSize);
      await Promise.all([first, second]);
      await writer.close();
      await writer.closed;
    });
    const writer = new WritableStream().getWriter();
    await writer.close();
    await expect(writer.write(1)).rejects.toThrow(TypeError);
  });

  it('fails with its sink', async () => {
    await both(async ({ WritableStream, log }) => {
      const stream = new WritableStream<number>({
        write(chunk) {
          if (chunk === 2) throw new Error('full');
        },
      });
      const writer = stream.getWriter();
      const results = await Promise.allSettled([1, 2, 3].map((chunk) => writer.write(chunk)));
      log(results.map((result) => result.status));
      await writer.closed.catch((error: Error) => log(error.message));
      await writer.close().catch((error: Error) => log(error.message ? 'failed' : ''));
    });
  });

  it('can be broken off', async () => {
    await both(async ({ WritableStream, log }) => {
      const stream = new WritableStream<number>({
        start(controller) {
          controller.signal.addEventListener('abort', () => log('signal'));
        },
        abort: (reason) => log('abort', reason),
      });
      const writer = stream.getWriter();
      await writer.abort('stop');
      await writer.closed.catch((error: unknown) => log('closed', error));
      await writer.write(1).catch((error: unknown) => log('write', error));
    });
  });
});

describe('pipes', () => {
  it('move everything, and close', async () => {
    await both(async ({ ReadableStream, WritableStream, log }) => {
      const sink = new WritableStream<number>({
        write: (chunk) => log(chunk),
        close: () => log('close'),
      });
      await ReadableStream.from([1, 2, 3]).pipeTo(sink);
      log(sink.locked);
    });
  });

  it('break off what they lead to', async () => {
    await both(async ({ ReadableStream, WritableStream, log }) => {
      let pulls = 0;
      const source = new ReadableStream<number>({
        pull(controller) {
          if (pulls++ === 2) throw new Error('source');
          controller.enqueue(pulls);
        },
      });
      const sink = new WritableStream<number>({ abort: (error) => log('abort', error) });
      await source.pipeTo(sink).catch((error: unknown) => log('failed', error));
    });
  });

  it('tell where they come from', async () => {
    await both(async ({ ReadableStream, WritableStream, log }) => {
      const source = new ReadableStream<number>({
        pull: (controller) => controller.enqueue(1),
        cancel: (error) => log('cancel', error),
      });
      const sink = new WritableStream<number>({
        write() {
          throw new Error('sink');
        },
      });
      await source.pipeTo(sink).catch((error: unknown) => log('failed', error));
    });
  });

  it('stop by a signal', async () => {
    const controller = new AbortController();
    const log: string[] = [];
    const source = new ReadableStream<number>({ cancel: (reason) => void log.push(`c ${reason}`) });
    const sink = new WritableStream<number>({ abort: (reason) => void log.push(`a ${reason}`) });
    const piped = source.pipeTo(sink, { signal: controller.signal });
    await tick();
    controller.abort('enough');
    await expect(piped).rejects.toBe('enough');
    expect(log.sort()).toEqual(['a enough', 'c enough']);
  });

  it('go through transforms', async () => {
    await both(async ({ ReadableStream, TransformStream, log }) => {
      const even = new TransformStream<number, string>({
        start: (controller) => controller.enqueue('start'),
        transform(chunk, controller) {
          if (chunk % 2 === 0) controller.enqueue(`${chunk}`);
        },
        flush: (controller) => controller.enqueue('end'),
      });
      const stream = ReadableStream.from([1, 2, 3, 4, 5, 6]).pipeThrough(even as never);
      log(await collect(stream as AsyncIterable<string>));
    });
  });

  it('end with a transform that throws', async () => {
    await both(async ({ ReadableStream, TransformStream, log }) => {
      const broken = new TransformStream<number, number>({
        transform() {
          throw new Error('transform');
        },
      });
      const stream = ReadableStream.from([1, 2]).pipeThrough(broken as never);
      await collect(stream as AsyncIterable<number>).catch((error: unknown) => log(error));
    });
  });

  it('carry text as bytes and back', async () => {
    const bytes = ReadableStream.from(['a\ud83d', '\ude00b', '\ud800'])
      .pipeThrough(new TextEncoderStream())
      .pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            for (const byte of chunk) controller.enqueue(Uint8Array.of(byte));
          },
        }),
      );
    const text = await collect(bytes.pipeThrough(new TextDecoderStream()));
    expect(text.join('')).toBe('a\u{1f600}b\ufffd');
  });
});
