// Emitted by host-bindings from wajs:platform/http@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

import {
  UnavailableError,
  checkCase,
  errorPayload,
  settleAt,
  toInteger,
  unknownCase,
} from '../../codegen-v1/index.js';
import type {
  Awaitable,
  CallContext,
  CoreValue,
  DirectGuest,
  ImportInterface,
  ResourceType,
  ValueReader,
  ValueWriter,
} from '../../codegen-v1/index.js';
import { storeError, writeError } from './types.js';
import type { Error } from './types.js';

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
 * The reading end of a streamed body.
 *
 * WIT: `resource body-reader`
 */
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

/**
 * The writing end of a streamed body. Dropping it before `finish` breaks the body off.
 *
 * WIT: `resource body-writer`
 */
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
   * ```wit
   * fetch: async func(
   *   request: request,
   *   options: fetch-options,
   * ) -> result<fetched, error>
   * ```
   *
   * @throws ResultError of `error`
   */
  fetch(request: Request, options: FetchOptions, call: CallContext): Awaitable<Fetched>;
}

/**
 * A provider of `wajs:platform/http@0.1.0` that offers nothing yet: extend it, and override
 * what you offer. Every other call fails as `unavailable`, with the name of its function.
 */
export class HttpBase implements Http {
  pipe(_call: CallContext): [BodyWriter, BodyReader] {
    throw new UnavailableError('wajs:platform/http@0.1.0', 'pipe');
  }

  fetch(_request: Request, _options: FetchOptions, _call: CallContext): Awaitable<Fetched> {
    throw new UnavailableError('wajs:platform/http@0.1.0', 'fetch');
  }
}

/** The functions of `wajs:platform/http@0.1.0`, as a runtime dispatches over them. */
export const http: ImportInterface<Http> = {
  name: 'wajs:platform/http@0.1.0',
  functions: [
    {
      name: '[method]body-reader.read',
      async: true,
      invoke(_provider, reader, call) {
        const object = reader.borrow(bodyReaderResource);
        const max = reader.u32();
        reader.end();
        return object.read(max, call);
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
      direct(guest) {
        const onValue = (value: Uint8Array | undefined, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          if (value === undefined) {
            memory.set8(at + 8, 0);
          } else {
            memory.set8(at + 8, 1);
            memory.setSlice(at + 12, memory.storeList(Uint8Array, value));
          }
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number, p2: number) => {
          const memory = guest.memory.begin();
          const object = guest.handles.get(bodyReaderResource, p0);
          const max = p1 >>> 0;
          const at = memory.area(p2, 8, 40);
          let answer;
          try {
            answer = object.read(max, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
    {
      name: '[method]body-writer.write',
      async: true,
      invoke(_provider, reader, call) {
        const object = reader.borrow(bodyWriterResource);
        const chunk = reader.bytes();
        reader.end();
        return object.write(chunk, call);
      },
      encode(writer) {
        writer.discriminant(0);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest) {
        const onValue = (_value: void, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number, p2: number, p3: number) => {
          const memory = guest.memory.begin();
          const object = guest.handles.get(bodyWriterResource, p0);
          const chunk = memory.loadBytes(p1, p2);
          const at = memory.area(p3, 8, 40);
          let answer;
          try {
            answer = object.write(chunk, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
    {
      name: '[method]body-writer.finish',
      async: false,
      invoke(_provider, reader, call) {
        const object = reader.borrow(bodyWriterResource);
        reader.end();
        return object.finish(call);
      },
      encode(writer) {
        writer.discriminant(0);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest) {
        return (p0: number, p1: number) => {
          const memory = guest.memory.begin();
          const object = guest.handles.get(bodyWriterResource, p0);
          const at = memory.area(p1, 8, 40);
          try {
            object.finish(guest.call);
          } catch (error) {
            return storeThrownError(guest, error, at);
          }
          memory.set8(at, 0);
        };
      },
    },
    {
      name: '[method]body-writer.abort',
      async: false,
      invoke(_provider, reader, call) {
        const object = reader.borrow(bodyWriterResource);
        const reason = reader.string();
        reader.end();
        return object.abort(reason, call);
      },
      encode(writer) {
        writer.discriminant(0);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest) {
        return (p0: number, p1: number, p2: number, p3: number) => {
          const memory = guest.memory.begin();
          const object = guest.handles.get(bodyWriterResource, p0);
          const reason = memory.loadString(p1, p2);
          const at = memory.area(p3, 8, 40);
          try {
            object.abort(reason, guest.call);
          } catch (error) {
            return storeThrownError(guest, error, at);
          }
          memory.set8(at, 0);
        };
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
      direct(guest, provider) {
        return (p0: number) => {
          const memory = guest.memory.begin();
          const at = memory.area(p0, 8, 40);
          let value: [BodyWriter, BodyReader];
          try {
            value = provider.pipe(guest.call);
          } catch (error) {
            return storeThrownError(guest, error, at);
          }
          memory.set8(at, 0);
          memory.set32(at + 8, guest.handles.add(bodyWriterResource, value[0]));
          memory.set32(at + 12, guest.handles.add(bodyReaderResource, value[1]));
        };
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
      direct(guest, provider) {
        const onValue = (value: Fetched, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          storeFetched(guest, at + 8, value);
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (
          p0: number,
          p1: number,
          p2: number,
          p3: number,
          p4: number,
          p5: number,
          p6: number,
          p7: number,
          p8: number,
          p9: number,
          p10: number,
          p11: number,
          p12: number,
        ) => {
          const memory = guest.memory.begin();
          const request = liftRequest(guest, p0, p1, p2, p3, p4, p5, p6, p7, p8);
          const options = liftFetchOptions(guest, p9, p10, p11);
          const at = memory.area(p12, 8, 48);
          let answer;
          try {
            answer = provider.fetch(request, options, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
      start(guest, provider) {
        const onValue = (value: Fetched, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          storeFetched(guest, at + 8, value);
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number) => {
          const memory = guest.memory.begin();
          const area = memory.area(p0, 4, 48);
          const request = loadRequest(guest, area);
          const options = loadFetchOptions(guest, area + 36);
          const at = memory.area(p1, 8, 48);
          let answer;
          try {
            answer = provider.fetch(request, options, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
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
      direct(guest) {
        return (handle: number) => {
          guest.handles.drop(bodyReaderResource, handle);
        };
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
      direct(guest) {
        return (handle: number) => {
          guest.handles.drop(bodyWriterResource, handle);
        };
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

/** Loads the type `header` from memory. */
export function loadHeader(guest: DirectGuest, at: number): Header {
  const { memory } = guest;
  return {
    name: memory.loadString(memory.u32(at), memory.u32(at + 4)),
    value: memory.loadBytes(memory.u32(at + 8), memory.u32(at + 12)),
  };
}

/** Stores the type `header` in memory. */
export function storeHeader(guest: DirectGuest, at: number, value: Header): void {
  const { memory } = guest;
  memory.setSlice(at, memory.storeString(value.name));
  memory.setSlice(at + 8, memory.storeList(Uint8Array, value.value));
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

/** Loads the type `body` from memory. */
export function loadBody(guest: DirectGuest, at: number): Body {
  const { memory } = guest;
  switch (checkCase(memory.u8(at), 3)) {
    case 0:
      return { tag: 'empty' };
    case 1:
      return { tag: 'bytes', val: memory.loadBytes(memory.u32(at + 4), memory.u32(at + 8)) };
    default:
      return { tag: 'stream', val: guest.handles.take(bodyReaderResource, memory.u32(at + 4)) };
  }
}

/** Stores the type `body` in memory. */
export function storeBody(guest: DirectGuest, at: number, value: Body): void {
  const { memory } = guest;
  switch (value.tag) {
    case 'empty':
      memory.set8(at, 0);
      break;
    case 'bytes':
      memory.set8(at, 1);
      memory.setSlice(at + 4, memory.storeList(Uint8Array, value.val));
      break;
    case 'stream':
      memory.set8(at, 2);
      memory.set32(at + 4, guest.handles.add(bodyReaderResource, value.val));
      break;
    default:
      throw unknownCase(value);
  }
}

/** Lifts the type `body` from core values. */
export function liftBody(guest: DirectGuest, p0: number, p1: number, p2: number): Body {
  const { memory } = guest;
  switch (checkCase(p0, 3)) {
    case 0:
      return { tag: 'empty' };
    case 1:
      return { tag: 'bytes', val: memory.loadBytes(p1, p2) };
    default:
      return { tag: 'stream', val: guest.handles.take(bodyReaderResource, p1) };
  }
}

/** Lowers the type `body` to core values. */
export function lowerBody(guest: DirectGuest, value: Body, core: CoreValue[], at: number): void {
  const { memory } = guest;
  switch (value.tag) {
    case 'empty':
      core[at] = 0;
      break;
    case 'bytes':
      core[at] = 1;
      core[at + 1] = memory.storeList(Uint8Array, value.val);
      core[at + 2] = memory.length;
      break;
    case 'stream':
      core[at] = 2;
      core[at + 1] = guest.handles.add(bodyReaderResource, value.val);
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

/** Loads the type `request` from memory. */
export function loadRequest(guest: DirectGuest, at: number): Request {
  const { memory } = guest;
  return {
    method: memory.loadString(memory.u32(at), memory.u32(at + 4)),
    url: memory.loadString(memory.u32(at + 8), memory.u32(at + 12)),
    headers: loadHeaderList(guest, memory.u32(at + 16), memory.u32(at + 20)),
    body: loadBody(guest, at + 24),
  };
}

/** Lifts the type `request` from core values. */
export function liftRequest(
  guest: DirectGuest,
  p0: number,
  p1: number,
  p2: number,
  p3: number,
  p4: number,
  p5: number,
  p6: number,
  p7: number,
  p8: number,
): Request {
  const { memory } = guest;
  return {
    method: memory.loadString(p0, p1),
    url: memory.loadString(p2, p3),
    headers: loadHeaderList(guest, p4, p5),
    body: liftBody(guest, p6, p7, p8),
  };
}

/** Lowers the type `request` to core values. */
export function lowerRequest(
  guest: DirectGuest,
  value: Request,
  core: CoreValue[],
  at: number,
): void {
  const { memory } = guest;
  core[at] = memory.storeString(value.method);
  core[at + 1] = memory.length;
  core[at + 2] = memory.storeString(value.url);
  core[at + 3] = memory.length;
  core[at + 4] = storeHeaderList(guest, value.headers);
  core[at + 5] = memory.length;
  lowerBody(guest, value.body, core, at + 6);
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

/** Loads the type `response` from memory. */
export function loadResponse(guest: DirectGuest, at: number): Response {
  const { memory } = guest;
  return {
    status: memory.u16(at),
    headers: loadHeaderList(guest, memory.u32(at + 4), memory.u32(at + 8)),
    body: loadBody(guest, at + 12),
  };
}

/** Stores the type `response` in memory. */
export function storeResponse(guest: DirectGuest, at: number, value: Response): void {
  const { memory } = guest;
  memory.set16(at, toInteger(value.status, 0, 0xffff));
  memory.setSlice(at + 4, storeHeaderList(guest, value.headers));
  storeBody(guest, at + 12, value.body);
}

/** Lifts the type `response` from core values. */
export function liftResponse(
  guest: DirectGuest,
  p0: number,
  p1: number,
  p2: number,
  p3: number,
  p4: number,
  p5: number,
): Response {
  return {
    status: p0 & 0xffff,
    headers: loadHeaderList(guest, p1, p2),
    body: liftBody(guest, p3, p4, p5),
  };
}

/** Reads the type `redirect-mode` from its value encoding. */
export function readRedirectMode(reader: ValueReader): RedirectMode {
  return redirectModeCases[reader.discriminant(3)]!;
}

/** The enum `redirect-mode` of a number. */
export function unpackRedirectMode(bits: number): RedirectMode {
  return redirectModeCases[checkCase(bits, 3)]!;
}

/** Reads the type `fetch-options` from its value encoding. */
export function readFetchOptions(reader: ValueReader): FetchOptions {
  return {
    timeout: reader.bool() ? reader.u32() : undefined,
    redirect: readRedirectMode(reader),
  };
}

/** Loads the type `fetch-options` from memory. */
export function loadFetchOptions(guest: DirectGuest, at: number): FetchOptions {
  const { memory } = guest;
  return {
    timeout: checkCase(memory.u8(at), 2) === 1 ? memory.u32(at + 4) : undefined,
    redirect: unpackRedirectMode(memory.u8(at + 8)),
  };
}

/** Lifts the type `fetch-options` from core values. */
export function liftFetchOptions(
  _guest: DirectGuest,
  p0: number,
  p1: number,
  p2: number,
): FetchOptions {
  return {
    timeout: checkCase(p0, 2) === 1 ? p1 >>> 0 : undefined,
    redirect: unpackRedirectMode(p2),
  };
}

/** Writes the type `fetched` in its value encoding. */
export function writeFetched(writer: ValueWriter, value: Fetched): void {
  writeResponse(writer, value.response);
  writer.string(value.url);
  writer.bool(value.redirected);
}

/** Stores the type `fetched` in memory. */
export function storeFetched(guest: DirectGuest, at: number, value: Fetched): void {
  const { memory } = guest;
  storeResponse(guest, at, value.response);
  memory.setSlice(at + 24, memory.storeString(value.url));
  memory.set8(at + 32, value.redirected ? 1 : 0);
}

function readHeaderList(reader: ValueReader): Header[] {
  const list: Header[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(readHeader(reader));
  }
  return list;
}

function loadHeaderList(guest: DirectGuest, pointer: number, count: number): Header[] {
  const { memory } = guest;
  let at = memory.elements(pointer, count, 4, 16);
  const list: Header[] = [];
  for (let left = count >>> 0; left > 0; left -= 1) {
    list.push(loadHeader(guest, at));
    at += 16;
  }
  return list;
}

function storeHeaderList(guest: DirectGuest, list: Header[]): number {
  const { memory } = guest;
  const start = memory.allocate(list.length * 16, 4);
  let at = start;
  for (const item of list) {
    storeHeader(guest, at, item);
    at += 16;
  }
  memory.length = list.length;
  return start;
}

/** Stores what a provider threw as the outcome of a call. */
function storeThrownError(guest: DirectGuest, error: unknown, at: number): void {
  const { memory } = guest;
  memory.refresh();
  const payload = errorPayload(guest, error) as Error;
  memory.set8(at, 1);
  storeError(guest, at + 8, payload);
}
