import { CONTROL, percentDecode, percentEncode } from './percent-encoding.js';
import { encodePunycode } from './punycode.js';

const FORBIDDEN_HOST = /[\0\t\n\r #/:<>?@[\\\]^|]/;
const FORBIDDEN_DOMAIN = /[\0-\x20#%/:<>?@[\\\]^|\x7f]/;
/** Code points that UTS 46 maps to nothing. */
const IGNORED = /[\u00ad\u034f\u180b-\u180d\u180f\u200b\u2060\u2064\ufe00-\ufe0f\ufeff]/g;
const FULL_STOPS = /[\u3002\uff0e\uff61]/g;

/** The host as a URL shows it, or undefined where it is none: https://url.spec.whatwg.org/#host-parsing */
export function parseHost(input: string, special: boolean): string | undefined {
  if (input.startsWith('[')) {
    if (!input.endsWith(']')) return undefined;
    const pieces = parseIpv6(input.slice(1, -1));
    return pieces && `[${renderIpv6(pieces)}]`;
  }
  if (!special) return FORBIDDEN_HOST.test(input) ? undefined : percentEncode(input, CONTROL);
  const domain = domainToAscii(percentDecode(input));
  if (domain === undefined || domain === '' || FORBIDDEN_DOMAIN.test(domain)) return undefined;
  if (QUAD.test(domain)) return domain;
  return endsInNumber(domain) ? parseIpv4(domain) : domain;
}

/** An IPv4 address as it is written out in the end: most are, and the parser below is slow. */
const QUAD = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/**
 * UTS 46 without its tables: ASCII is exact; beyond it, labels are mapped by Unicode's own case
 * and compatibility mappings and not checked against the list of disallowed code points.
 */
function domainToAscii(domain: string): string | undefined {
  if (/^[\0-\x7f]*$/.test(domain)) {
    const lower = domain.toLowerCase();
    return /(?:^|\.)xn--(?:\.|$)/.test(lower) ? undefined : lower;
  }
  const mapped = Array.from(
    domain.replace(IGNORED, '').normalize('NFKC').replace(FULL_STOPS, '.'),
    // One at a time: a whole text would turn a final sigma into another letter.
    (character) => character.toLowerCase(),
  ).join('');
  const labels = mapped.normalize('NFKC').split('.');
  if (labels.some((label) => label.includes('\ufffd') || /^\p{M}/u.test(label))) return undefined;
  return labels
    .map((label) => (/^[\0-\x7f]*$/.test(label) ? label : `xn--${encodePunycode(label)}`))
    .join('.');
}

function endsInNumber(domain: string): boolean {
  const parts = domain.split('.');
  if (parts.at(-1) === '') {
    if (parts.length === 1) return false;
    parts.pop();
  }
  const last = parts.at(-1)!;
  return /^\d+$/.test(last) || /^0x[\da-f]*$/i.test(last);
}

function parseIpv4(domain: string): string | undefined {
  const parts = domain.split('.');
  if (parts.at(-1) === '' && parts.length > 1) parts.pop();
  if (parts.length > 4) return undefined;
  const numbers = parts.map(parseIpv4Number);
  let address = 0;
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index];
    if (number === undefined) return undefined;
    const last = index === numbers.length - 1;
    if (number > (last ? 256 ** (5 - numbers.length) - 1 : 255)) return undefined;
    address += last ? number : number * 256 ** (3 - index);
  }
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

function parseIpv4Number(text: string): number | undefined {
  if (text === '') return undefined;
  if (/^0x[\da-f]*$/i.test(text)) return text.length === 2 ? 0 : parseInt(text, 16);
  if (/^0[0-7]*$/.test(text)) return parseInt(text, 8);
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parsePieces(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? parsePieces(halves[1]!, true) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** The 16-bit pieces between colons; an IPv4 address may stand in the place of the last two. */
function parsePieces(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const pieces: number[] = [];
  const parts = text.split(':');
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    if (/^[\da-f]{1,4}$/i.test(part)) {
      pieces.push(parseInt(part, 16));
      continue;
    }
    const octets = part.split('.').map(Number);
    const isAddress = /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(part);
    const inRange = octets.every((octet) => octet < 256);
    if (!last || index !== parts.length - 1 || !isAddress || !inRange) return undefined;
    pieces.push(octets[0]! * 256 + octets[1]!, octets[2]! * 256 + octets[3]!);
  }
  return pieces;
}

function renderIpv6(pieces: readonly number[]): string {
  let start = -1;
  let length = 1;
  for (let index = 0; index < 8; index++) {
    let end = index;
    while (end < 8 && pieces[end] === 0) end++;
    if (end - index > length) {
      start = index;
      length = end - index;
    }
  }
  const hex = pieces.map((piece) => piece.toString(16));
  if (start < 0) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}
