import { createDeferred, type Deferred } from './deferred.js';
import type { QueuingStrategy } from './queuing-strategy.js';
import type { ReadableCore } from './readable-core.js';
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

/** The two ends, and whether the readable one wants nothing more for now. */
class Ends<O> {
  readable!: ReadableStreamDefaultController<O>;
  writable!: WritableStreamDefaultController;
  core!: ReadableCore<O>;
  full = true;
  changed: Deferred<void> = createDeferred();

  enqueue(chunk: O): void {
    this.readable.enqueue(chunk);
    if (!this.core.wantsMore) this.setFull(true);
  }

  setFull(full: boolean): void {
    if (full === this.full) return;
    this.full = full;
    this.changed.resolve();
    this.changed = createDeferred();
  }

  fail(reason: unknown): void {
    this.readable.error(reason);
    this.writable.error(reason);
    this.setFull(false);
  }
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
    this.#ends.enqueue(chunk as O);
  }

  /** Breaks both ends off. */
  error(reason?: any): void {
    this.#ends.fail(reason);
  }

  /** Ends the readable end, and takes nothing more. */
  terminate(): void {
    this.#ends.readable.close();
    this.#ends.writable.error(new TypeError('the transform has been terminated'));
    this.#ends.setFull(false);
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
    const ends = new Ends<O>();
    const controller = new TransformStreamDefaultController<O>(ends);
    const started = createDeferred<unknown>();
    const guarded = async (action: () => unknown): Promise<void> => {
      try {
        await action();
      } catch (error) {
        ends.readable.error(error);
        throw error;
      }
    };
    this.#readable = new ReadableStream<O>(
      {
        start(given) {
          ends.readable = given;
          return started.promise;
        },
        pull() {
          ends.setFull(false);
          return ends.changed.promise;
        },
        async cancel(reason) {
          ends.writable.error(reason);
          ends.setFull(false);
          await transformer.cancel?.(reason);
        },
      },
      readableStrategy,
    );
    ends.core = ReadableStream.core(this.#readable);
    this.#writable = new WritableStream<I>(
      {
        start(given) {
          ends.writable = given;
          return started.promise;
        },
        async write(chunk) {
          if (ends.full) await ends.changed.promise;
          await guarded(() =>
            transformer.transform
              ? transformer.transform(chunk, controller)
              : controller.enqueue(chunk as unknown as O),
          );
        },
        close: () =>
          guarded(async () => {
            await transformer.flush?.(controller);
            if (ends.core.state === 'readable') ends.readable.close();
          }),
        async abort(reason) {
          ends.readable.error(reason);
          await transformer.cancel?.(reason);
        },
      },
      writableStrategy,
    );
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
