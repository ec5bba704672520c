import type { AbortSignal } from '../abort.js';
import { ignore } from './deferred.js';
import type { ReadableStreamDefaultReader } from './readable-stream.js';
import type { WritableStreamDefaultWriter } from './writable-stream.js';

/** Options of `pipeTo` and `pipeThrough`. */
export interface PipeOptions {
  /** Whether the end of the source leaves the destination open. */
  preventClose?: boolean;
  /** Whether a failure of the source leaves the destination open. */
  preventAbort?: boolean;
  /** Whether a failure of the destination leaves the source open. */
  preventCancel?: boolean;
  /** Stops the transfer. */
  signal?: AbortSignal;
}

/** Which side has ended a transfer, and with what. */
class Stopped {
  readonly side: 'source' | 'destination' | 'signal';
  readonly reason: unknown;

  constructor(side: Stopped['side'], reason: unknown) {
    this.side = side;
    this.reason = reason;
  }
}

/** Moves everything from a reader to a writer: https://streams.spec.whatwg.org/#readable-stream-pipe-to */
export async function pipe<R>(
  reader: ReadableStreamDefaultReader<R>,
  writer: WritableStreamDefaultWriter<R>,
  options: PipeOptions,
): Promise<void> {
  let onAbort: (() => void) | undefined;
  const interrupted = new Promise<never>((_, reject) => {
    writer.closed.then(
      () => reject(new Stopped('destination', new TypeError('the destination has been closed'))),
      (error: unknown) => reject(new Stopped('destination', error)),
    );
    const signal = options.signal;
    if (!signal) return;
    onAbort = () => reject(new Stopped('signal', signal.reason));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
  interrupted.catch(ignore);
  try {
    await transfer(reader, writer, interrupted);
    if (!options.preventClose) await writer.close();
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    await stop(reader, writer, options, error);
    throw error.reason;
  } finally {
    if (onAbort) options.signal!.removeEventListener('abort', onAbort);
    reader.releaseLock();
    writer.releaseLock();
  }
}

async function transfer<R>(
  reader: ReadableStreamDefaultReader<R>,
  writer: WritableStreamDefaultWriter<R>,
  interrupted: Promise<never>,
): Promise<void> {
  let last: Promise<void> = Promise.resolve();
  for (;;) {
    await Promise.race([interrupted, writer.ready.catch(ignore)]);
    const read = reader.read().catch((error: unknown) => {
      throw new Stopped('source', error);
    });
    read.catch(ignore);
    const next = await Promise.race([interrupted, read]);
    if (next.done) break;
    last = writer.write(next.value);
    last.catch(ignore);
  }
  await Promise.race([interrupted, last.catch(ignore)]);
}

async function stop<R>(
  reader: ReadableStreamDefaultReader<R>,
  writer: WritableStreamDefaultWriter<R>,
  options: PipeOptions,
  stopped: Stopped,
): Promise<void> {
  const actions: Promise<unknown>[] = [];
  if (stopped.side !== 'destination' && !options.preventAbort) {
    actions.push(writer.abort(stopped.reason));
  }
  if (stopped.side !== 'source' && !options.preventCancel) {
    actions.push(reader.cancel(stopped.reason));
  }
  await Promise.allSettled(actions);
}
