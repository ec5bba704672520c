import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallContext } from '../contract/index.js';
import { createPipe } from './pipe.js';

function callWith(signal: AbortSignal): CallContext {
  return { functionName: 'f', requestId: 'r', deadline: Infinity, signal };
}
const call = callWith(new AbortController().signal);
const bytes = (length: number, fill = 1): Uint8Array => new Uint8Array(length).fill(fill);

describe('a pipe', () => {
  it('answers at once where there is room and where there is content', () => {
    const [writer, reader] = createPipe();
    const chunk = Buffer.from('abc');
    expect(writer.write(chunk, call)).toBeUndefined();
    chunk.fill(0);
    expect(Buffer.from(reader.read(2, call) as Uint8Array).toString()).toBe('ab');
    expect(Buffer.from(reader.read(9, call) as Uint8Array).toString()).toBe('c');
    writer.finish(call);
    expect(reader.read(9, call)).toBeUndefined();
    expect(reader.read(9, call)).toBeUndefined();
  });

  it('holds the writer back until the reader has made room', async () => {
    const [writer, reader] = createPipe({ highWaterBytes: 10 });
    expect(writer.write(bytes(9), call)).toBeUndefined();
    let isDone = false;
    const write = Promise.resolve(writer.write(bytes(9), call)).then(() => (isDone = true));
    await Promise.resolve();
    expect(isDone).toBe(false);
    await reader.read(4, call);
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
    await reader.read(5, call);
    await write;
  });

  it('holds the reader back until there is something', async () => {
    const [writer, reader] = createPipe();
    const read = reader.read(9, call);
    expect(read).toBeInstanceOf(Promise);
    void writer.write(bytes(3), call);
    expect(await read).toEqual(bytes(3));
    const end = reader.read(9, call);
    writer.finish(call);
    expect(await end).toBeUndefined();
  });

  it('carries every byte in order, whatever the sizes', async () => {
    const sizes = fc.array(fc.nat(50), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        async (lengths, max, highWaterBytes) => {
          const [writer, reader] = createPipe({ highWaterBytes });
          const sent = lengths.map((length, i) => bytes(length, i % 256));
          const writing = (async () => {
            for (const chunk of sent) await writer.write(chunk, call);
            writer.finish(call);
          })();
          const received: Uint8Array[] = [];
          for (;;) {
            const chunk = await reader.read(max, call);
            if (chunk === undefined) break;
            expect(chunk.length).toBeGreaterThan(0);
            expect(chunk.length).toBeLessThanOrEqual(max);
            received.push(chunk);
          }
          await writing;
          expect(Buffer.concat(received)).toEqual(Buffer.concat(sent));
        },
      ),
    );
  });

  it('breaks when the writer aborts or is dropped, and not after finish', async () => {
    const broken = { code: 'cancelled' };
    const [aborting, first] = createPipe();
    const waiting = first.read(9, call);
    aborting.abort('disk on fire', call);
    await expect(waiting).rejects.toThrow('[cancelled] disk on fire');
    const [dropped, second] = createPipe();
    void dropped.write(bytes(3), call);
    dropped[Symbol.dispose]?.();
    await expect(async () => second.read(9, call)).rejects.toMatchObject(broken);
    expect(() => dropped.write(bytes(3), call)).toThrow(/\[invalid\]/);
    const [finished, third] = createPipe();
    void finished.write(bytes(3), call);
    finished.finish(call);
    finished[Symbol.dispose]?.();
    expect(third.read(9, call)).toEqual(bytes(3));
    expect(third.read(9, call)).toBeUndefined();
    expect(() => finished.finish(call)).toThrow(/\[invalid\]/);
  });

  it('fails the writer when nobody reads any more', async () => {
    const [writer, reader] = createPipe({ highWaterBytes: 1 });
    const waiting = writer.write(bytes(3), call);
    reader[Symbol.dispose]?.();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(() => writer.write(bytes(3), call)).toThrow(/\[cancelled\]/);
  });

  it('ends waiting with the request', async () => {
    const controller = new AbortController();
    const [writer, reader] = createPipe({ highWaterBytes: 1 });
    const reading = reader.read(9, callWith(controller.signal));
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    await expect(reader.read(9, callWith(controller.signal))).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(writer.write(bytes(9), callWith(controller.signal))).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(() => reader.read(0, call)).toThrow(/\[invalid\] max is "0"/);
  });
});
