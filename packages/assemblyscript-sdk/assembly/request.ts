import { Body } from './body';
import { Body as Wire, RedirectMode, Request as Received } from './gen/http';
import { Headers } from './headers';
import { Message } from './message';
import { wellFormed } from './well-formed';

/** Parts of a request that is made here. */
export class RequestInit {
  /** Method in upper case; `GET` without it. */
  method: string = 'GET';
  /** Header fields. */
  headers: Headers | null = null;
  /** Content. */
  body: Body | null = null;
  /** What `fetch` does with redirects; it follows them without it. */
  redirect: RedirectMode = RedirectMode.Follow;
  /** Milliseconds until `fetch` fails with `Timeout`; the request's own deadline without it. */
  timeout: u32 = 0;
}

/**
 * A request: one that has been received, or one to send with `fetch`.
 *
 * @example
 * const created = new Request('https://example.com/entries', { method: 'POST', body: Body.text('hi') });
 */
@final
export class Request extends Message {
  private verb: string = 'GET';
  private address: string;

  constructor(url: string, init: RequestInit | null = null) {
    super([], Wire.empty());
    this.address = url;
    if (init !== null) {
      this.verb = init.method;
      this.fill(init.headers, init.body);
    }
  }

  /** A request of the host. */
  static received(record: Received): Request {
    const made = new Request(record.url);
    made.verb = record.method;
    made.fields = record.headers;
    made.content = record.body;
    return made;
  }

  /** Method in upper case: `GET`. */
  get method(): string {
    return this.verb;
  }

  /** Absolute URL. */
  get url(): string {
    return this.address;
  }

  /** The request as it goes over the wire. Its content is gone from here. */
  toWire(): Received {
    return {
      method: wellFormed(this.verb),
      url: wellFormed(this.address),
      headers: this.fields,
      body: this.takeContent(),
    };
  }
}
