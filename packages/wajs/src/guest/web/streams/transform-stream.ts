import { createDeferred } from './deferred.js';
import type { QueuingStrategy } from './queuing-strategy.js';
import { ReadableStream, type ReadableStreamDefaultController } from './readable-stream.js';
import { WritableStream, type WritableStreamDefaultController } from './writable-stream.js';
import { TextDecoder, type TextDecoderOptions } from '../text-decoder.js';
import { TextEncoder } from '../text-encoder.js';
import type { BufferSource } from '../buffer-source.js';

/** Turns chunks into others. */
export interface Transformer<I = any, O = any> {
  /** Called at once. */
  start?: ((controller: TransformStreamDefaultController<O>) => unknown) | undefined;
  /** Takes a chunk and enqueues what becomes of it. Without it, chunks pass as they are. */
  transform?: ((chunk: I, controller: TransformStreamDefaultController<O>) => unknown) | undefined;
  /** Called after the last chunk. */
  flush?: ((controller: TransformStreamDefaultController<O>) => unknown) | undefined;
  /** Called when either end is broken off. */
  cancel?: ((reason: unknown) => unknown) | undefined;
}

interface Ends<O> {
  readonly readable: ReadableStreamDefaultController<O>;
  readonly writable: WritableStreamDefaultController;
}

/** What a transformer puts chunks into. */
export class TransformStreamDefaultController<O = any> {
  readonly #ends: Ends<O>;

  /** @internal */
  constructor(ends: Ends<O>) {
    this.#ends = ends;
  }

  /** How much more the readable end should take. */
  get desiredSize(): number | null {
    return this.#ends.readable.desiredSize;
  }

  /** Adds a chunk to the readable end. */
  enqueue(chunk?: O): void {
    this.#ends.readable.enqueue(chunk);
  }

  /** Breaks both ends off. */
  error(reason?: any): void {
    this.#ends.readable.error(reason);
    this.#ends.writable.error(reason);
  }

  /** Ends the readable end, and takes nothing more. */
  terminate(): void {
    this.#ends.readable.close();
    this.#ends.writable.error(new TypeError('the transform has been terminated'));
  }
}

/** A pair of streams: what is written into one is read, transformed, from the other. */
export class TransformStream<I = any, O = any> {
  readonly #readable: ReadableStream<O>;
  readonly #writable: WritableStream<I>;

  constructor(
    transformer: Transformer<I, O> = {},
    writableStrategy?: QueuingStrategy<I>,
    readableStrategy: QueuingStrategy<O> = { highWaterMark: 0 },
  ) {
    let readable!: ReadableStreamDefaultController<O>;
    let writable!: WritableStreamDefaultController;
    let controller!: TransformStreamDefaultController<O>;
    let wanted = createDeferred<void>();
    const started = createDeferred<unknown>();
    this.#readable = new ReadableStream<O>(
      {
        start(given) {
          readable = given;
          return started.promise;
        },
        pull() {
          wanted.resolve();
        },
        async cancel(reason) {
          writable.error(reason);
          wanted.resolve();
          await transformer.cancel?.(reason);
        },
      },
      readableStrategy,
    );
    this.#writable = new WritableStream<I>(
      {
        start(given) {
          writable = given;
          return started.promise;
        },
        async write(chunk) {
          if ((readable.desiredSize ?? 1) <= 0) {
            await wanted.promise;
            wanted = createDeferred();
          }
          try {
            if (transformer.transform) await transformer.transform(chunk, controller);
            else readable.enqueue(chunk as unknown as O);
          } catch (error) {
            readable.error(error);
            throw error;
          }
        },
        async close() {
          try {
            await transformer.flush?.(controller);
            readable.close();
          } catch (error) {
            readable.error(error);
            throw error;
          }
        },
        async abort(reason) {
          readable.error(reason);
          await transformer.cancel?.(reason);
        },
      },
      writableStrategy,
    );
    controller = new TransformStreamDefaultController({ readable, writable });
    started.resolve(transformer.start?.(controller));
  }

  /** Where transformed chunks come out. */
  get readable(): ReadableStream<O> {
    return this.#readable;
  }

  /** Where chunks go in. */
  get writable(): WritableStream<I> {
    return this.#writable;
  }

  get [Symbol.toStringTag](): string {
    return 'TransformStream';
  }
}

/** Text in, UTF-8 bytes out. */
export class TextEncoderStream extends TransformStream<string, Uint8Array> {
  constructor() {
    const encoder = new TextEncoder();
    let high = '';
    super({
      transform(chunk, controller) {
        const text = high + chunk;
        const last = text.charCodeAt(text.length - 1);
        high = last >= 0xd800 && last <= 0xdbff ? text.slice(-1) : '';
        const whole = high === '' ? text : text.slice(0, -1);
        if (whole !== '') controller.enqueue(encoder.encode(whole));
      },
      flush(controller) {
        if (high !== '') controller.enqueue(encoder.encode(high));
      },
    });
  }

  /** Always `utf-8`. */
  get encoding(): 'utf-8' {
    return 'utf-8';
  }
}

/** Bytes in, text out. */
export class TextDecoderStream extends TransformStream<BufferSource, string> {
  readonly #decoder: TextDecoder;

  constructor(label?: string, options?: TextDecoderOptions) {
    const decoder = new TextDecoder(label, options);
    super({
      transform(chunk, controller) {
        const text = decoder.decode(chunk, { stream: true });
        if (text !== '') controller.enqueue(text);
      },
      flush(controller) {
        const text = decoder.decode();
        if (text !== '') controller.enqueue(text);
      },
    });
    this.#decoder = decoder;
  }

  /** Name of the encoding. */
  get encoding(): string {
    return this.#decoder.encoding;
  }
}
