import type { CallContext } from '../../contract/index.js';
import { HostError } from '../../contract/errors.js';
import type {
  BodyReader,
  BodyWriter,
  Fetched,
  FetchOptions,
  Header,
  Http,
  Request as HttpRequest,
} from '../../contract/gen/http.js';
import { createHeader, isFramingField } from '../../contract/http-fields.js';
import { type Limits, resolveLimits } from '../../contract/limits.js';
import { type AllowList, parseAllowList } from '../allow-list.js';
import { boundFetch } from '../bounded-fetch.js';
import {
  assertWithin,
  checkRequest,
  collectBody,
  fieldPairs,
  type Outgoing,
} from '../outgoing-request.js';
import { createPipe } from '../pipe.js';
import { FetchedBody } from '../fetched-body.js';

/** Where outbound requests may go. */
export interface HttpOptions {
  /** Hosts that may be reached: `example.com`, `example.com:8443`, `*.example.com`; none by default. */
  readonly allow?: readonly string[] | undefined;
  /** Limits that differ from the defaults: URL, headers and body hold here. */
  readonly limits?: Partial<Limits> | undefined;
  /** What sends requests; the global `fetch` by default. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * The `http` interface over the browser's `fetch`, whose own rules hold too: an answer of another
 * origin has to allow this one (CORS), some header fields are the browser's alone, and nothing is known
 * of addresses, so that a listed name may lead into the user's own network. Requests carry no cookies,
 * are not cached, and follow no redirect: the browser does not say where one leads before it has gone
 * there. A streamed body is collected before it is sent.
 *
 * @throws {TypeError} where an entry of `allow` is malformed.
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings/browser';
 * import { createHttp } from '@org/host-bindings/providers/browser';
 *
 * const host = createHost({ providers: { http: createHttp({ allow: ['api.example.com'] }) } });
 * ```
 */
export function createHttp(options: HttpOptions = {}): Http {
  return new FetchHttp(options);
}

class FetchHttp implements Http {
  readonly #allowed: AllowList;
  readonly #limits: Limits;
  readonly #fetch: typeof globalThis.fetch;

  constructor({ allow = [], limits, fetch: given }: HttpOptions) {
    this.#allowed = parseAllowList(allow);
    this.#limits = resolveLimits(limits);
    // As a method of anything but the global object, fetch is an illegal invocation.
    this.#fetch = given ?? ((input, init) => globalThis.fetch(input, init));
  }

  pipe(_call?: CallContext): [BodyWriter, BodyReader] {
    return createPipe();
  }

  async fetch(request: HttpRequest, options: FetchOptions, call: CallContext): Promise<Fetched> {
    const limits = this.#limits;
    try {
      const outgoing = checkRequest(request, limits);
      const { host } = outgoing.url;
      this.#assertAllowed(outgoing.url);
      return await boundFetch({ host, options, call, limits }, (bounded) =>
        this.#send(outgoing, bounded),
      );
    } catch (error) {
      if (request.body.tag === 'stream') request.body.val[Symbol.dispose]?.();
      throw error;
    }
  }

  async #send({ url, method, headers, body }: Outgoing, call: CallContext): Promise<Fetched> {
    const { signal } = call;
    // Browsers send streams over HTTP/2 alone.
    const content = await collectBody(body, this.#limits, call);
    const init = {
      method,
      headers: fieldPairs(headers),
      ...(content && { body: content }),
      signal,
      redirect: 'manual',
      // Nothing of who uses the page goes along, and nothing of it is kept.
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    } as const;
    let response: Response;
    try {
      response = await (0, this.#fetch)(url.href, init);
    } catch (cause) {
      const reason: unknown = signal.reason;
      if (reason instanceof HostError) throw reason;
      const text = `"${url.host}" cannot be reached, or does not allow requests from this page's origin (CORS)`;
      throw new HostError('unavailable', text, { cause });
    }
    if (response.type === 'opaqueredirect' || isRedirect(response)) {
      response.body?.cancel().catch(() => undefined);
      throw new HostError(
        'unavailable',
        `"${url.host}" answered with a redirect, which a host in a browser does not follow: fetch its target`,
      );
    }
    const { status } = response;
    const answer = { status, headers: keptHeaders(response.headers, this.#limits) };
    url.hash = '';
    if (response.body === null)
      return { response: { ...answer, body: { tag: 'empty' } }, url: url.href, redirected: false };
    const val = new FetchedBody(response.body, this.#limits, signal);
    return {
      response: { ...answer, body: { tag: 'stream', val } },
      url: url.href,
      redirected: false,
    };
  }

  #assertAllowed(url: URL): void {
    if (this.#allowed.includes(url)) return;
    throw new HostError(
      'denied',
      `requests to "${url.host}" are not allowed: list it in createHttp({ allow: ["${url.hostname}"] })`,
    );
  }
}

/** A response that redirects: outside of browsers, fetch answers with it as it is. */
function isRedirect({ status, headers }: Response): boolean {
  return status >= 300 && status < 400 && headers.has('location');
}

/** What the browser shows of a response's fields, without those of the coding that it has undone. */
function keptHeaders(headers: Headers, limits: Limits): Header[] {
  const kept: Header[] = [];
  let bytes = 0;
  for (const [name, value] of headers) {
    bytes += name.length + value.length;
    if (!isFramingField(name) && name !== 'content-encoding') kept.push(createHeader(name, value));
  }
  assertWithin(limits, 'headerFields', kept.length);
  assertWithin(limits, 'headerBytes', bytes);
  return kept;
}
