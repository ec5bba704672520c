import type { Body, Header, Request, Response } from '../../../contract/gen/http.js';
import type { BodyExchange } from './body-exchange.js';
import { packBytes } from './portable-bytes.js';

/** Header fields as two values, since each object and each buffer costs a clone of its own. */
export interface PortableFields {
  /** Name and length of value in turn. */
  readonly names: readonly (string | number)[];
  /** The values, one behind the other. */
  readonly values: Uint8Array;
}

/** A body: nothing, all of it, or where to read it. */
export type PortableBody = Uint8Array | number | undefined;

/** A request as it crosses between threads. */
export interface PortableRequest {
  readonly method: string;
  readonly url: string;
  readonly fields: PortableFields;
  readonly body: PortableBody;
}

/** A response as it crosses between threads. */
export interface PortableResponse {
  readonly status: number;
  readonly fields: PortableFields;
  readonly body: PortableBody;
}

/** What a message's parts are packed with. */
export interface Packing {
  /** Takes the streams that the other thread reads. */
  readonly bodies: BodyExchange;
  /** Takes the buffers that are handed over. */
  readonly transfer: ArrayBuffer[];
}

/** A request, for another thread. */
export function packRequest(
  { method, url, headers, body }: Request,
  packing: Packing,
): PortableRequest {
  return { method, url, fields: packFields(headers), body: packBody(body, packing) };
}

/** A request of another thread. */
export function unpackRequest(
  { method, url, fields, body }: PortableRequest,
  bodies: BodyExchange,
): Request {
  return { method, url, headers: unpackFields(fields), body: unpackBody(body, bodies) };
}

/** A response, for another thread. */
export function packResponse(
  { status, headers, body }: Response,
  packing: Packing,
): PortableResponse {
  return { status, fields: packFields(headers), body: packBody(body, packing) };
}

/** A response of another thread. */
export function unpackResponse(
  { status, fields, body }: PortableResponse,
  bodies: BodyExchange,
): Response {
  return { status, headers: unpackFields(fields), body: unpackBody(body, bodies) };
}

function packFields(headers: readonly Header[]): PortableFields {
  let length = 0;
  for (const { value } of headers) length += value.length;
  const values = new Uint8Array(length);
  const names: (string | number)[] = [];
  let at = 0;
  for (const { name, value } of headers) {
    values.set(value, at);
    at += value.length;
    names.push(name, value.length);
  }
  return { names, values };
}

function unpackFields({ names, values }: PortableFields): Header[] {
  const headers: Header[] = [];
  let at = 0;
  for (let i = 0; i < names.length; i += 2) {
    const end = at + (names[i + 1] as number);
    headers.push({ name: names[i] as string, value: values.subarray(at, end) });
    at = end;
  }
  return headers;
}

function packBody(body: Body, { bodies, transfer }: Packing): PortableBody {
  if (body.tag === 'empty') return undefined;
  return body.tag === 'bytes' ? packBytes(body.val, transfer) : bodies.offer(body.val);
}

function unpackBody(body: PortableBody, bodies: BodyExchange): Body {
  if (body === undefined) return { tag: 'empty' };
  return typeof body === 'number'
    ? { tag: 'stream', val: bodies.open(body) }
    : { tag: 'bytes', val: body };
}
