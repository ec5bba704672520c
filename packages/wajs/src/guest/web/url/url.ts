import { FRAGMENT, percentEncode, QUERY, SPECIAL_QUERY, USERINFO } from './percent-encoding.js';
import { parseHost } from './host.js';
import {
  appendPath,
  assignPort,
  findPortColon,
  matchPlain,
  parseUrl,
  plainUrl,
  type PlainUrl,
  stripControls,
} from './url-parser.js';
import {
  isOpaque,
  isSpecial,
  renderHost,
  renderPath,
  renderUrl,
  SPECIAL,
  type UrlRecord,
} from './url-record.js';
import { URLSearchParams } from './url-search-params.js';

/** A parsed URL whose parts can be read and set. */
export class URL {
  /** Its parts; of a URL in its normal form only once more is asked than its text can tell. */
  #parts: UrlRecord | PlainUrl;
  #params: URLSearchParams | undefined;

  /** @throws TypeError where the text is no URL, or is relative and there is no base */
  constructor(url: string | URL, base?: string | URL) {
    const parts = (base === undefined ? matchPlain(`${url}`) : undefined) ?? parse(url, base);
    if (!parts) throw invalidUrl(url);
    this.#parts = parts;
  }

  get #record(): UrlRecord {
    const parts = this.#parts;
    return isPlain(parts) ? (this.#parts = plainUrl(parts)) : parts;
  }

  set #record(record: UrlRecord) {
    this.#parts = record;
  }

  /** Whether the text is a URL. */
  static canParse(url: string | URL, base?: string | URL): boolean {
    return parse(url, base) !== undefined;
  }

  /** The URL, or null where the text is none. */
  static parse(url: string | URL, base?: string | URL): URL | null {
    return URL.canParse(url, base) ? new URL(url, base) : null;
  }

  /** The whole URL. */
  get href(): string {
    return renderUrl(this.#record);
  }

  set href(value: string) {
    const record = parse(value, undefined);
    if (!record) throw invalidUrl(value);
    this.#record = record;
    this.#resetParams();
  }

  /** Scheme, host and port; `null` as text for schemes that have no origin. */
  get origin(): string {
    const record = this.#record;
    if (record.scheme === 'blob' && typeof record.path === 'string') {
      const inner = parse(record.path, undefined);
      return inner && /^https?$/.test(inner.scheme) ? originOf(inner) : 'null';
    }
    return isSpecial(record) && record.scheme !== 'file' ? originOf(record) : 'null';
  }

  /** Scheme and colon. */
  get protocol(): string {
    return `${this.#record.scheme}:`;
  }

  set protocol(value: string) {
    const match = /^([A-Za-z][A-Za-z\d+\-.]*)(?::|$)/.exec(stripControls(`${value}`));
    if (!match) return;
    const record = this.#record;
    const scheme = match[1]!.toLowerCase();
    if ((SPECIAL[scheme] !== undefined) !== isSpecial(record)) return;
    const hasMore = record.username !== '' || record.password !== '' || record.port !== null;
    if (scheme === 'file' && hasMore) return;
    if (record.scheme === 'file' && record.host === '') return;
    record.scheme = scheme;
    if (record.port === SPECIAL[scheme]) record.port = null;
  }

  /** User name, percent-encoded. */
  get username(): string {
    return this.#record.username;
  }

  set username(value: string) {
    if (this.#hasAuthority()) this.#record.username = percentEncode(`${value}`, USERINFO);
  }

  /** Password, percent-encoded. */
  get password(): string {
    return this.#record.password;
  }

  set password(value: string) {
    if (this.#hasAuthority()) this.#record.password = percentEncode(`${value}`, USERINFO);
  }

  /** Host, with the port where it is not the scheme's default. */
  get host(): string {
    return renderHost(this.#record);
  }

  set host(value: string) {
    this.#setHost(value, true);
  }

  /** Host without the port. */
  get hostname(): string {
    return this.#record.host ?? '';
  }

  set hostname(value: string) {
    this.#setHost(value, false);
  }

  /** Port; empty where it is the scheme's default. */
  get port(): string {
    return this.#record.port === null ? '' : `${this.#record.port}`;
  }

  set port(value: string) {
    if (!this.#hasAuthority()) return;
    if (`${value}` === '') this.#record.port = null;
    else this.#setPort(stripControls(`${value}`));
  }

  /** Path, with its leading slash. */
  get pathname(): string {
    const parts = this.#parts;
    if (isPlain(parts)) return parts[4] ?? '/';
    return renderPath(this.#record);
  }

  set pathname(value: string) {
    const record = this.#record;
    if (isOpaque(record)) return;
    const text = stripControls(`${value}`);
    record.path = text === '' && record.host === null ? [''] : [];
    appendPath(record, text);
  }

  /** Query with `?`; empty where there is none, or it is empty. */
  get search(): string {
    return this.#record.query ? `?${this.#record.query}` : '';
  }

  set search(value: string) {
    const text = `${value}`;
    const query = stripControls(text.startsWith('?') ? text.slice(1) : text);
    const set = isSpecial(this.#record) ? SPECIAL_QUERY : QUERY;
    this.#record.query = text === '' ? null : percentEncode(query, set);
    this.#resetParams();
  }

  /** The pairs of the query; changes to them change the URL. */
  get searchParams(): URLSearchParams {
    const parts = this.#parts;
    const query = isPlain(parts) ? parts[5]?.slice(1) : parts.query;
    this.#params ??= URLSearchParams.attached(query ?? '', (query) => {
      this.#record.query = query === '' ? null : query;
    });
    return this.#params;
  }

  /** Fragment with `#`; empty where there is none, or it is empty. */
  get hash(): string {
    return this.#record.fragment ? `#${this.#record.fragment}` : '';
  }

  set hash(value: string) {
    const text = `${value}`;
    const fragment = stripControls(text.startsWith('#') ? text.slice(1) : text);
    this.#record.fragment = text === '' ? null : percentEncode(fragment, FRAGMENT);
  }

  /** The whole URL. */
  toString(): string {
    return this.href;
  }

  /** The whole URL. */
  toJSON(): string {
    return this.href;
  }

  get [Symbol.toStringTag](): string {
    return 'URL';
  }

  #resetParams(): void {
    if (this.#params) URLSearchParams.reset(this.#params, this.#record.query ?? '');
  }

  #hasAuthority(): boolean {
    const record = this.#record;
    return record.host !== null && record.host !== '' && record.scheme !== 'file';
  }

  #setHost(value: string, withPort: boolean): void {
    const record = this.#record;
    if (isOpaque(record)) return;
    const special = isSpecial(record);
    const text = stripControls(`${value}`).split(special ? /[/\\?#]/ : /[/?#]/, 1)[0]!;
    const colon = record.scheme === 'file' ? -1 : findPortColon(text);
    if (colon === 0 || (colon > 0 && !withPort)) return;
    const name = colon < 0 ? text : text.slice(0, colon);
    const hasMore = record.username !== '' || record.password !== '' || record.port !== null;
    if (name === '' && (hasMore || (special && record.scheme !== 'file'))) return;
    const host = name === '' ? '' : parseHost(name, special);
    if (host === undefined) return;
    record.host = record.scheme === 'file' && host === 'localhost' ? '' : host;
    if (colon > 0) this.#setPort(text.slice(colon + 1));
  }

  #setPort(text: string): void {
    const digits = /^\d+/.exec(text)?.[0];
    if (digits !== undefined) assignPort(this.#record, digits);
  }
}

function isPlain(parts: UrlRecord | PlainUrl): parts is PlainUrl {
  return Array.isArray(parts);
}

function originOf(record: UrlRecord): string {
  return `${record.scheme}://${renderHost(record)}`;
}

function parse(url: string | URL, base: string | URL | undefined): UrlRecord | undefined {
  if (base === undefined) return parseUrl(`${url}`);
  const baseRecord = parseUrl(`${base}`);
  return baseRecord && parseUrl(`${url}`, baseRecord);
}

function invalidUrl(url: string | URL): TypeError {
  return Object.assign(new TypeError(`invalid URL: "${url}"`), { code: 'ERR_INVALID_URL' });
}
