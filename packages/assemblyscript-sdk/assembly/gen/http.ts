// Emitted by host-bindings from wajs:platform/http@0.1.0 (--target as-guest); do not edit.

/**
 * HTTP messages, streamed bodies and outbound requests.
 *
 * @packageDocumentation
 */

import {
  Option,
  Pending,
  Resource,
  Result,
  Tuple2,
  Unit,
  allocate,
  give,
  lend,
  liftArray,
  liftString,
} from '../codegen-v1';
import { Error, loadError } from './types';

/**
 * One header field. Order and repeats are kept, so several `set-cookie` fields stay apart.
 *
 * WIT: `record header { name: string, value: list<u8> }`
 */
export class Header {
  /** Field name as it was received, or lower-case where the guest made it. */
  name: string;
  /** Raw field value. Bytes, because HTTP allows octets that are not UTF-8. */
  value: Uint8Array;
}

/** The cases of `body`. */
export enum BodyTag {
  /** No content. */
  Empty,
  /** All of the content at once: the fast path for what fits in memory. */
  Bytes,
  /** Content that arrives in chunks. */
  Stream,
}

/**
 * The content of a message.
 *
 * WIT: `variant body { empty, bytes(list<u8>), %stream(body-reader) }`
 */
@final
export class Body {
  private bytesValue: Uint8Array | null;
  private streamValue: BodyReader | null;

  private constructor(
    /** Which case it is. */
    readonly tag: BodyTag,
  ) {}

  /** No content. */
  static empty(): Body {
    return new Body(BodyTag.Empty);
  }

  /** All of the content at once: the fast path for what fits in memory. */
  static bytes(value: Uint8Array): Body {
    const made = new Body(BodyTag.Bytes);
    made.bytesValue = value;
    return made;
  }

  /** Content that arrives in chunks. */
  static stream(value: BodyReader): Body {
    const made = new Body(BodyTag.Stream);
    made.streamValue = value;
    return made;
  }

  /** Whether it is the case `empty`. */
  get isEmpty(): bool {
    return this.tag == BodyTag.Empty;
  }

  /** Whether it is the case `bytes`. */
  get isBytes(): bool {
    return this.tag == BodyTag.Bytes;
  }

  /** What the case `bytes` carries; ends the guest where it is another case. */
  get bytes(): Uint8Array {
    assert(this.isBytes, 'this is another case; look at its tag first');
    return this.bytesValue!;
  }

  /** Whether it is the case `stream`. */
  get isStream(): bool {
    return this.tag == BodyTag.Stream;
  }

  /** What the case `stream` carries; ends the guest where it is another case. */
  get stream(): BodyReader {
    assert(this.isStream, 'this is another case; look at its tag first');
    return this.streamValue!;
  }
}

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
export class Request {
  /** Method in upper case: `GET`. */
  method: string;
  /** Absolute URL with scheme and authority. */
  url: string;
  /** Header fields in order. */
  headers: Array<Header>;
  /** Content. */
  body: Body;
}

/**
 * A response, inbound or outbound.
 *
 * WIT: `record response { status: u16, headers: list<header>, body: body }`
 */
export class Response {
  /** Status code, 200 to 599. */
  status: u16;
  /** Header fields in order. The host owns content-length, transfer-encoding and connection. */
  headers: Array<Header>;
  /** Content. */
  body: Body;
}

/**
 * What `fetch` does when the answer is a redirect.
 *
 * WIT: `enum redirect-mode { follow, manual, error }`
 */
export enum RedirectMode {
  /** Follow it, at most 20 times; every hop is checked against the policy. */
  Follow,
  /** Answer with the redirect itself. */
  Manual,
  /** Fail. */
  Error,
}

/**
 * Options of an outbound request.
 *
 * WIT: `record fetch-options { timeout: option<u32>, redirect: redirect-mode }`
 */
export class FetchOptions {
  /** Milliseconds until the call fails with `timeout`; none means the request's own deadline. */
  timeout: Option<u32>;
  /** What to do with redirects. */
  redirect: RedirectMode;
}

/**
 * An answer to an outbound request.
 *
 * WIT: `record fetched { response: response, url: string, redirected: bool }`
 */
export class Fetched {
  /** The response. */
  response: Response;
  /** URL of the last hop. */
  url: string;
  /** Whether a redirect was followed. */
  redirected: bool;
}

/**
 * The reading end of a streamed body.
 *
 * The host holds it: call `drop()` when it is no longer needed.
 *
 * WIT: `resource body-reader`
 */
@final
export class BodyReader extends Resource {
  /** Takes over a handle that the host gave. */
  constructor(handle: i32) {
    super(handle);
  }

  /**
   * The next chunk, of at most `max` bytes; none at the end of the body.
   *
   * WIT: `read: async func(max: u32) -> result<option<list<u8>>, error>`
   */
  read(max: u32): Result<Uint8Array | null, Error> {
    const at = memory.data(40, 8);
    importBodyReaderRead(lend(this), max, at);
    return loadU8ListOptionErrorResult(at);
  }

  /**
   * The next chunk, of at most `max` bytes; none at the end of the body.
   *
   * Begins the call; `wait()` of what it answers gives the result.
   *
   * WIT: `read: async func(max: u32) -> result<option<list<u8>>, error>`
   */
  readAsync(max: u32): Pending<Result<Uint8Array | null, Error>> {
    const at = allocate(40);
    const state = importBodyReaderReadAsync(lend(this), max, at);
    return new Pending<Result<Uint8Array | null, Error>>(state, at, loadU8ListOptionErrorResult);
  }

  /** Lets the host forget it. Dropping it again does nothing. */
  drop(): void {
    if (this.handle != 0) importBodyReaderDrop(this.handle);
    this.handle = 0;
  }
}

/**
 * The writing end of a streamed body. Dropping it before `finish` breaks the body off.
 *
 * The host holds it: call `drop()` when it is no longer needed.
 *
 * WIT: `resource body-writer`
 */
@final
export class BodyWriter extends Resource {
  /** Takes over a handle that the host gave. */
  constructor(handle: i32) {
    super(handle);
  }

  /**
   * Appends one chunk; answers when the reader has room for more.
   *
   * WIT: `write: async func(chunk: list<u8>) -> result<_, error>`
   */
  write(chunk: Uint8Array): Result<Unit, Error> {
    const at = memory.data(40, 8);
    importBodyWriterWrite(lend(this), i32(chunk.dataStart), chunk.length, at);
    return loadVoidErrorResult(at);
  }

  /**
   * Appends one chunk; answers when the reader has room for more.
   *
   * Begins the call; `wait()` of what it answers gives the result.
   *
   * WIT: `write: async func(chunk: list<u8>) -> result<_, error>`
   */
  writeAsync(chunk: Uint8Array): Pending<Result<Unit, Error>> {
    const at = allocate(40);
    const state = importBodyWriterWriteAsync(lend(this), i32(chunk.dataStart), chunk.length, at);
    return new Pending<Result<Unit, Error>>(state, at, loadVoidErrorResult);
  }

  /**
   * Ends the body: the reader sees its end after the last chunk.
   *
   * WIT: `finish: func() -> result<_, error>`
   */
  finish(): Result<Unit, Error> {
    const at = memory.data(40, 8);
    importBodyWriterFinish(lend(this), at);
    return loadVoidErrorResult(at);
  }

  /**
   * Breaks the body off: the reader sees an error with this reason.
   *
   * WIT: `abort: func(reason: string) -> result<_, error>`
   */
  abort_(reason: string): Result<Unit, Error> {
    const at = memory.data(40, 8);
    importBodyWriterAbort(lend(this), changetype<i32>(reason), reason.length, at);
    return loadVoidErrorResult(at);
  }

  /** Lets the host forget it. Dropping it again does nothing. */
  drop(): void {
    if (this.handle != 0) importBodyWriterDrop(this.handle);
    this.handle = 0;
  }
}

/**
 * A new streamed body: what goes into the writer comes out of the reader.
 *
 * WIT: `pipe: func() -> result<tuple<body-writer, body-reader>, error>`
 */
export function pipe(): Result<Tuple2<BodyWriter, BodyReader>, Error> {
  const at = memory.data(40, 8);
  importPipe(at);
  return loadBodyWriterBodyReaderTupleErrorResult(at);
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
 */
export function fetch(request: Request, options: FetchOptions): Result<Fetched, Error> {
  let core6: i32 = 0;
  let core7: i32 = 0;
  let core8: i32 = 0;
  let core9: i32 = 0;
  let core10: i32 = 0;
  const body = request.body;
  switch (body.tag) {
    case BodyTag.Empty:
      break;
    case BodyTag.Bytes:
      core6 = 1;
      core7 = i32(body.bytes.dataStart);
      core8 = body.bytes.length;
      break;
    case BodyTag.Stream:
      core6 = 2;
      core7 = give(body.stream);
      break;
  }
  const timeout = options.timeout;
  if (timeout.isSome) {
    core9 = 1;
    core10 = timeout.value;
  }
  const at = memory.data(48, 8);
  importFetch(
    changetype<i32>(request.method),
    request.method.length,
    changetype<i32>(request.url),
    request.url.length,
    storeHeaderList(request.headers),
    request.headers.length,
    core6,
    core7,
    core8,
    core9,
    core10,
    options.redirect,
    at,
  );
  return loadFetchedErrorResult(at);
}

/**
 * Sends an outbound request. Refused with `denied` unless the policy lists the host.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * ```wit
 * fetch: async func(
 *   request: request,
 *   options: fetch-options,
 * ) -> result<fetched, error>
 * ```
 */
export function fetchAsync(
  request: Request,
  options: FetchOptions,
): Pending<Result<Fetched, Error>> {
  const given = allocate(48);
  storeRequest(given, request);
  storeFetchOptions(given + 36, options);
  const at = allocate(48);
  const state = importFetchAsync(given, at);
  return new Pending<Result<Fetched, Error>>(state, at, loadFetchedErrorResult);
}

@external('wajs:platform/http@0.1.0', '[resource-drop]body-reader')
declare function importBodyReaderDrop(handle: i32): void;

@external('wajs:platform/http@0.1.0', '[method]body-reader.read')
declare function importBodyReaderRead(p0: i32, p1: i32, p2: usize): void;

@external('wajs:platform/http@0.1.0', '[async-lower][method]body-reader.read')
declare function importBodyReaderReadAsync(p0: i32, p1: i32, p2: usize): i32;

@external('wajs:platform/http@0.1.0', '[resource-drop]body-writer')
declare function importBodyWriterDrop(handle: i32): void;

@external('wajs:platform/http@0.1.0', '[method]body-writer.write')
declare function importBodyWriterWrite(p0: i32, p1: i32, p2: i32, p3: usize): void;

@external('wajs:platform/http@0.1.0', '[async-lower][method]body-writer.write')
declare function importBodyWriterWriteAsync(p0: i32, p1: i32, p2: i32, p3: usize): i32;

@external('wajs:platform/http@0.1.0', '[method]body-writer.finish')
declare function importBodyWriterFinish(p0: i32, p1: usize): void;

@external('wajs:platform/http@0.1.0', '[method]body-writer.abort')
declare function importBodyWriterAbort(p0: i32, p1: i32, p2: i32, p3: usize): void;

@external('wajs:platform/http@0.1.0', 'pipe')
declare function importPipe(p0: usize): void;

@external('wajs:platform/http@0.1.0', 'fetch')
declare function importFetch(
  p0: i32,
  p1: i32,
  p2: i32,
  p3: i32,
  p4: i32,
  p5: i32,
  p6: i32,
  p7: i32,
  p8: i32,
  p9: i32,
  p10: i32,
  p11: i32,
  p12: usize,
): void;

@external('wajs:platform/http@0.1.0', '[async-lower]fetch')
declare function importFetchAsync(p0: usize, p1: usize): i32;

/** Loads the type `header` from memory. */
export function loadHeader(at: usize): Header {
  return {
    name: liftString(i32.load(at), i32.load(at, 4)),
    value: liftArray<Uint8Array>(i32.load(at, 8), i32.load(at, 12)),
  };
}

/** Stores the type `header` in memory. */
export function storeHeader(at: usize, value: Header): void {
  i32.store(at, changetype<i32>(value.name));
  i32.store(at, value.name.length, 4);
  i32.store(at, i32(value.value.dataStart), 8);
  i32.store(at, value.value.length, 12);
}

/** Loads the type `body` from memory. */
export function loadBody(at: usize): Body {
  switch (i32.load8_u(at)) {
    case 0:
      return Body.empty();
    case 1:
      return Body.bytes(liftArray<Uint8Array>(i32.load(at, 4), i32.load(at, 8)));
    default:
      return Body.stream(new BodyReader(i32.load(at, 4)));
  }
}

/** Stores the type `body` in memory. */
export function storeBody(at: usize, value: Body): void {
  switch (value.tag) {
    case BodyTag.Empty:
      i32.store8(at, 0);
      break;
    case BodyTag.Bytes:
      i32.store8(at, 1);
      i32.store(at, i32(value.bytes.dataStart), 4);
      i32.store(at, value.bytes.length, 8);
      break;
    case BodyTag.Stream:
      i32.store8(at, 2);
      i32.store(at, give(value.stream), 4);
      break;
  }
}

/** Lifts the type `body` from core values. */
export function liftBody(p0: i32, p1: i32, p2: i32): Body {
  switch (p0) {
    case 0:
      return Body.empty();
    case 1:
      return Body.bytes(liftArray<Uint8Array>(p1, p2));
    default:
      return Body.stream(new BodyReader(p1));
  }
}

/** Stores the type `request` in memory. */
export function storeRequest(at: usize, value: Request): void {
  i32.store(at, changetype<i32>(value.method));
  i32.store(at, value.method.length, 4);
  i32.store(at, changetype<i32>(value.url), 8);
  i32.store(at, value.url.length, 12);
  i32.store(at, storeHeaderList(value.headers), 16);
  i32.store(at, value.headers.length, 20);
  storeBody(at + 24, value.body);
}

/** Lifts the type `request` from core values. */
export function liftRequest(
  p0: i32,
  p1: i32,
  p2: i32,
  p3: i32,
  p4: i32,
  p5: i32,
  p6: i32,
  p7: i32,
  p8: i32,
): Request {
  return {
    method: liftString(p0, p1),
    url: liftString(p2, p3),
    headers: loadHeaderList(p4, p5),
    body: liftBody(p6, p7, p8),
  };
}

/** Loads the type `response` from memory. */
export function loadResponse(at: usize): Response {
  return {
    status: u16(i32.load16_u(at)),
    headers: loadHeaderList(i32.load(at, 4), i32.load(at, 8)),
    body: loadBody(at + 12),
  };
}

/** Stores the type `response` in memory. */
export function storeResponse(at: usize, value: Response): void {
  i32.store16(at, value.status);
  i32.store(at, storeHeaderList(value.headers), 4);
  i32.store(at, value.headers.length, 8);
  storeBody(at + 12, value.body);
}

/** Stores the type `fetch-options` in memory. */
export function storeFetchOptions(at: usize, value: FetchOptions): void {
  const timeout = value.timeout;
  if (timeout.isSome) {
    i32.store8(at, 1);
    i32.store(at, timeout.value, 4);
  } else {
    i32.store8(at, 0);
  }
  i32.store8(at, value.redirect, 8);
}

/** Loads the type `fetched` from memory. */
export function loadFetched(at: usize): Fetched {
  return {
    response: loadResponse(at),
    url: liftString(i32.load(at, 24), i32.load(at, 28)),
    redirected: i32.load8_u(at, 32) != 0,
  };
}

function loadBodyWriterBodyReaderTupleErrorResult(
  at: usize,
): Result<Tuple2<BodyWriter, BodyReader>, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<Tuple2<BodyWriter, BodyReader>, Error>(
      new Tuple2(new BodyWriter(i32.load(at, 8)), new BodyReader(i32.load(at, 12))),
    );
  }
  return Result.err<Tuple2<BodyWriter, BodyReader>, Error>(loadError(at + 8));
}

function loadFetchedErrorResult(at: usize): Result<Fetched, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<Fetched, Error>(loadFetched(at + 8));
  }
  return Result.err<Fetched, Error>(loadError(at + 8));
}

function loadHeaderList(pointer: usize, length: i32): Array<Header> {
  const list = new Array<Header>(length);
  for (let index = 0; index < length; index++) {
    const at = pointer + usize(index) * 16;
    unchecked((list[index] = loadHeader(at)));
  }
  return list;
}

function storeHeaderList(list: Array<Header>): i32 {
  const length = list.length;
  const pointer = allocate(usize(length) * 16);
  for (let index = 0; index < length; index++) {
    const value = unchecked(list[index]);
    const at = pointer + usize(index) * 16;
    storeHeader(at, value);
  }
  return i32(pointer);
}

function loadU8ListOptionErrorResult(at: usize): Result<Uint8Array | null, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<Uint8Array | null, Error>(
      i32.load8_u(at, 8) != 0 ? liftArray<Uint8Array>(i32.load(at, 12), i32.load(at, 16)) : null,
    );
  }
  return Result.err<Uint8Array | null, Error>(loadError(at + 8));
}

function loadVoidErrorResult(at: usize): Result<Unit, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<Unit, Error>(Unit.Value);
  }
  return Result.err<Unit, Error>(loadError(at + 8));
}
