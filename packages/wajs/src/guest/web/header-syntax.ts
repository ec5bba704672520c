const NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
// eslint-disable-next-line no-control-regex -- these are the octets that RFC 9110 section 5.5 forbids
const BAD_VALUE = /[\0\n\r\u0100-\uffff]/;

/** Names that have been checked, to their lower-case form: a look-up is cheaper than the check. */
const checked = new Map<string, string>();
const MAX_CHECKED = 256;

/**
 * The lower-case form of a field's name.
 *
 * @throws TypeError where it is no name
 */
export function assertName(name: string): string {
  const known = checked.get(name);
  if (known !== undefined) return known;
  const text = `${name}`;
  if (!NAME.test(text)) throw new TypeError(`invalid header name ${JSON.stringify(text)}`);
  const lower = text.toLowerCase();
  if (checked.size < MAX_CHECKED && text.length <= 64) checked.set(text, lower);
  return lower;
}

const USUAL_NAMES =
  'Accept Access-Control-Allow-Headers Access-Control-Allow-Methods Access-Control-Allow-Origin ' +
  'Age Allow Authorization Cache-Control Content-Disposition Content-Encoding Content-Language ' +
  'Content-Length Content-Security-Policy Content-Type Cookie Date ETag Expires Host If-Match ' +
  'If-Modified-Since If-None-Match Last-Modified Link Location Origin Range Referer Retry-After ' +
  'Server-Timing Set-Cookie Strict-Transport-Security User-Agent Vary WWW-Authenticate ' +
  'X-Content-Type-Options X-Forwarded-For X-Frame-Options X-Request-Id';

for (const name of USUAL_NAMES.split(' ')) {
  assertName(name);
  assertName(name.toLowerCase());
}

/**
 * The value without white space at its ends.
 *
 * @throws TypeError where it could not stand in a message: a line break would start another header
 */
export function assertValue(name: string, value: string): string {
  const text = trimWhitespace(`${value}`);
  if (BAD_VALUE.test(text)) {
    throw new TypeError(`invalid value for header "${name}": ${JSON.stringify(text)}`);
  }
  return text;
}

/** Not a regular expression: that would take quadratic time on a long run inside the text. */
function trimWhitespace(text: string): string {
  let end = text.length;
  if (!isWhitespace(text.charCodeAt(0)) && !isWhitespace(text.charCodeAt(end - 1))) return text;
  let start = 0;
  while (start < end && isWhitespace(text.charCodeAt(start))) start++;
  while (end > start && isWhitespace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isWhitespace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d;
}
