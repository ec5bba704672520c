// Emitted by host-bindings from wajs:platform/http@0.1.0 (--target ts-host); do not edit.

import { unknownCase } from '../../codegen-v1/index.js';
import type {
  Awaitable,
  CallContext,
  ImportInterface,
  ResourceType,
  ValueReader,
  ValueWriter,
} from '../../codegen-v1/index.js';
import { writeError } from './types.js';
import type { Error } from './types.js';

/** One header field. Order and repeats are kept, so several `set-cookie` fields stay apart. */
export interface Header {
  /** Field name as it was received, or lower-case where the guest made it. */
  name: string;
  /** Raw field value. Bytes, because HTTP allows octets that are not UTF-8. */
  value: Uint8Array;
}

/** The content of a message. */
export type Body =
  /** No content. */
  | { tag: 'empty' }
  /** All of the content at once: the fast path for what fits in memory. */
  | { tag: 'bytes'; val: Uint8Array }
  /** Content that arrives in chunks. */
  | { tag: 'stream'; val: BodyReader };

/** A request, inbound or outbound. */
export interface Request {
  /** Method in upper case: `GET`. */
  method: string;
  /** Absolute URL with scheme and authority. */
  url: string;
  /** Header fields in order. */
  headers: Header[];
  /** Content. */
  body: Body;
}

/** A response, inbound or outbound. */
export interface Response {
  /** Status code, 200 to 599. */
  status: number;
  /** Header fields in order. The host owns content-length, transfer-encoding and connection. */
  headers: Header[];
  /** Content. */
  body: Body;
}

/** What `fetch` does when the answer is a redirect. */
export type RedirectMode =
  /** Follow it, at most 20 times; every hop is checked against the policy. */
  | 'follow'
  /** Answer with the redirect itself. */
  | 'manual'
  /** Fail. */
  | 'error';

/** Options of an outbound request. */
export interface FetchOptions {
  /** Milliseconds until the call fails with `timeout`; none means the request's own deadline. */
  timeout?: number | undefined;
  /** What to do with redirects. */
  redirect: RedirectMode;
}

/** An answer to an outbound request. */
export interface Fetched {
  /** The response. */
  response: Response;
  /** URL of the last hop. */
  url: string;
  /** Whether a redirect was followed. */
  redirected: boolean;
}

/** The reading end of a streamed body. */
export interface BodyReader {
  /**
   * The next chunk, of at most `max` bytes; none at the end of the body.
   *
   * WIT: `read: async func(max: u32) -> result<option<list<u8>>, error>`
   *
   * @throws ResultError of `error`
   */
  read(max: number, call: CallContext): Awaitable<Uint8Array | undefined>;
  /** The guest no longer holds the object. */
  [Symbol.dispose]?(): void;
}

/** Identity of the resource type `body-reader`. */
export const bodyReaderResource: ResourceType<BodyReader> = {
  interface: 'wajs:platform/http@0.1.0',
  name: 'body-reader',
};

/** The writing end of a streamed body. Dropping it before `finish` breaks the body off. */
export interface BodyWriter {
  /**
   * Appends one chunk; answers when the reader has room for more.
   *
   * WIT: `write: async func(chunk: list<u8>) -> result<_, error>`
   *
   * @throws ResultError of `error`
   */
  write(chunk: Uint8Array, call: CallContext): Awaitable<void>;
  /**
   * Ends the body: the reader sees its end after the last chunk.
   *
   * WIT: `finish: func() -> result<_, error>`
   *
   * @throws ResultError of `error`
   */
  finish(call: CallContext): void;
  /**
   * Breaks the body off: the reader sees an error with this reason.
   *
   * WIT: `abort: func(reason: string) -> result<_, error>`
   *
   * @throws ResultError of `error`
   */
  abort(reason: string, call: CallContext): void;
  /** The guest no longer holds the object. */
  [Symbol.dispose]?(): void;
}

/** Identity of the resource type `body-writer`. */
export const bodyWriterResource: ResourceType<BodyWriter> = {
  interface: 'wajs:platform/http@0.1.0',
  name: 'body-writer',
};

/**
 * HTTP messages, streamed bodies and outbound requests.
 *
 * A provider of `wajs:platform/http@0.1.0`.
 */
export interface Http {
  /**
   * A new streamed body: what goes into the writer comes out of the reader.
   *
   * WIT: `pipe: func() -> result<tuple<body-writer, body-reader>, error>`
   *
   * @throws ResultError of `error`
   */
  pipe(call: CallContext): [BodyWriter, BodyReader];
  /**
   * Sends an outbound request. Refused with `denied` unless the policy lists the host.
   *
   * WIT: `fetch: async func(request: request, options: fetch-options) -> result<fetched, error>`
   *
   * @throws ResultError of `error`
   */
  fetch(request: Request, options: FetchOptions, call: CallContext): Awaitable<Fetched>;
}

/** The functions of `wajs:platform/http@0.1.0`, as a runtime dispatches over them. */
export const http: ImportInterface<Http> = {
  name: 'wajs:platform/http@0.1.0',
  functions: [
    {
      name: '[method]body-reader.read',
      async: true,
      invoke(_provider, reader, call) {
        const self = reader.borrow(bodyReaderResource);
        const max = reader.u32();
        reader.end();
        return self.read(max, call);
      },
      encode(writer, value: Uint8Array | undefined) {
        writer.discriminant(0);
        if (value === undefined) {
          writer.bool(false);
        } else {
          writer.bool(true);
          writer.bytes(value);
        }
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
    {
      name: '[method]body-writer.write',
      async: true,
      invoke(_provider, reader, call) {
        const self = reader.borrow(bodyWriterResource);
        const chunk = reader.bytes();
        reader.end();
        return self.write(chunk, call);
      },
      encode(writer) {
        writer.discriminant(0);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
    {
      name: '[method]body-writer.finish',
      async: false,
      invoke(_provider, reader, call) {
        const self = reader.borrow(bodyWriterResource);
        reader.end();
        return self.finish(call);
      },
      encode(writer) {
        writer.discriminant(0);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
    {
      name: '[method]body-writer.abort',
      async: false,
      invoke(_provider, reader, call) {
        const self = reader.borrow(bodyWriterResource);
        const reason = reader.string();
        reader.end();
        return self.abort(reason, call);
      },
      encode(writer) {
        writer.discriminant(0);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
    {
      name: 'pipe',
      async: false,
      invoke(provider, reader, call) {
        reader.end();
        return provider.pipe(call);
      },
      encode(writer, value: [BodyWriter, BodyReader]) {
        writer.discriminant(0);
        writer.own(bodyWriterResource, value[0]);
        writer.own(bodyReaderResource, value[1]);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
    {
      name: 'fetch',
      async: true,
      invoke(provider, reader, call) {
        const request = readRequest(reader);
        const options = readFetchOptions(reader);
        reader.end();
        return provider.fetch(request, options, call);
      },
      encode(writer, value: Fetched) {
        writer.discriminant(0);
        writeFetched(writer, value);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
    {
      name: '[resource-drop]body-reader',
      async: false,
      invoke(_provider, reader) {
        reader.drop(bodyReaderResource);
        reader.end();
      },
      encode() {},
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
    {
      name: '[resource-drop]body-writer',
      async: false,
      invoke(_provider, reader) {
        reader.drop(bodyWriterResource);
        reader.end();
      },
      encode() {},
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
  ],
};

const redirectModeCases: readonly RedirectMode[] = ['follow', 'manual', 'error'];

/** Reads the type `header` from its value encoding. */
export function readHeader(reader: ValueReader): Header {
  return { name: reader.string(), value: reader.bytes() };
}

/** Writes the type `header` in its value encoding. */
export function writeHeader(writer: ValueWriter, value: Header): void {
  writer.string(value.name);
  writer.bytes(value.value);
}

/** Reads the type `body` from its value encoding. */
export function readBody(reader: ValueReader): Body {
  switch (reader.discriminant(3)) {
    case 0:
      return { tag: 'empty' };
    case 1:
      return { tag: 'bytes', val: reader.bytes() };
    default:
      return { tag: 'stream', val: reader.own(bodyReaderResource) };
  }
}

/** Writes the type `body` in its value encoding. */
export function writeBody(writer: ValueWriter, value: Body): void {
  switch (value.tag) {
    case 'empty':
      writer.discriminant(0);
      break;
    case 'bytes':
      writer.discriminant(1);
      writer.bytes(value.val);
      break;
    case 'stream':
      writer.discriminant(2);
      writer.own(bodyReaderResource, value.val);
      break;
    default:
      throw unknownCase(value);
  }
}

/** Reads the type `request` from its value encoding. */
export function readRequest(reader: ValueReader): Request {
  return {
    method: reader.string(),
    url: reader.string(),
    headers: readHeaderList(reader),
    body: readBody(reader),
  };
}

/** Writes the type `request` in its value encoding. */
export function writeRequest(writer: ValueWriter, value: Request): void {
  writer.string(value.method);
  writer.string(value.url);
  writer.count(value.headers.length);
  for (const item of value.headers) {
    writeHeader(writer, item);
  }
  writeBody(writer, value.body);
}

/** Reads the type `response` from its value encoding. */
export function readResponse(reader: ValueReader): Response {
  return { status: reader.u16(), headers: readHeaderList(reader), body: readBody(reader) };
}

/** Writes the type `response` in its value encoding. */
export function writeResponse(writer: ValueWriter, value: Response): void {
  writer.u16(value.status);
  writer.count(value.headers.length);
  for (const item of value.headers) {
    writeHeader(writer, item);
  }
  writeBody(writer, value.body);
}

/** Reads the type `redirect-mode` from its value encoding. */
export function readRedirectMode(reader: ValueReader): RedirectMode {
  return redirectModeCases[reader.discriminant(3)]!;
}

/** Reads the type `fetch-options` from its value encoding. */
export function readFetchOptions(reader: ValueReader): FetchOptions {
  return {
    timeout: reader.bool() ? reader.u32() : undefined,
    redirect: readRedirectMode(reader),
  };
}

/** Writes the type `fetched` in its value encoding. */
export function writeFetched(writer: ValueWriter, value: Fetched): void {
  writeResponse(writer, value.response);
  writer.string(value.url);
  writer.bool(value.redirected);
}

function readHeaderList(reader: ValueReader): Header[] {
  const list: Header[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(readHeader(reader));
  }
  return list;
}
