import { pipe, type Body as BodyRecord, type BodyReader, type BodyWriter } from '../gen/http.js';
import { chunksOf, type ChunkSource, type Content } from '../web/body.js';
import { inspect } from '../web/inspect.js';
import { ReadableStream } from '../web/streams/readable-stream.js';
import { textCodec } from '../web/utf8.js';
import { writeLog } from './log.js';
import type { Task } from './tasks.js';

/** Bytes that one read asks for. */
const READ_SIZE = 65_536;
/** Bytes that one write carries: what is larger goes in parts, so that one call stays small. */
const WRITE_SIZE = 1_048_576;

const EMPTY: BodyRecord = { tag: 'empty' };

/** A body that the host holds. */
export class HostBody implements ChunkSource {
  readonly #reader: BodyReader;
  #touched = false;

  constructor(reader: BodyReader) {
    this.#reader = reader;
  }

  /** The next chunk; undefined at the end. */
  async read(): Promise<Uint8Array | undefined> {
    this.#touched = true;
    const chunk = await this.#reader.read(READ_SIZE);
    if (chunk === undefined) this.#reader[Symbol.dispose]();
    return chunk;
  }

  /** Says that nobody wants the rest. */
  cancel(): void {
    this.#touched = true;
    this.#reader[Symbol.dispose]();
  }

  /** The host's own reader, where nothing has been read: the bytes need not pass through here. */
  untouched(): BodyReader | undefined {
    return this.#touched ? undefined : this.#reader;
  }
}

/** The content of a message that has been received. */
export function receiveBody(body: BodyRecord): Content {
  if (body.tag === 'empty') return null;
  return body.tag === 'bytes' ? body.val : new HostBody(body.val);
}

/** Content that is all there; undefined where it is not. */
function sendWhole(content: Content): BodyRecord | undefined {
  if (typeof content === 'string') return { tag: 'bytes', val: textCodec.encodeUtf8(content) };
  if (content === null) return EMPTY;
  return content instanceof Uint8Array ? { tag: 'bytes', val: content } : undefined;
}

/** The content of a message that is sent. A stream is written into a pipe: `start` begins that. */
export function sendBody(
  content: Content,
  start: (pump: () => Promise<void>, cancel: (reason: unknown) => void) => void,
): BodyRecord {
  const whole = sendWhole(content);
  if (whole) return whole;
  if (content instanceof HostBody) {
    const reader = content.untouched();
    if (reader) return { tag: 'stream', val: reader };
  }
  const source = content instanceof ReadableStream ? chunksOf(content) : (content as ChunkSource);
  const [writer, reader] = pipe();
  start(
    () => pump(source, writer),
    (reason) => source.cancel(reason),
  );
  return { tag: 'stream', val: reader };
}

/** Sends a response's content: a stream after the response itself, and until the client goes. */
export function sendResponseBody(content: Content, task: Task): BodyRecord {
  // Nearly every response is whole: it should not pay for the closures below.
  const whole = sendWhole(content);
  if (whole) return whole;
  return sendBody(content, (run, cancel) => {
    const done = new Promise<void>((resolve) => {
      task.afterAnswer(() => {
        const stop = (): void => cancel(task.signal.reason);
        task.signal.addEventListener('abort', stop, { once: true });
        run().then(resolve, resolve);
      });
    });
    task.waitUntil(done);
  });
}

async function pump(source: ChunkSource, writer: BodyWriter): Promise<void> {
  try {
    for (;;) {
      const chunk = await readChunk(source, writer);
      if (chunk === undefined) break;
      for (let at = 0; at < chunk.length; at += WRITE_SIZE) {
        await writer.write(at === 0 && chunk.length <= WRITE_SIZE ? chunk : part(chunk, at));
      }
    }
    writer.finish();
  } catch (error) {
    source.cancel(error);
  } finally {
    writer[Symbol.dispose]();
  }
}

/** The next chunk. Where the source fails, the reader sees that its content is cut off. */
async function readChunk(source: ChunkSource, writer: BodyWriter): Promise<Uint8Array | undefined> {
  try {
    return await source.read();
  } catch (error) {
    writeLog('error', `a streamed body broke off: ${inspect(error)}`, undefined);
    writer.abort(String(error instanceof Error ? error.message : error).toWellFormed());
    throw error;
  }
}

function part(chunk: Uint8Array, at: number): Uint8Array {
  return chunk.subarray(at, at + WRITE_SIZE);
}
