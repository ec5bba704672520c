/** A parsed URL: https://url.spec.whatwg.org/#url-representation */
export interface UrlRecord {
  /** Without the colon. */
  scheme: string;
  username: string;
  password: string;
  /** As it is written in a URL, with brackets around IPv6; null where there is none. */
  host: string | null;
  /** Null where there is none, or it is the scheme's default. */
  port: number | null;
  /** Segments, or one text where the path is opaque (`mailto:`). */
  path: string[] | string;
  /** Without `?`; null where there is none. */
  query: string | null;
  /** Without `#`; null where there is none. */
  fragment: string | null;
}

/** Default ports of the special schemes. */
export const SPECIAL: Readonly<Record<string, number | null>> = {
  __proto__: null as never,
  ftp: 21,
  file: null,
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
};

/** Whether the scheme is one of those that a URL's structure depends on. */
export function isSpecial(url: UrlRecord): boolean {
  return SPECIAL[url.scheme] !== undefined;
}

/** Whether the path is one text instead of segments. */
export function isOpaque(url: UrlRecord): boolean {
  return typeof url.path === 'string';
}

/** The path as it is written in the URL. */
export function renderPath(url: UrlRecord): string {
  if (typeof url.path === 'string') return url.path;
  return url.path.length === 0 ? '' : `/${url.path.join('/')}`;
}

/** Host and port as they are written in the URL. */
export function renderHost(url: UrlRecord): string {
  if (url.host === null) return '';
  return url.port === null ? url.host : `${url.host}:${url.port}`;
}

/** The URL as text: https://url.spec.whatwg.org/#concept-url-serializer */
export function renderUrl(url: UrlRecord): string {
  let text = `${url.scheme}:`;
  if (url.host !== null) {
    text += '//';
    if (url.username !== '' || url.password !== '') {
      text += url.username;
      if (url.password !== '') text += `:${url.password}`;
      text += '@';
    }
    text += renderHost(url);
  } else if (typeof url.path !== 'string' && url.path.length > 1 && url.path[0] === '') {
    text += '/.';
  }
  text += renderPath(url);
  if (url.query !== null) text += `?${url.query}`;
  if (url.fragment !== null) text += `#${url.fragment}`;
  return text;
}
