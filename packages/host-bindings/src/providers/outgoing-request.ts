import type { CallContext } from '../contract/index.js';
import { HostError } from '../contract/errors.js';
import type { Body, Header, Request } from '../contract/gen/http.js';
import { decodeFieldValue, isFieldName, isFramingField } from '../contract/http-fields.js';
import { type Limits, limitName } from '../contract/limits.js';
import { withoutTrailingDot } from './allow-list.js';
import { utf8Length } from './text.js';

/** A request as it goes out, checked. */
export interface Outgoing {
  /** Where to: http or https, no user, no dot at the end of the host. */
  readonly url: URL;
  /** Method. */
  readonly method: string;
  /** Names and values in turn, without the fields that are the host's. */
  readonly headers: readonly string[];
  /** Content. */
  readonly body: Body;
}

const chunkBytes = 64 * 1024;
const refusedMethods = new Set(['CONNECT', 'TRACE', 'TRACK']);

/**
 * Checks a guest's request.
 *
 * @throws {HostError} `invalid` or `too-large`, naming the part.
 */
export function checkRequest(request: Request, limits: Limits): Outgoing {
  const { method, body } = request;
  if (!isFieldName(method) || refusedMethods.has(method.toUpperCase())) {
    throw new HostError(
      'invalid',
      `the method ${JSON.stringify(method)} cannot be sent: use GET, POST, ...`,
    );
  }
  if (body.tag === 'bytes') assertWithin(limits, 'bodyBytes', body.val.length);
  const isEmpty = body.tag === 'empty' || (body.tag === 'bytes' && body.val.length === 0);
  if (!isEmpty && (method === 'GET' || method === 'HEAD')) {
    throw new HostError('invalid', `${method} has no body: use POST, or send it without`);
  }
  return {
    url: checkUrl(request.url, limits),
    method,
    headers: checkHeaders(request.headers, limits),
    body,
  };
}

/**
 * Reads a URL that a request may go to, given its host is allowed.
 *
 * @throws {HostError} `invalid` or `too-large`.
 */
export function checkUrl(text: string, limits: Limits, base?: URL): URL {
  assertWithin(limits, 'urlBytes', utf8Length(text));
  if (!URL.canParse(text, base?.href)) {
    throw new HostError(
      'invalid',
      `${quote(text)} is no URL: use one such as "https://example.com/"`,
    );
  }
  const url = withoutTrailingDot(new URL(text, base));
  assertWithin(limits, 'urlBytes', url.href.length);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new HostError(
      'invalid',
      `the scheme "${url.protocol}" cannot be fetched: use http or https`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new HostError('invalid', 'the URL holds a user or password: use an authorization header');
  }
  return url;
}

/** The chunks of a streamed body, counted; the reader is dropped at the end, however it comes. */
export async function* readChunks(
  body: Extract<Body, { tag: 'stream' }>,
  limits: Limits,
  call: CallContext,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for (;;) {
      const chunk = await body.val.read(chunkBytes, call);
      if (chunk === undefined) return;
      bytes += chunk.length;
      assertWithin(limits, 'bodyBytes', bytes);
      yield chunk;
    }
  } finally {
    body.val[Symbol.dispose]?.();
  }
}

/** The whole of a body; undefined where there is none. */
export async function collectBody(
  body: Body,
  limits: Limits,
  call: CallContext,
): Promise<Uint8Array | undefined> {
  if (body.tag === 'empty') return undefined;
  if (body.tag === 'bytes') return body.val;
  const chunks: Uint8Array[] = [];
  for await (const chunk of readChunks(body, limits, call)) chunks.push(chunk);
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The header fields of an {@link Outgoing}, as `fetch` takes them. */
export function fieldPairs(fields: readonly string[]): Array<[string, string]> {
  const pairs: Array<[string, string]> = [];
  for (let i = 0; i < fields.length; i += 2) pairs.push([fields[i]!, fields[i + 1]!]);
  return pairs;
}

/**
 * Refuses what is over a limit.
 *
 * @throws {HostError} `too-large`.
 */
export function assertWithin(limits: Limits, name: keyof Limits, used: number): void {
  const maximum = limits[name];
  if (used > maximum) throw new HostError('too-large', { what: limitName(name), used, maximum });
}

function checkHeaders(headers: readonly Header[], limits: Limits): string[] {
  assertWithin(limits, 'headerFields', headers.length);
  const checked: string[] = [];
  let bytes = 0;
  for (const { name, value } of headers) {
    const text = decodeFieldValue(value);
    if (!isFieldName(name) || text === undefined) {
      throw new HostError(
        'invalid',
        `the header ${quote(name)} has a name or value that HTTP does not allow: remove control characters`,
      );
    }
    bytes += name.length + text.length;
    const lower = name.toLowerCase();
    if (lower !== 'host' && lower !== 'expect' && !isFramingField(lower)) checked.push(name, text);
  }
  assertWithin(limits, 'headerBytes', bytes);
  return checked;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text);
}
