import { ValueReader } from '../codegen-v1/index.js';
import { readContext, type Context as ContextRecord } from '../gen/http-handler.js';
import { readBody } from '../gen/http.js';
import type { AbortSignal } from '../web/abort.js';
import { LOAD, type Content, type DeferredContent } from '../web/body.js';
import type { Headers, ReceivedFields } from '../web/headers.js';
import type { RequestRedirect, RequestState, SignalSource } from '../web/request.js';
import { textCodec } from '../web/utf8.js';
import { receiveBody } from './body-transfer.js';

// The arguments of `http-handler.handle` as they came over the ring: lengths of strings and contents of
// lists in the bytes, contents of strings in the text. Nothing is decoded that nobody asks for, since
// in the interpreter each value costs some 0.3 us; the emitted functions read what seldom counts.

/** Where the function below reads next. */
let cursor = 0;

/** A number in LEB128: the host writes what it was given, so it need not be checked. */
function readLength(bytes: Uint8Array): number {
  let byte = bytes[cursor++]!;
  if (byte < 0x80) return byte;
  let value = byte & 0x7f;
  for (let shift = 7; byte > 0x7f; shift += 7) {
    byte = bytes[cursor++]!;
    value |= (byte & 0x7f) << shift;
  }
  return value >>> 0;
}

/** Header fields as they came over the ring. */
class IncomingFields implements ReceivedFields {
  readonly #bytes: Uint8Array;
  readonly #text: string;
  readonly #at: number;
  readonly #textAt: number;

  constructor(bytes: Uint8Array, text: string, at: number, textAt: number) {
    this.#bytes = bytes;
    this.#text = text;
    this.#at = at;
    this.#textAt = textAt;
  }

  joined(field: string): string | null {
    const bytes = this.#bytes;
    const text = this.#text;
    const wanted = field.length;
    let textAt = this.#textAt;
    let joined: string | null = null;
    cursor = this.#at;
    for (let left = readLength(bytes); left > 0; left--) {
      const length = readLength(bytes);
      const size = readLength(bytes);
      if (length === wanted) {
        const name = text.substring(textAt, textAt + length);
        if (name === field || name.toLowerCase() === field) {
          const value = textCodec.decodeLatin1(bytes.subarray(cursor, cursor + size));
          joined = joined === null ? value : `${joined}, ${value}`;
        }
      }
      textAt += length;
      cursor += size;
    }
    return joined;
  }

  flat(): string[] {
    const bytes = this.#bytes;
    const text = this.#text;
    const start = this.#at;
    let textAt = this.#textAt;
    const flat: string[] = [];
    skipFields(bytes, start);
    // All at once, as one conversion of many bytes costs little more than one of a few.
    const units = textCodec.decodeLatin1(bytes.subarray(start, cursor));
    cursor = start;
    for (let left = readLength(bytes); left > 0; left--) {
      const length = readLength(bytes);
      const size = readLength(bytes);
      const from = cursor - start;
      flat.push(
        text.substring(textAt, textAt + length).toLowerCase(),
        units.substring(from, from + size),
      );
      textAt += length;
      cursor += size;
    }
    return flat;
  }
}

/** Moves the cursor over a list of header fields, and answers the length of their names. */
function skipFields(bytes: Uint8Array, start: number): number {
  let names = 0;
  cursor = start;
  for (let left = readLength(bytes); left > 0; left--) {
    names += readLength(bytes);
    // Not in one: the cursor's value before the call would be added to.
    const size = readLength(bytes);
    cursor += size;
  }
  return names;
}

/** What stands behind the header fields. */
interface Rest {
  readonly content: Content;
  readonly context: ContextRecord;
}

/** A request that is being served, and its context, decoded when they are read. */
export class IncomingRequest implements RequestState, DeferredContent, ContextRecord {
  readonly signals: SignalSource;
  declare headers: Headers | undefined;
  declare signal: AbortSignal | undefined;
  // Not private: in the interpreter that would cost the more, and no author sees this object.
  readonly bytes: Uint8Array;
  readonly text: string;
  /** Where the URL begins in the text; 0 until the lengths have been read. */
  urlFrom = 0;
  declare urlTo: number;
  declare fieldsAt: number;
  declare rest: Rest | undefined;

  constructor(bytes: Uint8Array, text: string, signals: SignalSource) {
    this.bytes = bytes;
    this.text = text;
    this.signals = signals;
  }

  get method(): string {
    if (this.urlFrom === 0) readHead(this);
    return this.text.substring(0, this.urlFrom);
  }

  get url(): string {
    if (this.urlFrom === 0) readHead(this);
    return this.text.substring(this.urlFrom, this.urlTo);
  }

  get redirect(): RequestRedirect {
    return 'follow';
  }

  get received(): ReceivedFields {
    if (this.urlFrom === 0) readHead(this);
    return new IncomingFields(this.bytes, this.text, this.fieldsAt, this.urlTo);
  }

  [LOAD](): Content {
    return restOf(this).content;
  }

  get requestId(): string {
    return restOf(this).context.requestId;
  }

  get deadline(): number {
    return restOf(this).context.deadline;
  }

  get clientAddress(): string | undefined {
    return restOf(this).context.clientAddress;
  }
}

function readHead(request: IncomingRequest): void {
  cursor = 0;
  request.urlFrom = readLength(request.bytes);
  request.urlTo = request.urlFrom + readLength(request.bytes);
  request.fieldsAt = cursor;
}

function restOf(request: IncomingRequest): Rest {
  if (request.rest !== undefined) return request.rest;
  if (request.urlFrom === 0) readHead(request);
  const { bytes, text } = request;
  const textAt = request.urlTo + skipFields(bytes, request.fieldsAt);
  const reader = new ValueReader(bytes, cursor, bytes.length, text, textAt);
  const content = receiveBody(readBody(reader));
  const context = readContext(reader);
  reader.end();
  return (request.rest = { content, context });
}
