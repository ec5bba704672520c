import { findUnit } from './find-unit';
import { lowerName } from './header-syntax';
import { FRAGMENT, PATH, percentEncode, QUERY, USERINFO } from './percent-encoding';
import { Result } from './result';
import { parseHost, storeDecimal } from './url-host';
import { URLSearchParams } from './url-search-params';
import { ErrorCode, WajsError } from './wajs-error';

/**
 * A parsed http or https URL.
 *
 * @example
 * const url = new URL(request.url);
 * const name = url.searchParams.get('name');
 * if (url.pathname != '/greet' || name === null) return Response.text('not found', 404);
 */
@final
export class URL {
  private scheme: string = '';
  private user: string = '';
  private secret: string = '';
  private domain: string = '';
  /** -1 for the scheme's own. */
  private portNumber: i32 = -1;
  private path: string = '/';
  private query: string | null = null;
  private fragment: string | null = null;
  private params: URLSearchParams | null = null;

  /** Ends the request where the text is no URL: use `URL.parse` for what others have written. */
  constructor(url: string, base: string | null = null) {
    assert(this.read(url, base), 'invalid URL "' + url + '"');
  }

  /** A URL, which may be relative to another one. `invalid` where it is none of http or https. */
  static parse(url: string, base: string | null = null): Result<URL> {
    const made = URL.blank();
    return made.read(url, base)
      ? Result.ok<URL>(made)
      : Result.err<URL>(new WajsError(ErrorCode.Invalid, 'invalid URL "' + url + '"'));
  }

  /** Whether a text is a URL. */
  static canParse(url: string, base: string | null = null): bool {
    return URL.blank().read(url, base);
  }

  /** The whole URL. */
  get href(): string {
    let text = this.scheme + '://';
    if (this.user.length != 0 || this.secret.length != 0) {
      text += this.user + (this.secret.length == 0 ? '@' : ':' + this.secret + '@');
    }
    return text + this.host + this.pathname + prefixed('?', this.query) + prefixed('#', this.fragment);
  }

  /** Scheme, host and port. */
  get origin(): string {
    return this.scheme + '://' + this.host;
  }

  /** Scheme and colon. */
  get protocol(): string {
    return this.scheme + ':';
  }

  /** User name, percent-encoded. */
  get username(): string {
    return this.user;
  }

  /** Password, percent-encoded. */
  get password(): string {
    return this.secret;
  }

  /** Host, with the port where it is not the scheme's own. */
  get host(): string {
    return this.portNumber < 0 ? this.domain : this.domain + ':' + this.port;
  }

  /** Host without the port. */
  get hostname(): string {
    return this.domain;
  }

  /** Port; empty where it is the scheme's own. */
  get port(): string {
    if (this.portNumber < 0) return '';
    const made = __new(10, idof<string>());
    return changetype<string>(__renew(made, storeDecimal(made, this.portNumber) - made));
  }

  /** Path, percent-encoded. */
  get pathname(): string {
    return this.path;
  }

  /** Query with `?`; empty where there is none. */
  get search(): string {
    const query = this.query;
    return query === null || query.length == 0 ? '' : '?' + query;
  }

  /** Fragment with `#`; empty where there is none. */
  get hash(): string {
    const fragment = this.fragment;
    return fragment === null || fragment.length == 0 ? '' : '#' + fragment;
  }

  /** The pairs of the query. Changes of them do not change the URL. */
  get searchParams(): URLSearchParams {
    let params = this.params;
    if (params === null) {
      const query = this.query;
      this.params = params = new URLSearchParams(query === null ? '' : '?' + query);
    }
    return params;
  }

  /** The whole URL. */
  toString(): string {
    return this.href;
  }

  private static blank(): URL {
    return new URL('http://a');
  }

  private read(input: string, base: string | null): bool {
    let text = cleaned(input);
    const hash = findUnit(text, 35);
    if (hash >= 0) {
      this.fragment = percentEncode(text.substring(hash + 1), FRAGMENT);
      text = text.substring(0, hash);
    }
    const colon = schemeEnd(text);
    const scheme = colon < 0 ? '' : lowerName(text.substring(0, colon));
    const rest = text.substring(colon + 1);
    if (colon >= 0 && scheme != 'http' && scheme != 'https') return false;
    if (base !== null) {
      const from = URL.blank();
      if (!from.read(base, null)) return false;
      if (colon < 0 || (from.scheme == scheme && !rest.startsWith('//'))) {
        return this.readRelative(rest, from);
      }
    }
    if (colon < 0) return false;
    this.scheme = scheme;
    return this.readAuthority(rest);
  }

  private readRelative(text: string, base: URL): bool {
    this.scheme = base.scheme;
    if (isSlash(text, 0) && isSlash(text, 1)) return this.readAuthority(text);
    this.user = base.user;
    this.secret = base.secret;
    this.domain = base.domain;
    this.portNumber = base.portNumber;
    this.path = base.path;
    this.query = null;
    if (text.length == 0) this.query = base.query;
    else this.readPath(text);
    return true;
  }

  private readAuthority(text: string): bool {
    let start = 0;
    while (isSlash(text, start)) start++;
    let end = start;
    let at = -1;
    for (; end < text.length && !isSlash(text, end) && text.charCodeAt(end) != 63; end++) {
      if (text.charCodeAt(end) == 64) at = end;
    }
    this.user = '';
    this.secret = '';
    if (at >= 0) {
      const middle = findUnit(text, 58, start);
      const hasSecret = middle >= 0 && middle < at;
      this.user = percentEncode(text.substring(start, hasSecret ? middle : at), USERINFO);
      if (hasSecret) this.secret = percentEncode(text.substring(middle + 1, at), USERINFO);
      start = at + 1;
    }
    const authority = text.substring(start, end);
    const colon = findUnit(authority, 58, findUnit(authority, 93));
    const domain = parseHost(colon < 0 ? authority : authority.substring(0, colon));
    if (domain === null) return false;
    this.domain = domain;
    if (!this.readPort(colon < 0 ? '' : authority.substring(colon + 1))) return false;
    this.path = '/';
    this.query = null;
    this.readPath(text.substring(end));
    return true;
  }

  private readPort(digits: string): bool {
    let port = 0;
    for (let index = 0; index < digits.length; index++) {
      const digit = digits.charCodeAt(index) - 48;
      if (digit < 0 || digit > 9) return false;
      port = port * 10 + digit;
      if (port > 65_535) return false;
    }
    const usual = this.scheme == 'http' ? 80 : 443;
    this.portNumber = digits.length == 0 || port == usual ? -1 : port;
    return true;
  }

  /** Takes a path and the query after it. One that begins with no slash goes on from what is there. */
  private readPath(text: string): void {
    const mark = findUnit(text, 63);
    if (mark >= 0) this.query = percentEncode(text.substring(mark + 1), QUERY);
    if (mark == 0) return;
    const added = percentEncode(mark < 0 ? text : text.substring(0, mark), PATH);
    const path = this.path;
    let start = isSlash(added, 0) ? 1 : 0;
    const made = __new(<usize>(path.length + added.length + 1) << 1, idof<string>());
    let to = made;
    if (start == 0) {
      memory.copy(made, changetype<usize>(path), <usize>path.length << 1);
      to = parentOf(made, made + (<usize>path.length << 1));
    }
    for (let isLast = false; !isLast; ) {
      let next = start;
      while (next < added.length && !isSlash(added, next)) next++;
      isLast = next >= added.length;
      const dots = dotsOf(added, start, next);
      if (dots == 2) to = parentOf(made, to);
      if (dots == 0 || isLast) {
        store<u16>(to, 47);
        to += 2;
      }
      if (dots == 0) {
        const size = <usize>(next - start) << 1;
        memory.copy(to, changetype<usize>(added) + (<usize>start << 1), size);
        to += size;
      }
      start = next + 1;
    }
    this.path = changetype<string>(__renew(made, to - made));
  }
}

/** Where a path ends without its last segment. */
function parentOf(path: usize, end: usize): usize {
  while (end > path) {
    end -= 2;
    if (load<u16>(end) == 47) break;
  }
  return end;
}

function prefixed(mark: string, text: string | null): string {
  return text === null ? '' : mark + text;
}

function isSlash(text: string, index: i32): bool {
  if (index >= text.length) return false;
  const unit = text.charCodeAt(index);
  return unit == 47 || unit == 92;
}

/** 1 for the segment `.`, 2 for `..`, in any spelling; else 0. */
function dotsOf(text: string, start: i32, end: i32): i32 {
  let dots = 0;
  while (start < end) {
    const unit = text.charCodeAt(start);
    const isEncoded =
      unit == 37 && text.charCodeAt(start + 1) == 50 && (text.charCodeAt(start + 2) | 32) == 101;
    if ((unit != 46 && !isEncoded) || ++dots > 2) return 0;
    start += isEncoded ? 3 : 1;
  }
  return dots;
}

/** Where the scheme ends; -1 where there is none. */
function schemeEnd(text: string): i32 {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const lower = unit | 32;
    if (lower >= 97 && lower <= 122) continue;
    if (index == 0) return -1;
    if (unit == 58) return index;
    if ((unit < 48 || unit > 57) && unit != 43 && unit != 45 && unit != 46) return -1;
  }
  return -1;
}

/** Text without what the parser skips: tabs and newlines, and controls and spaces at the ends. */
function cleaned(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  const isClean = findUnit(text, 9) < 0 && findUnit(text, 10) < 0 && findUnit(text, 13) < 0;
  if (isClean) return text.substring(start, end);
  const made = __new(<usize>(end - start) << 1, idof<string>());
  let to = made;
  for (; start < end; start++) {
    const unit = text.charCodeAt(start);
    if (unit == 9 || unit == 10 || unit == 13) continue;
    store<u16>(to, <u16>unit);
    to += 2;
  }
  return changetype<string>(__renew(made, to - made));
}
