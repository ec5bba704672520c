import type { Awaitable, CallContext } from '../../contract/index.js';
import { HostError } from '../../contract/errors.js';
import type {
  Body,
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
import { boundFetch } from '../bounded-fetch.js';
import { followHops } from '../follow-hops.js';
import { FetchedBody } from '../fetched-body.js';
import { checkRequest, collectBody, fieldPairs, type Outgoing } from '../outgoing-request.js';
import { createPipe } from '../pipe.js';

/** Answers requests in place of a server: `(request) => fn.fetch(request)` of a loaded function, too. */
export type MemorySite = (request: Request) => Awaitable<Response>;

/** Who answers outbound requests that never leave the process. */
export interface MemoryHttpOptions {
  /** Sites by host: `example.com`, or with a port that is not the scheme's own, `example.com:8443`. */
  readonly sites?: Readonly<Record<string, MemorySite>> | undefined;
  /** Limits that differ from the defaults: URL, headers, body and redirects hold here. */
  readonly limits?: Partial<Limits> | undefined;
}

/**
 * The `http` interface without a network: each request is answered by the site of its host, and one to
 * any other host is `denied`. For tests of functions that call `fetch`.
 *
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { createMemoryHttp } from '@org/host-bindings/providers/memory';
 *
 * const sites = { 'api.example.com': () => Response.json({ rate: 1.07 }) };
 * const host = createHost({ providers: { http: createMemoryHttp({ sites }) } });
 * ```
 */
export function createMemoryHttp(options: MemoryHttpOptions = {}): Http {
  return new MemoryHttp(options);
}

class MemoryHttp implements Http {
  readonly #sites: ReadonlyMap<string, MemorySite>;
  readonly #limits: Limits;

  constructor({ sites = {}, limits }: MemoryHttpOptions) {
    this.#sites = new Map(Object.entries(sites));
    this.#limits = resolveLimits(limits);
  }

  pipe(_call?: CallContext): [BodyWriter, BodyReader] {
    return createPipe();
  }

  async fetch(request: HttpRequest, options: FetchOptions, call: CallContext): Promise<Fetched> {
    const limits = this.#limits;
    try {
      const outgoing = checkRequest(request, limits);
      const { host } = outgoing.url;
      return await boundFetch({ host, options, call, limits }, (bounded) =>
        this.#follow(outgoing, options, bounded),
      );
    } finally {
      if (request.body.tag === 'stream') request.body.val[Symbol.dispose]?.();
    }
  }

  async #follow(first: Outgoing, options: FetchOptions, call: CallContext): Promise<Fetched> {
    const limits = this.#limits;
    const { answer, url, redirected } = await followHops(first, {
      redirect: options.redirect,
      limits,
      ask: (request) => this.#ask(request, call),
      discard: ({ body: unread }) => void unread?.cancel().catch(() => undefined),
    });
    const { status, headers, body: stream } = answer;
    const body: Body =
      stream === null
        ? { tag: 'empty' }
        : { tag: 'stream', val: new FetchedBody(stream, limits, call.signal) };
    return { response: { status, headers: keptHeaders(headers), body }, url, redirected };
  }

  async #ask({ url, method, headers, body }: Outgoing, call: CallContext): Promise<Response> {
    const site = this.#sites.get(url.host);
    if (site === undefined) {
      throw new HostError(
        'denied',
        `requests to "${url.host}" are not allowed: list it in createMemoryHttp({ sites: { "${url.host}": ... } })`,
      );
    }
    const content = await collectBody(body, this.#limits, call);
    const { signal } = call;
    const fields = fieldPairs(headers);
    const init = { method, headers: fields, signal, ...(content && { body: content }) };
    const answer = (async () => site(new Request(url, init)))();
    try {
      return await Promise.race([answer, rejected(signal)]);
    } catch (cause) {
      if (cause instanceof HostError) throw cause;
      throw new HostError('unavailable', `"${url.host}" failed to answer`, { cause });
    }
  }
}

/** Rejects with a signal's reason once it fires. */
function rejected(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

function keptHeaders(headers: Headers): Header[] {
  const kept = [...headers].filter(([name]) => !isFramingField(name));
  return kept.map(([name, value]) => createHeader(name, value));
}
