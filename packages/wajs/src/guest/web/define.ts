import { AbortController, AbortSignal } from './abort.js';
import { Blob, File } from './blob.js';
import { Console } from './console.js';
import { Crypto } from './crypto.js';
import { Event, EventTarget } from './event.js';
import { FormData } from './form-data.js';
import { Headers } from './headers.js';
import { platform } from './platform.js';
import { random } from './random.js';
import { Request } from './request.js';
import { Response } from './response.js';
import { ByteLengthQueuingStrategy, CountQueuingStrategy } from './streams/queuing-strategy.js';
import {
  ReadableStream,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
} from './streams/readable-stream.js';
import {
  TextDecoderStream,
  TextEncoderStream,
  TransformStream,
  TransformStreamDefaultController,
} from './streams/transform-stream.js';
import {
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
} from './streams/writable-stream.js';
import { structuredClone } from './structured-clone.js';
import { TextDecoder } from './text-decoder.js';
import { TextEncoder } from './text-encoder.js';
import { clearInterval, clearTimeout, setInterval, setTimeout } from './timers.js';
import { URL } from './url/url.js';
import { URLSearchParams } from './url/url-search-params.js';

/** Defines the Web's globals on an object, not enumerable, and those given with them. */
export function defineWebApis(target: object, more: Readonly<Record<string, unknown>>): void {
  const globals: Readonly<Record<string, unknown>> = {
    AbortController,
    AbortSignal,
    Blob,
    ByteLengthQueuingStrategy,
    CountQueuingStrategy,
    Crypto,
    Event,
    EventTarget,
    File,
    FormData,
    Headers,
    ReadableStream,
    ReadableStreamDefaultController,
    ReadableStreamDefaultReader,
    Request,
    Response,
    TextDecoder,
    TextDecoderStream,
    TextEncoder,
    TextEncoderStream,
    TransformStream,
    TransformStreamDefaultController,
    URL,
    URLSearchParams,
    WritableStream,
    WritableStreamDefaultController,
    WritableStreamDefaultWriter,
    clearInterval,
    clearTimeout,
    console: new Console(),
    crypto: new Crypto(),
    reportError: (error: unknown): void => platform().reportError(error),
    self: target,
    setInterval,
    setTimeout,
    structuredClone,
    ...more,
  };
  for (const name of Object.keys(globals)) {
    restoreName(name, globals[name]);
    define(target, name, globals[name]);
  }
  define(Math, 'random', random);
}

/** Gives a class or function the name back that the engine's build shortened. */
export function restoreName(name: string, value: unknown): void {
  if (typeof value === 'function' && value.name !== name)
    Object.defineProperty(value, 'name', { value: name, configurable: true });
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}
