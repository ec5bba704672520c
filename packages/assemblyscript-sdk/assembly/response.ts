import { Body } from './body';
import { Body as Wire, Fetched, Response as Received } from './gen/http';
import { Headers } from './headers';
import { Message } from './message';
import { percentEncode } from './percent-encoding';

/** Parts of a response that is made here. */
export class ResponseInit {
  /** Status code, 200 to 599; 200 without it. */
  status: i32 = 200;
  /** Header fields. */
  headers: Headers | null = null;
}

/**
 * A response: status, header fields and content.
 *
 * @example
 * const response = Response.text('hello');
 * response.headers.set('cache-control', 'max-age=60');
 * return response;
 */
@final
export class Response extends Message {
  private code: i32 = 200;
  private address: string = '';
  private wasRedirected: bool = false;

  constructor(body: Body | null = null, init: ResponseInit | null = null) {
    super([], Wire.empty());
    if (init !== null) this.code = init.status;
    this.fill(init === null ? null : init.headers, body);
  }

  /** A response of text. */
  static text(text: string, status: i32 = 200): Response {
    return Response.of(Body.text(text), status);
  }

  /** A response of bytes, which has no media type until `headers` say one. */
  static bytes(bytes: Uint8Array, status: i32 = 200): Response {
    return Response.of(Body.bytes(bytes), status);
  }

  /** A response without content. */
  static empty(status: i32 = 204): Response {
    const made = new Response();
    made.code = status;
    return made;
  }

  /** A response that sends the client elsewhere. What no URL has in it is percent-encoded. */
  static redirect(url: string, status: i32 = 302): Response {
    const made = Response.empty(status);
    made.headers.set('location', percentEncode(url, '"<>`'));
    return made;
  }

  /** A response of JSON: see `toJson` for what can be written. */
  static json<T>(value: T, status: i32 = 200): Response {
    return Response.of(Body.json<T>(value), status);
  }

  /** A response of another server. */
  static fetched(answer: Fetched): Response {
    const made = new Response();
    const record = answer.response;
    made.code = record.status;
    made.fields = record.headers;
    made.content = record.body;
    made.address = answer.url;
    made.wasRedirected = answer.redirected;
    return made;
  }

  /** Status code. */
  get status(): i32 {
    return this.code;
  }

  /** Whether the status is 200 to 299. */
  get ok(): bool {
    return this.code >= 200 && this.code <= 299;
  }

  /** URL of the last hop, for a response of `fetch`. */
  get url(): string {
    return this.address;
  }

  /** Whether a redirect was followed. */
  get redirected(): bool {
    return this.wasRedirected;
  }

  /** The response as it goes over the wire. Its content is gone from here. */
  toWire(): Received {
    return { status: <u16>min(<u32>this.code, 0xffff), headers: this.fields, body: this.takeContent() };
  }

  private static of(body: Body, status: i32): Response {
    const made = new Response(body);
    made.code = status;
    return made;
  }
}
