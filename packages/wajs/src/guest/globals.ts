/// <reference lib="esnext.disposable" preserve="true" />

// Types of what a function finds in its global scope. A program needs neither `lib.dom` nor
// `@types/node`; where it has one of them, the names below are theirs or agree with them:
// `lib.dom` wins over this file, and this file over `@types/node`, which steps back for every
// environment that has a global `onmessage`.

import type * as abort from './web/abort.js';
import type * as blob from './web/blob.js';
import type * as clone from './web/structured-clone.js';
import type * as crypto from './web/crypto.js';
import type * as event from './web/event.js';
import type * as form from './web/form-data.js';
import type * as headers from './web/headers.js';
import type * as readable from './web/streams/readable-stream.js';
import type * as request from './web/request.js';
import type * as response from './web/response.js';
import type * as strategies from './web/streams/queuing-strategy.js';
import type * as textDecoder from './web/text-decoder.js';
import type * as textEncoder from './web/text-encoder.js';
import type * as transform from './web/streams/transform-stream.js';
import type * as url from './web/url/url.js';
import type * as params from './web/url/url-search-params.js';
import type * as writable from './web/streams/writable-stream.js';

/** Whether `lib.dom` or `lib.webworker` is loaded. */
type HasDom = typeof globalThis extends { XMLHttpRequest: any } ? true : false;

/** `Dom` where `lib.dom` or `lib.webworker` is loaded, else `Ours`. */
type Choose<Dom, Ours> = HasDom extends true ? Dom : Ours;

/** The type of a global: of `lib.dom` where it is loaded, else `Ours`. */
type Global<Name extends string, Ours> = HasDom extends true
  ? typeof globalThis extends { [Key in Name]: infer Theirs }
    ? Theirs
    : Ours
  : Ours;

interface OwnDOMException extends Error {
  /** Legacy number of the name; 0 where it has none. */
  readonly code: number;
}

interface DOMExceptionConstructor {
  prototype: OwnDOMException;
  new (message?: string, name?: string): OwnDOMException;
}

type OwnAbortController = Choose<{}, abort.AbortController>;
type OwnAbortSignal = Choose<{}, abort.AbortSignal>;
type OwnBlob = Choose<{}, blob.Blob>;
type OwnByteLengthStrategy = Choose<{}, strategies.ByteLengthQueuingStrategy>;
type OwnCountStrategy = Choose<{}, strategies.CountQueuingStrategy>;
type OwnCrypto = Choose<{}, crypto.Crypto>;
type OwnDomException = Choose<{}, OwnDOMException>;
type OwnEvent = Choose<{}, event.Event>;
type OwnEventTarget = Choose<{}, event.EventTarget>;
type OwnFile = Choose<{}, blob.File>;
type OwnFormData = Choose<{}, form.FormData>;
type OwnHeaders = Choose<{}, headers.Headers>;
type OwnReadableController<R> = Choose<{}, readable.ReadableStreamDefaultController<R>>;
type OwnReadableReader<R> = Choose<{}, readable.ReadableStreamDefaultReader<R>>;
type OwnReadable<R> = Choose<{}, readable.ReadableStream<R>>;
type OwnRequest = Choose<{}, request.Request>;
type OwnRequestInit = Choose<{}, request.RequestInit>;
type OwnResponse = Choose<{}, response.Response>;
type OwnResponseInit = Choose<{}, response.ResponseInit>;
type OwnTextDecoder = Choose<{}, textDecoder.TextDecoder>;
type OwnTextDecoderStream = Choose<{}, transform.TextDecoderStream>;
type OwnTextEncoder = Choose<{}, textEncoder.TextEncoder>;
type OwnTextEncoderStream = Choose<{}, transform.TextEncoderStream>;
type OwnTransform<I, O> = Choose<{}, transform.TransformStream<I, O>>;
type OwnTransformController<O> = Choose<{}, transform.TransformStreamDefaultController<O>>;
type OwnUrl = Choose<{}, url.URL>;
type OwnUrlSearchParams = Choose<{}, params.URLSearchParams>;
type OwnWritableController = Choose<{}, writable.WritableStreamDefaultController>;
type OwnWritableWriter<W> = Choose<{}, writable.WritableStreamDefaultWriter<W>>;
type OwnWritable<W> = Choose<{}, writable.WritableStream<W>>;

declare global {
  /** Not there: it tells `@types/node` that the Web's globals are declared already. */
  var onmessage: Global<'onmessage', never>;

  interface AbortController extends OwnAbortController {}
  var AbortController: Global<'AbortController', typeof abort.AbortController>;

  interface AbortSignal extends OwnAbortSignal {}
  var AbortSignal: Global<'AbortSignal', typeof abort.AbortSignal>;

  interface Blob extends OwnBlob {}
  var Blob: Global<'Blob', typeof blob.Blob>;

  interface ByteLengthQueuingStrategy extends OwnByteLengthStrategy {}
  var ByteLengthQueuingStrategy: Global<
    'ByteLengthQueuingStrategy',
    typeof strategies.ByteLengthQueuingStrategy
  >;

  interface CountQueuingStrategy extends OwnCountStrategy {}
  var CountQueuingStrategy: Global<'CountQueuingStrategy', typeof strategies.CountQueuingStrategy>;

  interface Crypto extends OwnCrypto {}
  var crypto: Global<'crypto', crypto.Crypto>;

  interface DOMException extends OwnDomException {}
  var DOMException: Global<'DOMException', DOMExceptionConstructor>;

  interface Event extends OwnEvent {}
  var Event: Global<'Event', typeof event.Event>;

  interface EventTarget extends OwnEventTarget {}
  var EventTarget: Global<'EventTarget', typeof event.EventTarget>;

  interface File extends OwnFile {}
  var File: Global<'File', typeof blob.File>;

  interface FormData extends OwnFormData {}
  var FormData: Global<'FormData', typeof form.FormData>;

  interface Headers extends OwnHeaders {}
  var Headers: Global<'Headers', typeof headers.Headers>;

  interface ReadableStream<R = any> extends OwnReadable<R> {}
  var ReadableStream: Global<'ReadableStream', typeof readable.ReadableStream>;

  interface ReadableStreamDefaultController<R = any> extends OwnReadableController<R> {}
  var ReadableStreamDefaultController: Global<
    'ReadableStreamDefaultController',
    typeof readable.ReadableStreamDefaultController
  >;

  interface ReadableStreamDefaultReader<R = any> extends OwnReadableReader<R> {}
  var ReadableStreamDefaultReader: Global<
    'ReadableStreamDefaultReader',
    typeof readable.ReadableStreamDefaultReader
  >;

  interface Request extends OwnRequest {}
  interface RequestInit extends OwnRequestInit {}
  var Request: Global<'Request', typeof request.Request>;

  interface Response extends OwnResponse {}
  interface ResponseInit extends OwnResponseInit {}
  var Response: Global<'Response', typeof response.Response>;

  interface TextDecoder extends OwnTextDecoder {}
  var TextDecoder: Global<'TextDecoder', typeof textDecoder.TextDecoder>;

  interface TextDecoderStream extends OwnTextDecoderStream {}
  var TextDecoderStream: Global<'TextDecoderStream', typeof transform.TextDecoderStream>;

  interface TextEncoder extends OwnTextEncoder {}
  var TextEncoder: Global<'TextEncoder', typeof textEncoder.TextEncoder>;

  interface TextEncoderStream extends OwnTextEncoderStream {}
  var TextEncoderStream: Global<'TextEncoderStream', typeof transform.TextEncoderStream>;

  interface TransformStream<I = any, O = any> extends OwnTransform<I, O> {}
  var TransformStream: Global<'TransformStream', typeof transform.TransformStream>;

  interface TransformStreamDefaultController<O = any> extends OwnTransformController<O> {}
  var TransformStreamDefaultController: Global<
    'TransformStreamDefaultController',
    typeof transform.TransformStreamDefaultController
  >;

  interface URL extends OwnUrl {}
  var URL: Global<'URL', typeof url.URL>;

  interface URLSearchParams extends OwnUrlSearchParams {}
  var URLSearchParams: Global<'URLSearchParams', typeof params.URLSearchParams>;

  interface WritableStream<W = any> extends OwnWritable<W> {}
  var WritableStream: Global<'WritableStream', typeof writable.WritableStream>;

  interface WritableStreamDefaultController extends OwnWritableController {}
  var WritableStreamDefaultController: Global<
    'WritableStreamDefaultController',
    typeof writable.WritableStreamDefaultController
  >;

  interface WritableStreamDefaultWriter<W = any> extends OwnWritableWriter<W> {}
  var WritableStreamDefaultWriter: Global<
    'WritableStreamDefaultWriter',
    typeof writable.WritableStreamDefaultWriter
  >;

  interface Console {
    assert(condition?: boolean, ...data: any[]): void;
    count(label?: string): void;
    countReset(label?: string): void;
    debug(...data: any[]): void;
    dir(item?: any, options?: any): void;
    error(...data: any[]): void;
    group(...data: any[]): void;
    groupCollapsed(...data: any[]): void;
    groupEnd(): void;
    info(...data: any[]): void;
    log(...data: any[]): void;
    table(tabularData?: any, properties?: string[]): void;
    time(label?: string): void;
    timeEnd(label?: string): void;
    timeLog(label?: string, ...data: any[]): void;
    trace(...data: any[]): void;
    warn(...data: any[]): void;
  }
  var console: Console;

  interface Performance {
    now(): number;
    readonly timeOrigin: number;
  }
  var performance: Global<'performance', Performance>;

  function atob(data: string): string;
  function btoa(data: string): string;
  function clearInterval(id?: number): void;
  function clearTimeout(id?: number): void;
  function fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  function queueMicrotask(callback: () => void): void;
  function reportError(error: any): void;
  function setInterval<A extends any[]>(
    callback: (...args: A) => void,
    delay?: number,
    ...args: A
  ): number;
  // For callbacks like a promise's `resolve`, whose argument may be left out.
  function setInterval(callback: (_: void) => void, delay?: number): number;
  function setTimeout<A extends any[]>(
    callback: (...args: A) => void,
    delay?: number,
    ...args: A
  ): number;
  // For callbacks like a promise's `resolve`, whose argument may be left out.
  function setTimeout(callback: (_: void) => void, delay?: number): number;
  function structuredClone<T>(value: T, options?: clone.StructuredSerializeOptions): T;
}

export {};
