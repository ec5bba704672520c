import { Body, extractBody, TEXT_TYPE, type BodyInit, type Content } from './body.js';
import { Headers, type HeadersInit, type ReceivedHeader } from './headers.js';
import { URL } from './url/url.js';

/** Parts of a response. */
export interface ResponseInit {
  /** Status code; 200 without it. */
  status?: number;
  /** Text beside the status code; it stays in the function, HTTP/2 has none. */
  statusText?: string;
  /** Header fields. */
  headers?: HeadersInit;
}

/** How a response came about. */
export type ResponseType = 'default' | 'basic' | 'error' | 'opaqueredirect';

/** A response as it came over the wire. */
export interface ReceivedResponse {
  /** Status code. */
  readonly status: number;
  /** Header fields in order. */
  readonly headers: readonly ReceivedHeader[];
}

interface State {
  readonly status: number;
  readonly statusText: string;
  headers: Headers | undefined;
  /** The one field that there is, as long as nobody has asked for `headers`. */
  contentType: string | null;
  /** What `headers` is made of when somebody asks for it. */
  readonly received: readonly ReceivedHeader[] | undefined;
  readonly url: string;
  readonly redirected: boolean;
  readonly type: ResponseType;
}

/** What goes over the wire: the headers, or the media type alone where that is all. */
export interface ResponseParts {
  /** Status code. */
  readonly status: number;
  /** Header fields, where somebody has asked for them or given some. */
  readonly headers: Headers | undefined;
  /** Media type, where there are no other headers. */
  readonly contentType: string | null;
  /** Header fields of a received response that nobody has looked at. */
  readonly received: readonly ReceivedHeader[] | undefined;
  /** How it came about. */
  readonly type: ResponseType;
}

const JSON_TYPE = 'application/json';
const CREATE = Symbol('create');
const NULL_BODY_STATUS = [101, 103, 204, 205, 304];
const REDIRECT_STATUS = [301, 302, 303, 307, 308];

/** A response: status, headers and content. */
export class Response extends Body {
  #state: State;

  /** @throws RangeError or TypeError where a part is not what HTTP allows */
  constructor(body?: BodyInit | null, init?: ResponseInit);
  constructor(
    body: BodyInit | Content | undefined,
    init: ResponseInit | undefined | State,
    key?: typeof CREATE,
  ) {
    if (key === CREATE) {
      super(body as Content);
      this.#state = init as State;
    } else if (typeof body === 'string' && init === undefined) {
      super(body);
      this.#state = PLAIN_TEXT;
    } else {
      const made = makeResponse(body as BodyInit | null | undefined, init as ResponseInit);
      super(made.content);
      this.#state = made.state;
    }
  }

  /** Status code; 0 for `Response.error()`. */
  get status(): number {
    return this.#state.status;
  }

  /** Text beside the status code, where the function has set one. */
  get statusText(): string {
    return this.#state.statusText;
  }

  /** Whether the status is 200 to 299. */
  get ok(): boolean {
    return this.#state.status >= 200 && this.#state.status <= 299;
  }

  /** Header fields. Those of a response of `fetch` cannot be changed. */
  override get headers(): Headers {
    if (!this.#state.headers) Response.#own(this);
    return this.#state.headers!;
  }

  /** URL of the last hop, for a response of `fetch`. */
  get url(): string {
    return this.#state.url;
  }

  /** Whether a redirect was followed. */
  get redirected(): boolean {
    return this.#state.redirected;
  }

  /** How the response came about. */
  get type(): ResponseType {
    return this.#state.type;
  }

  /**
   * A second response of the same, content included.
   *
   * @throws TypeError where the content has been read already
   */
  clone(): Response {
    const content = Body.share(this);
    const headers = new Headers(this.headers);
    return create(content, { ...this.#state, headers, received: undefined });
  }

  /** A response of JSON. */
  static json(data: unknown, init?: ResponseInit): Response {
    const text = JSON.stringify(data);
    if (text === undefined) throw new TypeError('the value cannot be written as JSON');
    if (init === undefined) return create(text, PLAIN_JSON);
    const state = makeState(init, true);
    const { headers } = state;
    if (headers) Headers.setContentType(headers, JSON_TYPE);
    else state.contentType = JSON_TYPE;
    return create(text, state);
  }

  /**
   * A response that sends the client elsewhere.
   *
   * @throws TypeError where the URL is not absolute; RangeError where the status is no redirect
   */
  static redirect(url: string | URL, status = 302): Response {
    const location = new URL(url).href;
    if (!REDIRECT_STATUS.includes(status)) {
      throw new RangeError(`the status "${status}" is no redirect`);
    }
    return new Response(null, { status, headers: { location } });
  }

  /** A response that stands for a network error. */
  static error(): Response {
    return create(null, { ...PLAIN_TEXT, status: 0, contentType: null, type: 'error' });
  }

  get [Symbol.toStringTag](): string {
    return 'Response';
  }

  /**
   * A response of `fetch`: nothing of it is decoded until somebody asks.
   *
   * @internal
   */
  static received(
    record: ReceivedResponse,
    content: Content,
    from: { url: string; redirected: boolean; type: ResponseType },
  ): Response {
    const { status, headers: received } = record;
    const headers = undefined;
    return create(content, {
      ...{ status, statusText: '', headers, contentType: null, received },
      ...from,
    });
  }

  /** @internal */
  static parts(response: Response): ResponseParts {
    return response.#state;
  }

  /** A state of its own, with headers: those for plain text and JSON are shared until then. */
  static #own(response: Response): void {
    const state = response.#state;
    const headers = state.received ? Headers.received(state.received) : new Headers();
    if (state.contentType !== null) Headers.setContentType(headers, state.contentType);
    response.#state = { ...state, headers };
  }
}

const PLAIN_TEXT: State = {
  status: 200,
  statusText: '',
  headers: undefined,
  contentType: TEXT_TYPE,
  received: undefined,
  url: '',
  redirected: false,
  type: 'default',
};

const PLAIN_JSON: State = { ...PLAIN_TEXT, contentType: JSON_TYPE };

function create(content: Content, state: State): Response {
  const construct = Response as unknown as new (
    content: Content,
    state: State,
    key: typeof CREATE,
  ) => Response;
  return new construct(content, state, CREATE);
}

function makeResponse(
  body: BodyInit | null | undefined,
  init: ResponseInit = {},
): { state: State; content: Content } {
  const hasBody = body !== null && body !== undefined;
  const state = makeState(init, hasBody);
  if (!hasBody) return { state, content: null };
  const { content, type } = extractBody(body);
  if (type === null) return { state, content };
  if (state.headers) Headers.setContentType(state.headers, type);
  else state.contentType = type;
  return { state, content };
}

function makeState(init: ResponseInit, hasBody: boolean): State {
  const status = init.status === undefined ? 200 : Math.trunc(Number(init.status));
  if (!(status >= 200 && status <= 599)) {
    throw new RangeError(`the status "${String(init.status)}" is not between 200 and 599`);
  }
  if (hasBody && NULL_BODY_STATUS.includes(status)) {
    throw new TypeError(`a response of status ${status} cannot have a body`);
  }
  const statusText = init.statusText === undefined ? '' : assertStatusText(`${init.statusText}`);
  const headers = init.headers === undefined ? undefined : new Headers(init.headers);
  return {
    status,
    statusText,
    headers,
    contentType: null,
    received: undefined,
    url: '',
    redirected: false,
    type: 'default',
  };
}

function assertStatusText(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the octets of RFC 9112's reason phrase
  if (!/[^\t\x20-\x7e\x80-\xff]/.test(text)) return text;
  throw new TypeError(`the status text ${JSON.stringify(text)} is not allowed`);
}
