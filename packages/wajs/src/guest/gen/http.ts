// Emitted by host-bindings from wajs:platform/http@0.1.0 (--target js-guest --codegen ../codegen-v1/index.js); do not edit.

import {
  Resource,
  WajsError,
  caseIndex,
  createWriter,
  importInterface,
  invoke,
  invokeNow,
  unknownCase,
} from '../codegen-v1/index.js';
import type { CallSignal, ValueReader, ValueWriter } from '../codegen-v1/index.js';
import { readError } from './types.js';

/**
 * One header field. Order and repeats are kept, so several `set-cookie` fields stay apart.
 *
 * WIT: `record header { name: string, value: list<u8> }`
 */
export interface Header {
  /** Field name as it was received, or lower-case where the guest made it. */
  name: string;
  /** Raw field value. Bytes, because HTTP allows octets that are not UTF-8. */
  value: Uint8Array;
}

/**
 * The content of a message.
 *
 * WIT: `variant body { empty, bytes(list<u8>), %stream(body-reader) }`
 */
export type Body =
  /** No content. */
  | { tag: 'empty' }
  /** All of the content at once: the fast path for what fits in memory. */
  | { tag: 'bytes'; val: Uint8Array }
  /** Content that arrives in chunks. */
  | { tag: 'stream'; val: BodyReader };

/**
 * A request, inbound or outbound.
 *
 * ```wit
 * record request {
 *   method: string,
 *   url: string,
 *   headers: list<header>,
 *   body: body,
 * }
 * ```
 */
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

/**
 * A response, inbound or outbound.
 *
 * WIT: `record response { status: u16, headers: list<header>, body: body }`
 */
export interface Response {
  /** Status code, 200 to 599. */
  status: number;
  /** Header fields in order. The host owns content-length, transfer-encoding and connection. */
  headers: Header[];
  /** Content. */
  body: Body;
}

/**
 * What `fetch` does when the answer is a redirect.
 *
 * WIT: `enum redirect-mode { follow, manual, error }`
 */
export type RedirectMode =
  /** Follow it, at most 20 times; every hop is checked against the policy. */
  | 'follow'
  /** Answer with the redirect itself. */
  | 'manual'
  /** Fail. */
  | 'error';

/**
 * Options of an outbound request.
 *
 * WIT: `record fetch-options { timeout: option<u32>, redirect: redirect-mode }`
 */
export interface FetchOptions {
  /** Milliseconds until the call fails with `timeout`; none means the request's own deadline. */
  timeout?: number | undefined;
  /** What to do with redirects. */
  redirect: RedirectMode;
}

/**
 * An answer to an outbound request.
 *
 * WIT: `record fetched { response: response, url: string, redirected: bool }`
 */
export interface Fetched {
  /** The response. */
  response: Response;
  /** URL of the last hop. */
  url: string;
  /** Whether a redirect was followed. */
  redirected: boolean;
}

/**
 * HTTP messages, streamed bodies and outbound requests.
 *
 * The interface `wajs:platform/http@0.1.0`: needed where it is called.
 */
export const httpInterface = /* @__PURE__ */ importInterface('wajs:platform/http@0.1.0');

/**
 * The reading end of a streamed body.
 *
 * WIT: `resource body-reader`
 */
export class BodyReader extends Resource {
  /** Wraps a handle that the host gave. */
  constructor(handle: number) {
    super(handle, httpInterface, /* drop */ 6);
  }

  /**
   * The next chunk, of at most `max` bytes; none at the end of the body.
   *
   * WIT: `read: async func(max: u32) -> result<option<list<u8>>, error>`
   *
   * @throws WajsError of `error`
   */
  read(max: number, signal?: CallSignal): Promise<Uint8Array | undefined> {
    const writer = createWriter(/* [method]body-reader.read */ 0);
    writer.borrow(BodyReader, this);
    writer.u32(max);
    return invoke(httpInterface, writer, readU8ListOptionOrThrow, signal);
  }
}

/**
 * The writing end of a streamed body. Dropping it before `finish` breaks the body off.
 *
 * WIT: `resource body-writer`
 */
export class BodyWriter extends Resource {
  /** Wraps a handle that the host gave. */
  constructor(handle: number) {
    super(handle, httpInterface, /* drop */ 7);
  }

  /**
   * Appends one chunk; answers when the reader has room for more.
   *
   * WIT: `write: async func(chunk: list<u8>) -> result<_, error>`
   *
   * @throws WajsError of `error`
   */
  write(chunk: Uint8Array, signal?: CallSignal): Promise<void> {
    const writer = createWriter(/* [method]body-writer.write */ 1);
    writer.borrow(BodyWriter, this);
    writer.bytes(chunk);
    return invoke(httpInterface, writer, readVoidOrThrow, signal);
  }

  /**
   * Ends the body: the reader sees its end after the last chunk.
   *
   * WIT: `finish: func() -> result<_, error>`
   *
   * @throws WajsError of `error`
   */
  finish(): void {
    const writer = createWriter(/* [method]body-writer.finish */ 2);
    writer.borrow(BodyWriter, this);
    return invokeNow(httpInterface, writer, readVoidOrThrow);
  }

  /**
   * Breaks the body off: the reader sees an error with this reason.
   *
   * WIT: `abort: func(reason: string) -> result<_, error>`
   *
   * @throws WajsError of `error`
   */
  abort(reason: string): void {
    const writer = createWriter(/* [method]body-writer.abort */ 3);
    writer.borrow(BodyWriter, this);
    writer.string(reason);
    return invokeNow(httpInterface, writer, readVoidOrThrow);
  }
}

/**
 * A new streamed body: what goes into the writer comes out of the reader.
 *
 * WIT: `pipe: func() -> result<tuple<body-writer, body-reader>, error>`
 *
 * @throws WajsError of `error`
 */
export function pipe(): [BodyWriter, BodyReader] {
  const writer = createWriter(/* pipe */ 4);
  return invokeNow(httpInterface, writer, readBodyWriterBodyReaderTupleOrThrow);
}

/**
 * Sends an outbound request. Refused with `denied` unless the policy lists the host.
 *
 * ```wit
 * fetch: async func(
 *   request: request,
 *   options: fetch-options,
 * ) -> result<fetched, error>
 * ```
 *
 * @throws WajsError of `error`
 */
export function fetch(
  request: Request,
  options: FetchOptions,
  signal?: CallSignal,
): Promise<Fetched> {
  const writer = createWriter(/* fetch */ 5);
  writeRequest(writer, request);
  writeFetchOptions(writer, options);
  return invoke(httpInterface, writer, readFetchedOrThrow, signal);
}

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
      return { tag: 'stream', val: reader.own(BodyReader) };
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
      writer.own(BodyReader, value.val);
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

/** Writes the type `redirect-mode` in its value encoding. */
export function writeRedirectMode(writer: ValueWriter, value: RedirectMode): void {
  writer.discriminant(caseIndex(redirectModeCases, value));
}

/** Writes the type `fetch-options` in its value encoding. */
export function writeFetchOptions(writer: ValueWriter, value: FetchOptions): void {
  if (value.timeout === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.u32(value.timeout);
  }
  writeRedirectMode(writer, value.redirect);
}

/** Reads the type `fetched` from its value encoding. */
export function readFetched(reader: ValueReader): Fetched {
  return { response: readResponse(reader), url: reader.string(), redirected: reader.bool() };
}

function readHeaderList(reader: ValueReader): Header[] {
  const list: Header[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(readHeader(reader));
  }
  return list;
}

function readBodyWriterBodyReaderTupleOrThrow(reader: ValueReader): [BodyWriter, BodyReader] {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
  return [reader.own(BodyWriter), reader.own(BodyReader)];
}

function readFetchedOrThrow(reader: ValueReader): Fetched {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
  return readFetched(reader);
}

function readU8ListOptionOrThrow(reader: ValueReader): Uint8Array | undefined {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
  return reader.bool() ? reader.bytes() : undefined;
}

function readVoidOrThrow(reader: ValueReader): void {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
}
