import { closeChannel, readChannel } from './channels.js';
import type { ChannelType } from './channel-type.js';
import type { ValueReader } from './value-reader.js';

/** Items that one read asks for. */
const READ_ITEMS = 65_536;

/**
 * Takes a stream that the host gives. It is read once, chunk by chunk; leaving a `for await` loop
 * early tells the host that nothing more is wanted.
 */
export function readStream<C>(reader: ValueReader, type: ChannelType<C>): AsyncIterable<C> {
  const stream = new HostStream<C>(reader.u32(), type);
  reader.adopt(stream);
  return stream;
}

/** Takes a future that the host gives. Rejects with WajsError where no value comes. */
export function readFuture<T>(reader: ValueReader, type: ChannelType<T>): Promise<Awaited<T>> {
  const handle = reader.u32();
  const close = (): void => closeChannel(handle);
  reader.adopt({ [Symbol.dispose]: close });
  const value = readChannel(handle, 1, type).then((reading) => reading!.value as Awaited<T>);
  // Closes either way; and who never looks at the future is not told of its rejection.
  value.then(close, close);
  return value;
}

/** A stream of the host. */
class HostStream<C> implements AsyncIterableIterator<C, undefined> {
  readonly #type: ChannelType<C>;
  #handle: number;
  /** The read that is under way: the next one waits for it, as in a generator. */
  #last: Promise<unknown> | undefined;

  constructor(handle: number, type: ChannelType<C>) {
    this.#handle = handle;
    this.#type = type;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<C, undefined>> {
    const read = (): Promise<IteratorResult<C, undefined>> => this.#read();
    const result = this.#last === undefined ? read() : this.#last.then(read, read);
    const settled = (): void => {
      if (this.#last === result) this.#last = undefined;
    };
    this.#last = result;
    result.then(settled, settled);
    return result;
  }

  return(): Promise<IteratorResult<C, undefined>> {
    this[Symbol.dispose]();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.dispose](): void {
    if (this.#handle === 0) return;
    closeChannel(this.#handle);
    this.#handle = 0;
  }

  async #read(): Promise<IteratorResult<C, undefined>> {
    if (this.#handle === 0) return { done: true, value: undefined };
    try {
      const reading = await readChannel(this.#handle, READ_ITEMS, this.#type);
      if (reading !== undefined) return { done: false, value: reading.value };
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    this[Symbol.dispose]();
    return { done: true, value: undefined };
  }
}
