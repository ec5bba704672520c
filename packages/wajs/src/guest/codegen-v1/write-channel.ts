import { endChannel, failChannel, openChannel, watchChannel, writeChannel } from './channels.js';
import type { ChannelType } from './channel-type.js';
import { EncodeError } from './errors.js';
import type { Awaitable } from './option.js';
import { holdTask } from './ring.js';
import type { ValueWriter } from './value-writer.js';

/** Items that one write carries at most. */
const WRITE_ITEMS = 65_536;
/** Bytes that one write of a stream of bytes carries at most. */
const WRITE_BYTES = 1_048_576;

const turn = Promise.resolve();

/**
 * Gives the host a stream: an async iterable of chunks, a ReadableStream, or an iterable. Chunks are
 * pulled as the host takes them; the task goes on until the last one is taken.
 * @throws EncodeError when the value is no iterable.
 */
export function writeStream<C>(
  writer: ValueWriter,
  type: ChannelType<C>,
  value: AsyncIterable<C>,
): void {
  const iterator = iteratorOf(value);
  const { readable, writable } = openChannel();
  writer.u32(readable);
  writer.onFinish(() => holdTask(pumpStream(writable, type, iterator)));
}

/** Gives the host a future. The task goes on until the host has taken its value. */
export function writeFuture<T>(
  writer: ValueWriter,
  type: ChannelType<T>,
  value: Awaitable<Awaited<T>>,
): void {
  const { readable, writable } = openChannel();
  writer.u32(readable);
  writer.onFinish(() => holdTask(pumpFuture(writable, type, value)));
}

async function pumpStream<C>(
  handle: number,
  type: ChannelType<C>,
  iterator: AsyncIterator<C> | Iterator<C>,
): Promise<void> {
  // The producer is the author's code: it does not run inside of what encodes the call.
  await turn;
  let isWanted = true;
  let stop: (() => void) | undefined;
  const abandon = (): void => {
    isWanted = false;
    stop?.();
  };
  // Where it cannot be watched, the answer of each write still says whether more is wanted.
  watchChannel(handle).then(abandon, () => undefined);
  try {
    while (isWanted) {
      const next = await new Promise<IteratorResult<C> | undefined>((resolve, reject) => {
        stop = () => resolve(undefined);
        Promise.resolve(iterator.next()).then(resolve, reject);
      });
      if (next === undefined) break;
      if (next.done) {
        endChannel(handle);
        return;
      }
      isWanted = await writeParts(handle, type, next.value);
    }
  } catch (error) {
    giveUp(iterator);
    failChannel(handle, error);
    return;
  }
  giveUp(iterator);
  endChannel(handle);
}

/** Writes a chunk in parts that are small enough. Answers whether more is wanted. */
async function writeParts<C>(handle: number, type: ChannelType<C>, chunk: C): Promise<boolean> {
  const length = lengthOf(chunk);
  const most = chunk instanceof Uint8Array ? WRITE_BYTES : WRITE_ITEMS;
  if (length <= most && length > 0) return writeChannel(handle, type, chunk);
  for (let at = 0; at < length; at += most) {
    const part = partOf(chunk, at, Math.min(length, at + most)) as C;
    if (!(await writeChannel(handle, type, part))) return false;
  }
  return true;
}

async function pumpFuture<T>(
  handle: number,
  type: ChannelType<T>,
  value: Awaitable<T>,
): Promise<void> {
  try {
    await writeChannel(handle, type, await value);
    endChannel(handle);
  } catch (error) {
    failChannel(handle, error);
  }
}

/** Tells a producer that nobody wants more. What it says to that is nobody's concern. */
function giveUp(iterator: AsyncIterator<unknown> | Iterator<unknown>): void {
  try {
    Promise.resolve(iterator.return?.()).then(undefined, () => undefined);
  } catch {
    // A producer that fails at its end has ended all the same.
  }
}

function lengthOf(chunk: unknown): number {
  if (Array.isArray(chunk)) return chunk.length;
  if (ArrayBuffer.isView(chunk) && !(chunk instanceof DataView)) {
    return (chunk as Uint8Array).length;
  }
  if (typeof chunk === 'number' && chunk >>> 0 === chunk) return chunk;
  throw new EncodeError(
    `"${String(chunk).slice(0, 80)}" is not a chunk of a stream; yield arrays of items, typed arrays for numbers`,
  );
}

function partOf(chunk: unknown, from: number, to: number): unknown {
  if (typeof chunk === 'number') return to - from;
  return Array.isArray(chunk) ? chunk.slice(from, to) : (chunk as Uint8Array).subarray(from, to);
}

/** As much of a ReadableStream as is needed: its own iterator cannot be left while it waits. */
interface Readable<C> {
  getReader(): { read(): Promise<IteratorResult<C>>; cancel(): Promise<unknown> };
}

function isReadable<C>(
  value: Iterable<C> | AsyncIterable<C>,
): value is AsyncIterable<C> & Readable<C> {
  return typeof (value as Partial<Readable<C>>).getReader === 'function';
}

function iterateReader<C>(reader: ReturnType<Readable<C>['getReader']>): AsyncIterator<C> {
  return {
    next: () => reader.read(),
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

function iteratorOf<C>(value: AsyncIterable<C> | Iterable<C>): AsyncIterator<C> | Iterator<C> {
  if (typeof value === 'object' && value !== null) {
    if (isReadable(value)) return iterateReader(value.getReader());
    if (Symbol.asyncIterator in value) return value[Symbol.asyncIterator]();
    if (Symbol.iterator in value) return value[Symbol.iterator]();
  }
  throw new EncodeError(
    `"${typeof value}" is not a stream; pass an async iterable of chunks, such as an async generator`,
  );
}
