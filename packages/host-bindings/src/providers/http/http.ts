import type { Agent } from 'undici';
import { isIP } from 'node:net';
import type { CallContext } from '../../contract/index.js';
import { HostError } from '../../contract/errors.js';
import type {
  BodyReader,
  BodyWriter,
  Fetched,
  FetchOptions,
  Http,
  Request,
  Response,
} from '../../contract/gen/http.js';
import { createHeader, isFramingField } from '../../contract/http-fields.js';
import { type Limits, resolveLimits } from '../../contract/limits.js';
import { parseNetworks } from './addresses.js';
import { type AllowList, parseAllowList } from '../allow-list.js';
import { type Resolve, createLookup } from './lookup.js';
import { boundFetch } from '../bounded-fetch.js';
import { followHops } from '../follow-hops.js';
import { type Outgoing, checkRequest } from '../outgoing-request.js';
import { createPipe } from '../pipe.js';
import { type Received, send } from './send.js';

/** Where outbound requests may go, and how. */
export interface HttpOptions {
  /**
   * Hosts that may be reached: `example.com`, `example.com:8443`, `*.example.com`. Names must resolve to
   * public addresses. An address (`127.0.0.1:8080`) or `localhost` is reached where it is listed itself.
   */
  readonly allow?: readonly string[] | undefined;
  /** Networks, as CIDR, in which listed names may lie although they are not public: `10.0.0.0/8`. */
  readonly privateNetworks?: readonly string[] | undefined;
  /** Limits that differ from the defaults: URL, headers, body and redirects hold here. */
  readonly limits?: Partial<Limits> | undefined;
  /** Connections to one origin at the same time, 64 by default; further requests wait. */
  readonly connections?: number | undefined;
  /** Resolver of host names; the operating system's by default. */
  readonly resolve?: Resolve | undefined;
  /** Options for TLS: certificates of authorities beyond the ones that Node trusts. */
  readonly tls?: { readonly ca?: string | readonly string[] | undefined } | undefined;
}

/** The `http` provider with its connections. */
export interface HttpProvider extends Http {
  /** Ends all connections; requests under way fail. */
  close(): Promise<void>;
}

/** Bodies of a known length up to this are answered as bytes, at once. */
const inlineBytes = 256 * 1024;

/**
 * The `http` interface over undici. Nothing can be reached that `allow` does not list; names are resolved
 * once for each connection and only public addresses are connected to; each redirect is checked again.
 *
 * @throws {TypeError} where an entry of `allow` or `privateNetworks` is malformed.
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { createHttp } from '@org/host-bindings/providers/http';
 *
 * const http = createHttp({ allow: ['api.example.com', 'localhost:3000'] });
 * const host = createHost({ providers: { http } });
 * ```
 */
export function createHttp(options: HttpOptions = {}): HttpProvider {
  return new UndiciHttp(options);
}

class UndiciHttp implements HttpProvider {
  readonly #allowed: AllowList;
  readonly #limits: Limits;
  readonly #connections: Agent.Options;
  #agent: Promise<Agent> | undefined;

  constructor(options: HttpOptions) {
    this.#allowed = parseAllowList(options.allow ?? []);
    this.#limits = resolveLimits(options.limits);
    const lookup = createLookup({
      resolve: options.resolve,
      privateNetworks: parseNetworks(options.privateNetworks ?? []),
    });
    const ca = options.tls?.ca;
    this.#connections = {
      connect: {
        lookup,
        timeout: 10_000,
        ...(ca && { ca: typeof ca === 'string' ? ca : [...ca] }),
      },
      connections: options.connections ?? 64,
      maxHeaderSize: this.#limits.headerBytes,
      headersTimeout: 0,
      bodyTimeout: this.#limits.wallMs,
    };
  }

  /** The connections, made for the first request: loading undici takes longer than all else here. */
  #openAgent(): Promise<Agent> {
    this.#agent ??= import('undici').then(
      ({ Agent: UndiciAgent }) => new UndiciAgent(this.#connections),
    );
    return this.#agent;
  }

  pipe(_call?: CallContext): [BodyWriter, BodyReader] {
    return createPipe();
  }

  async fetch(request: Request, options: FetchOptions, call: CallContext): Promise<Fetched> {
    const release = (): void => {
      if (request.body.tag === 'stream') request.body.val[Symbol.dispose]?.();
    };
    try {
      const outgoing = checkRequest(request, this.#limits);
      this.#assertAllowed(outgoing.url);
      const { host } = outgoing.url;
      return await boundFetch({ host, options, call, limits: this.#limits }, (bounded) =>
        this.#follow(outgoing, options, bounded),
      );
    } catch (error) {
      release();
      throw error;
    }
  }

  async close(): Promise<void> {
    await (await this.#agent)?.destroy();
  }

  async #follow(first: Outgoing, options: FetchOptions, call: CallContext): Promise<Fetched> {
    const limits = this.#limits;
    const { answer, url, redirected } = await followHops(first, {
      redirect: options.redirect,
      limits,
      ask: async (request) => {
        this.#assertAllowed(request.url);
        return send(request, { dispatcher: await this.#openAgent(), limits, call });
      },
      discard: ({ body }) => body?.[Symbol.dispose](),
    });
    return { response: await createResponse(answer, call), url, redirected };
  }

  #assertAllowed(url: URL): void {
    if (this.#allowed.includes(url)) return;
    const isDefaultPort = url.port === '';
    const host = isDefaultPort || isIP(url.hostname) === 0 ? url.hostname : url.host;
    throw new HostError(
      'denied',
      `requests to "${url.host}" are not allowed: list the host in the policy (--allow ${host})`,
    );
  }
}

async function createResponse(received: Received, call: CallContext): Promise<Response> {
  const { status, headers, length, body } = received;
  const kept = headers
    .filter(([name]) => {
      const lower = name.toLowerCase();
      return lower === 'content-length' || !isFramingField(lower);
    })
    .map(([name, value]) => createHeader(name, value));
  if (body === undefined) return { status, headers: kept, body: { tag: 'empty' } };
  if (length === undefined || length > inlineBytes) {
    return { status, headers: kept, body: { tag: 'stream', val: body } };
  }
  return { status, headers: kept, body: { tag: 'bytes', val: await body.collect(call) } };
}
