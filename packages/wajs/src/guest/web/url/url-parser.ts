import { parseHost } from './host.js';
import {
  CONTROL,
  FRAGMENT,
  PATH,
  percentEncode,
  QUERY,
  SPECIAL_QUERY,
  USERINFO,
} from './percent-encoding.js';
import { isSpecial, SPECIAL, type UrlRecord } from './url-record.js';

// https://url.spec.whatwg.org/#concept-basic-url-parser, cut at delimiters instead of walked
// character by character: in QuickJS one regular expression is cheaper than ten steps of a loop.

const SCHEME = /^([A-Za-z][A-Za-z\d+\-.]*):/;
const WINDOWS_LETTER = /^[A-Za-z][:|]$/;
const STARTS_WITH_WINDOWS_LETTER = /^[A-Za-z][:|](?:[/\\?#]|$)/;
const SINGLE_DOT = /^(?:\.|%2e)$/i;
const DOUBLE_DOT = /^(?:\.|%2e){2}$/i;
const TAB_OR_NEWLINE = /[\t\n\r]/g;

/**
 * What nearly every URL looks like, and is its own normal form: lower-case scheme and host, no
 * user, no port, no dot segments, nothing to encode.
 */
const PLAIN =
  /^(https?):\/\/((?:[a-z][a-z\d-]*\.)*[a-z][a-z\d-]*)(?::(\d{1,5}))?(\/[!$-;=@-[\]_a-z|~]*)?(\?[!$-&(-;=?-~]*)?(#[!#-;=?-_a-~]*)?$/;

/** A URL that is its own normal form: scheme, host, port, path, query and fragment from 1 on. */
export type PlainUrl = RegExpExecArray;

/** The parts of a text that is a URL in its normal form; undefined where it may be anything else. */
export function matchPlain(input: string): PlainUrl | undefined {
  const match = PLAIN.exec(input);
  if (match === null || !isNormal(match[2]!, match[4])) return undefined;
  return match[3] === undefined || Number(match[3]) <= 65_535 ? match : undefined;
}

/** The URL, or undefined where the text is none. */
export function parseUrl(input: string, base?: UrlRecord): UrlRecord | undefined {
  const plain = matchPlain(input);
  if (plain) return plainUrl(plain);
  const text = stripControls(trimControls(input));
  const [beforeFragment, fragment] = cut(text, '#');
  const url = parseBeforeFragment(beforeFragment, base, fragment !== null);
  if (url && fragment !== null) url.fragment = percentEncode(fragment, FRAGMENT);
  return url;
}

function isNormal(host: string, path: string | undefined): boolean {
  if (host.includes('xn--')) return false;
  return path === undefined || !(path.includes('/.') || path.includes('%2'));
}

/** Not a regular expression: that would take quadratic time on a long run inside the text. */
function trimControls(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start++;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--;
  return text.slice(start, end);
}

/** Text without what the parser skips: tabs and newlines. */
export function stripControls(text: string): string {
  return text.replace(TAB_OR_NEWLINE, '');
}

/** The parts of a URL in its normal form. */
export function plainUrl(match: PlainUrl): UrlRecord {
  const scheme = match[1]!;
  const port = match[3] === undefined ? null : Number(match[3]);
  return {
    scheme,
    username: '',
    password: '',
    host: match[2]!,
    port: port === SPECIAL[scheme] ? null : port,
    path: match[4] === undefined ? [''] : match[4].slice(1).split('/'),
    query: match[5] === undefined ? null : match[5].slice(1),
    fragment: match[6] === undefined ? null : match[6].slice(1),
  };
}

function parseBeforeFragment(
  text: string,
  base: UrlRecord | undefined,
  hasFragment: boolean,
): UrlRecord | undefined {
  const match = SCHEME.exec(text);
  if (!match) return base && parseWithoutScheme(text, base, hasFragment);
  const scheme = match[1]!.toLowerCase();
  const rest = text.slice(match[0].length);
  const url = emptyUrl(scheme);
  if (scheme === 'file') return parseFile(url, rest, base?.scheme === 'file' ? base : undefined);
  if (isSpecial(url)) {
    if (base?.scheme === scheme && !rest.startsWith('//')) return parseRelative(rest, base);
    return parseAuthorityAndPath(url, rest.replace(/^[/\\]+/, ''));
  }
  if (rest.startsWith('//')) return parseAuthorityAndPath(url, rest.slice(2));
  if (rest.startsWith('/')) return parsePathAndQuery(url, rest);
  const [path, query] = cut(rest, '?');
  url.path = encodeOpaquePath(path, query !== null || hasFragment);
  return withQuery(url, query);
}

/** Spaces at the end of an opaque path would be lost when the URL is parsed again. */
function encodeOpaquePath(path: string, followed: boolean): string {
  const encoded = percentEncode(path, CONTROL);
  return followed && encoded.endsWith(' ') ? `${encoded.slice(0, -1)}%20` : encoded;
}

function isOpaqueBase(base: UrlRecord): boolean {
  return typeof base.path === 'string';
}

function parseWithoutScheme(
  text: string,
  base: UrlRecord,
  hasFragment: boolean,
): UrlRecord | undefined {
  if (isOpaqueBase(base)) {
    if (text !== '' || !hasFragment) return undefined;
    return { ...base, fragment: null };
  }
  if (base.scheme === 'file') return parseFile(emptyUrl('file'), text, base);
  return parseRelative(text, base);
}

function parseRelative(text: string, base: UrlRecord): UrlRecord | undefined {
  const url = { ...base, path: [...base.path], fragment: null };
  const slash = isSpecial(base) ? /^[/\\]/ : /^\//;
  if (slash.test(text)) {
    if (slash.test(text.slice(1))) {
      const rest = isSpecial(base) ? text.replace(/^[/\\]+/, '') : text.slice(2);
      return parseAuthorityAndPath(emptyUrl(base.scheme), rest);
    }
    url.path = [];
    return parsePathAndQuery(url, text);
  }
  if (text === '') return url;
  if (text.startsWith('?')) return withQuery(url, text.slice(1));
  shortenPath(url);
  return parsePathAndQuery(url, text);
}

function parseAuthorityAndPath(url: UrlRecord, text: string): UrlRecord | undefined {
  const end = text.search(isSpecial(url) ? /[/\\?]/ : /[/?]/);
  const authority = end < 0 ? text : text.slice(0, end);
  const at = authority.lastIndexOf('@');
  if (at >= 0) {
    const [username, password] = cut(authority.slice(0, at), ':');
    url.username = percentEncode(username, USERINFO);
    url.password = password === null ? '' : percentEncode(password, USERINFO);
    if (at === authority.length - 1) return undefined;
  }
  if (!parseHostAndPort(url, authority.slice(at + 1))) return undefined;
  return parsePathAndQuery(url, end < 0 ? '' : text.slice(end));
}

function parseHostAndPort(url: UrlRecord, text: string): boolean {
  const colon = findPortColon(text);
  const name = colon < 0 ? text : text.slice(0, colon);
  if (name === '' && (isSpecial(url) || colon >= 0)) return false;
  const host = name === '' ? '' : parseHost(name, isSpecial(url));
  if (host === undefined) return false;
  url.host = host;
  return colon < 0 || assignPort(url, text.slice(colon + 1));
}

/** Where the port starts: the first colon that is not inside an IPv6 address; -1 for none. */
export function findPortColon(text: string): number {
  return text.indexOf(':', text.startsWith('[') ? text.indexOf(']') : 0);
}

/** Sets the port; false where the text is none. */
export function assignPort(url: UrlRecord, digits: string): boolean {
  if (!/^\d*$/.test(digits) || Number(digits) > 65535) return false;
  url.port = digits === '' || Number(digits) === SPECIAL[url.scheme] ? null : Number(digits);
  return true;
}

function parseFile(
  url: UrlRecord,
  text: string,
  base: UrlRecord | undefined,
): UrlRecord | undefined {
  url.host = '';
  if (!/^[/\\]/.test(text)) {
    if (!base) return parsePathAndQuery(url, text);
    url.host = base.host;
    url.path = [...base.path];
    url.query = base.query;
    if (text === '') return url;
    if (text.startsWith('?')) return withQuery(url, text.slice(1));
    url.query = null;
    if (STARTS_WITH_WINDOWS_LETTER.test(text)) url.path = [];
    else shortenPath(url);
    return parsePathAndQuery(url, text);
  }
  if (!/^[/\\]/.test(text.slice(1))) {
    if (base) {
      url.host = base.host;
      const first = base.path[0];
      const hasLetter = first !== undefined && /^[A-Za-z]:$/.test(first);
      if (hasLetter && !STARTS_WITH_WINDOWS_LETTER.test(text.slice(1))) url.path = [first];
    }
    return parsePathAndQuery(url, text);
  }
  const rest = text.slice(2);
  const end = rest.search(/[/\\?]/);
  const name = end < 0 ? rest : rest.slice(0, end);
  if (WINDOWS_LETTER.test(name)) return parsePathAndQuery(url, rest);
  const host = name === '' ? '' : parseHost(name, true);
  if (host === undefined) return undefined;
  url.host = host === 'localhost' ? '' : host;
  return parsePathAndQuery(url, end < 0 ? '' : rest.slice(end));
}

function parsePathAndQuery(url: UrlRecord, text: string): UrlRecord {
  const [path, query] = cut(text, '?');
  appendPath(url, path);
  return withQuery(url, query);
}

function withQuery(url: UrlRecord, query: string | null): UrlRecord {
  url.query = query === null ? null : percentEncode(query, isSpecial(url) ? SPECIAL_QUERY : QUERY);
  return url;
}

/** Appends the segments of a text to the path, and resolves dots: the parser's path state. */
export function appendPath(url: UrlRecord, text: string): void {
  const special = isSpecial(url);
  if (!special && text === '') return;
  const path = url.path as string[];
  const normal = special ? text.replaceAll('\\', '/') : text;
  const segments = (normal.startsWith('/') ? normal.slice(1) : normal).split('/');
  for (let index = 0; index < segments.length; index++) {
    const last = index === segments.length - 1;
    const segment = segments[index]!;
    if (DOUBLE_DOT.test(segment)) {
      shortenPath(url);
      if (last) path.push('');
    } else if (SINGLE_DOT.test(segment)) {
      if (last) path.push('');
    } else if (url.scheme === 'file' && path.length === 0 && WINDOWS_LETTER.test(segment)) {
      path.push(`${segment[0]}:`);
    } else {
      path.push(percentEncode(segment, PATH));
    }
  }
}

function shortenPath(url: UrlRecord): void {
  const path = url.path as string[];
  const first = path[0];
  if (url.scheme === 'file' && path.length === 1 && first && /^[A-Za-z]:$/.test(first)) return;
  path.pop();
}

function emptyUrl(scheme: string): UrlRecord {
  return {
    scheme,
    username: '',
    password: '',
    host: null,
    port: null,
    path: [],
    query: null,
    fragment: null,
  };
}

function cut(text: string, mark: string): [string, string | null] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
