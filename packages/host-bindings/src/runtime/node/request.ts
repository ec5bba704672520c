import { encodeFieldValue, isFramingField } from '../../contract/http-fields.js';
import type { Body, Header, Request } from '../../contract/gen/http.js';
import type { Limits } from '../../contract/limits.js';
import type { Exchange } from './exchange.js';
import { RequestBodyReader, collectBody } from './request-body.js';

/** Largest body that is collected before the handler starts. */
const collectedBytes = 64 * 1024;

const authority = /^(?:[\dA-Za-z](?:[\w.-]*[\w.])?|\[[\d:A-Fa-f.]+\])(?::\d{1,5})?$/;
const absoluteForm = /^(https?):\/\/([^/?#]*)(.*)$/i;
const visibleAscii = /^[!-~]*$/;

/** How requests are read. */
export interface RequestOptions {
  /** Limits of the host. */
  readonly limits: Limits;
  /** Scheme of the URLs. */
  readonly scheme: 'http' | 'https';
  /** Authority for the clients that name none (HTTP/1.0). */
  readonly authority: string;
}

/**
 * The contract's request of an incoming message; the status of the refusal where it is malformed or over
 * a limit. What may take time (a body that is still arriving) makes it a promise.
 */
export function readRequest(
  exchange: Exchange,
  options: RequestOptions,
): Request | number | Promise<Request> {
  const { incoming } = exchange;
  const { limits } = options;
  const target = incoming.url ?? '/';
  if (target.length > limits.urlBytes) return 414;
  const raw = incoming.rawHeaders;
  if (raw.length > 2 * limits.headerFields) return 431;
  const headers: Header[] = [];
  let bytes = 0;
  let host: string | undefined;
  let length: number | undefined;
  let isChunked = false;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!;
    const value = raw[i + 1]!;
    bytes += name.length + value.length;
    const lower = name.toLowerCase();
    if (lower === 'host') {
      if (host !== undefined) return 400;
      host = value;
    } else if (lower === 'content-length') {
      length = Number(value);
    } else if (lower === 'transfer-encoding') {
      // Whatever else it says, nobody could tell where the body ends (RFC 9112, section 6.3).
      if (isChunked || value.toLowerCase() !== 'chunked') return 400;
      isChunked = true;
    }
    if (!isFramingField(lower) || lower === 'content-length') {
      headers.push({ name, value: encodeFieldValue(value) });
    }
  }
  if (bytes > limits.headerBytes) return 431;
  const url = createUrl(target, host ?? options.authority, options.scheme);
  if (url === undefined) return 400;
  if (length !== undefined && length > limits.bodyBytes) return 413;
  const method = incoming.method ?? 'GET';
  if (!isChunked && !length) return { method, url, headers, body: { tag: 'empty' } };
  if (!isChunked && length !== undefined && length <= collectedBytes) {
    return collectBody(incoming).then((val): Request => ({
      method,
      url,
      headers,
      body: { tag: 'bytes', val },
    }));
  }
  return { method, url, headers, body: streamBody(exchange, limits.bodyBytes) };
}

function streamBody(exchange: Exchange, maximumBytes: number): Body {
  const onTooLarge = (): void => {
    exchange.isBodyTooLarge = true;
  };
  return {
    tag: 'stream',
    val: new RequestBodyReader(exchange.incoming, { maximumBytes, onTooLarge }),
  };
}

/** The absolute URL of a request; undefined where its parts are not what RFC 9112 (section 3.2) allows. */
export function createUrl(
  target: string,
  host: string,
  scheme: 'http' | 'https',
): string | undefined {
  let path = target;
  let place = host;
  let by: string = scheme;
  if (!target.startsWith('/')) {
    const absolute = absoluteForm.exec(target);
    if (absolute === null) return undefined;
    by = absolute[1]!.toLowerCase();
    place = absolute[2]!;
    path = absolute[3]!.startsWith('/') ? absolute[3]! : `/${absolute[3]!}`;
  }
  return authority.test(place) && visibleAscii.test(path) ? `${by}://${place}${path}` : undefined;
}
