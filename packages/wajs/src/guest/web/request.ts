import { AbortController, AbortSignal } from './abort.js';
import { Body, extractBody, type BodyInit, type Content, type DeferredContent } from './body.js';
import { Headers, type HeadersInit, type ReceivedFields, type ReceivedHeader } from './headers.js';
import { URL } from './url/url.js';

/** What to do when the answer is a redirect. */
export type RequestRedirect = 'follow' | 'manual' | 'error';

/** Where a request's signal comes from, when somebody asks for it. */
export interface SignalSource {
  /** Fires when the answer is no longer wanted. */
  readonly signal: AbortSignal;
}

/** Parts of a request. */
export interface RequestInit {
  /** Method; `GET` without it. */
  method?: string;
  /** Header fields. */
  headers?: HeadersInit;
  /** Content. */
  body?: BodyInit | null;
  /** What to do when the answer is a redirect; `follow` without it. */
  redirect?: RequestRedirect;
  /** Calls the request off. */
  signal?: AbortSignal | null;
  /** Needed by the standard for streamed content; has no effect here. */
  duplex?: 'half';
  /** Has no effect here: there is no HTTP cache. */
  cache?: string;
  /** Has no effect here: there are no cookies or other credentials. */
  credentials?: string;
  /** Has no effect here: there are no origins. */
  mode?: string;
  /** Has no effect here. */
  integrity?: string;
  /** Has no effect here. */
  keepalive?: boolean;
  /** Has no effect here. */
  referrer?: string;
  /** Has no effect here. */
  referrerPolicy?: string;
}

/** A request as it came over the wire. */
export interface ReceivedRequest {
  /** Method in upper case. */
  readonly method: string;
  /** Absolute URL. */
  readonly url: string;
  /** Header fields in order. */
  readonly headers: readonly ReceivedHeader[];
}

/** What a request is made of. Of one that is being served, parts may be decoded when they are read. */
export interface RequestState {
  /** Method in upper case. */
  readonly method: string;
  /** Absolute URL. */
  readonly url: string;
  /** What to do when the answer is a redirect. */
  readonly redirect: RequestRedirect;
  /** Header fields, once somebody has asked for them. */
  headers: Headers | undefined;
  /** What `headers` is made of when somebody asks for it. */
  readonly received: readonly ReceivedHeader[] | ReceivedFields | undefined;
  /** The signal, once somebody has asked for it. */
  signal: AbortSignal | undefined;
  /** What `signal` is taken from when somebody asks for it. */
  readonly signals: SignalSource | undefined;
}

const KNOWN_METHODS = /^(?:delete|get|head|options|post|put)$/i;
const FORBIDDEN_METHODS = /^(?:connect|trace|track)$/i;
const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;

/** The key under which a received request is handed to the constructor. */
const RECEIVED = Symbol('received');

/** A request: method, URL, headers and content. */
export class Request extends Body {
  readonly #state: RequestState;

  /** @throws TypeError where a part is not what HTTP allows, or the URL is relative */
  constructor(input: string | URL | Request, init?: RequestInit);
  constructor(
    input: string | URL | Request | typeof RECEIVED,
    init: RequestInit | RequestState = {},
    content: Content | DeferredContent = null,
  ) {
    if (input === RECEIVED) {
      super(content);
      this.#state = init as RequestState;
      return;
    }
    const made = makeRequest(input, init as RequestInit);
    super(made.content);
    this.#state = made.state;
  }

  /** Method, in upper case where it is a well-known one. */
  get method(): string {
    return this.#state.method;
  }

  /** Absolute URL. */
  get url(): string {
    return this.#state.url;
  }

  /** Header fields. Those of the request that is being served cannot be changed. */
  override get headers(): Headers {
    const state = this.#state;
    return (state.headers ??= state.received ? Headers.received(state.received) : new Headers());
  }

  /** What to do when the answer is a redirect. */
  get redirect(): RequestRedirect {
    return this.#state.redirect;
  }

  /** Fires when the answer is no longer wanted: for the request that is being served, when its client goes. */
  get signal(): AbortSignal {
    const state = this.#state;
    return (state.signal ??= state.signals?.signal ?? new AbortController().signal);
  }

  /** Always `default`: there is no HTTP cache. */
  get cache(): string {
    return 'default';
  }

  /** Always `same-origin`: there are no credentials. */
  get credentials(): string {
    return 'same-origin';
  }

  /** Always empty. */
  get destination(): string {
    return '';
  }

  /** Always `half`: the answer comes when the content has been sent. */
  get duplex(): 'half' {
    return 'half';
  }

  /** Always empty. */
  get integrity(): string {
    return '';
  }

  /** Always false. */
  get keepalive(): boolean {
    return false;
  }

  /** Always `cors`: there are no origins. */
  get mode(): string {
    return 'cors';
  }

  /** Always `about:client`. */
  get referrer(): string {
    return 'about:client';
  }

  /** Always empty. */
  get referrerPolicy(): string {
    return '';
  }

  /**
   * A second request of the same, content included.
   *
   * @throws TypeError where the content has been read already
   */
  clone(): Request {
    const content = Body.share(this);
    const { method, url, redirect, signals } = this.#state;
    const headers = new Headers(this.headers);
    const signal = this.#state.signal;
    const state: RequestState = {
      method,
      url,
      redirect,
      headers,
      received: undefined,
      signal,
      signals,
    };
    return new (Request as unknown as HiddenConstructor)(RECEIVED, state, content);
  }

  get [Symbol.toStringTag](): string {
    return 'Request';
  }

  /**
   * The request that is being served: nothing of it is decoded until somebody asks.
   *
   * @internal
   */
  static received(record: ReceivedRequest, content: Content, signals?: SignalSource): Request {
    const state: RequestState = {
      method: record.method,
      url: record.url,
      redirect: 'follow',
      headers: undefined,
      received: record.headers,
      signal: undefined,
      signals,
    };
    return new (Request as unknown as HiddenConstructor)(RECEIVED, state, content);
  }

  /**
   * The request that is being served, of which somebody else keeps the parts.
   *
   * @internal
   */
  static over(state: RequestState & DeferredContent): Request {
    return new (Request as unknown as HiddenConstructor)(RECEIVED, state, state);
  }

  /**
   * Whether somebody can call the request off.
   *
   * @internal
   */
  static signalOf(request: Request): AbortSignal | undefined {
    return request.#state.signal ?? request.#state.signals?.signal;
  }
}

/** The constructor as only this module uses it. */
type HiddenConstructor = new (
  key: typeof RECEIVED,
  state: RequestState,
  content: Content | DeferredContent,
) => Request;

function makeRequest(
  input: string | URL | Request,
  init: RequestInit,
): { state: RequestState; content: Content } {
  const from = input instanceof Request ? input : undefined;
  const method = init.method === undefined ? (from?.method ?? 'GET') : methodOf(`${init.method}`);
  const headers = new Headers(init.headers ?? from?.headers);
  const redirect = redirectOf(init.redirect ?? from?.redirect ?? 'follow');
  const url = from ? from.url : urlOf(input as string | URL);
  const hasInit = init.body !== undefined && init.body !== null;
  if ((method === 'GET' || method === 'HEAD') && hasInit) {
    throw new TypeError(`a ${method} request cannot have a body`);
  }
  let content: Content = null;
  if (hasInit) {
    const extracted = extractBody(init.body!);
    content = extracted.content;
    if (extracted.type !== null) Headers.setContentType(headers, extracted.type);
  } else if (from && init.body === undefined) {
    content = Body.take(from);
  }
  const given = init.signal === undefined ? from && Request.signalOf(from) : init.signal;
  const signal = given ? AbortSignal.any([given]) : undefined;
  return {
    state: { method, url, redirect, headers, received: undefined, signal, signals: undefined },
    content,
  };
}

function methodOf(method: string): string {
  if (!TOKEN.test(method)) throw new TypeError(`"${method}" is no HTTP method`);
  if (FORBIDDEN_METHODS.test(method)) throw new TypeError(`the method "${method}" is not allowed`);
  return KNOWN_METHODS.test(method) ? method.toUpperCase() : method;
}

function urlOf(input: string | URL): string {
  const url = new URL(input);
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(`the URL "${url.href}" has credentials; send an authorization header`);
  }
  return url.href;
}

function redirectOf(redirect: RequestRedirect): RequestRedirect {
  if (redirect === 'follow' || redirect === 'manual' || redirect === 'error') return redirect;
  throw new TypeError(`"${String(redirect)}" is no redirect mode`);
}
