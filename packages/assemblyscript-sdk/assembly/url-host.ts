import { findUnit } from './find-unit';
import { hexValue, percentDecode } from './percent-encoding';
import { lowerName } from './header-syntax';

/** What no domain has, beside controls and spaces. */
@lazy const FORBIDDEN: string = '#%/:<>?@[\\]^|';

/**
 * The host of an http URL as it shows it; null where it is none. Domains that are not ASCII have to be in
 * their ASCII form: the tables of Unicode would be larger than most functions.
 */
export function parseHost(input: string): string | null {
  if (input.startsWith('[')) {
    return input.endsWith(']') ? parseIpv6(input.substring(1, input.length - 1)) : null;
  }
  const domain = lowerName(percentDecode(input));
  if (domain.length == 0) return null;
  for (let index = 0; index < domain.length; index++) {
    const unit = domain.charCodeAt(index);
    if (unit <= 32 || unit > 126 || findUnit(FORBIDDEN, unit) >= 0) return null;
  }
  return endsInNumber(domain) ? parseIpv4(domain) : domain;
}

function endsInNumber(domain: string): bool {
  let end = domain.length;
  if (domain.charCodeAt(end - 1) == 46) end--;
  let start = end;
  while (start > 0 && domain.charCodeAt(start - 1) != 46) start--;
  // Every number begins with a digit.
  if (start == end || domain.charCodeAt(start) > 57) return false;
  const last = domain.substring(start, end);
  return areDigits(last, 10) || (last.startsWith('0x') && areDigits(last.substring(2), 16));
}

function areDigits(text: string, radix: i32): bool {
  for (let index = 0; index < text.length; index++) {
    const digit = hexValue(text.charCodeAt(index));
    if (digit < 0 || digit >= radix) return false;
  }
  return true;
}

function parseIpv4(domain: string): string | null {
  const parts = domain.split('.');
  if (parts[parts.length - 1].length == 0) parts.pop();
  if (parts.length > 4) return null;
  let address: f64 = 0;
  for (let index = 0; index < parts.length; index++) {
    const number = parseIpv4Number(parts[index]);
    const isLast = index == parts.length - 1;
    const limit = isLast ? 2 ** <f64>(8 * (5 - parts.length)) : 256;
    // A number that is none is NaN, which is below nothing.
    if (!(number < limit)) return null;
    address += isLast ? number : number * 2 ** <f64>(8 * (3 - index));
  }
  const bits = <u32>address;
  return (
    (bits >> 24).toString() +
    '.' +
    ((bits >> 16) & 255).toString() +
    '.' +
    ((bits >> 8) & 255).toString() +
    '.' +
    (bits & 255).toString()
  );
}

function parseIpv4Number(text: string): f64 {
  if (text.length == 0) return NaN;
  let radix = 10;
  let digits = text;
  if (text.startsWith('0x')) {
    radix = 16;
    digits = text.substring(2);
  } else if (text.length > 1 && text.startsWith('0')) {
    radix = 8;
    digits = text.substring(1);
  }
  if (!areDigits(digits, radix)) return NaN;
  let value: f64 = 0;
  for (let index = 0; index < digits.length; index++) {
    value = value * <f64>radix + <f64>hexValue(digits.charCodeAt(index));
  }
  return value;
}

function parseIpv6(text: string): string | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const pieces: i32[] = [];
  if (!readPieces(halves[0], halves.length == 1, pieces)) return null;
  if (halves.length == 2) {
    const tail: i32[] = [];
    if (!readPieces(halves[1], true, tail)) return null;
    const missing = 8 - pieces.length - tail.length;
    if (missing < 1) return null;
    for (let index = 0; index < missing; index++) pieces.push(0);
    for (let index = 0; index < tail.length; index++) pieces.push(tail[index]);
  }
  return pieces.length == 8 ? '[' + renderIpv6(pieces) + ']' : null;
}

/** The 16-bit pieces between colons; an IPv4 address may stand in the place of the last two. */
function readPieces(text: string, isLast: bool, pieces: Array<i32>): bool {
  if (text.length == 0) return true;
  const parts = text.split(':');
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    if (part.length >= 1 && part.length <= 4 && areDigits(part, 16)) {
      pieces.push(<i32>parseInt(part, 16));
      continue;
    }
    if (!isLast || index != parts.length - 1) return false;
    const octets = part.split('.');
    if (octets.length != 4) return false;
    for (let each = 0; each < 4; each++) {
      const octet = octets[each];
      const isPlain = octet.length == 1 || !octet.startsWith('0');
      if (octet.length < 1 || octet.length > 3 || !isPlain || !areDigits(octet, 10)) return false;
      const value = <i32>parseInt(octet, 10);
      if (value > 255) return false;
      if (each % 2 == 0) pieces.push(value << 8);
      else pieces[pieces.length - 1] |= value;
    }
  }
  return true;
}

function renderIpv6(pieces: Array<i32>): string {
  let start = -1;
  let length = 1;
  for (let index = 0; index < 8; index++) {
    let end = index;
    while (end < 8 && pieces[end] == 0) end++;
    if (end - index > length) {
      start = index;
      length = end - index;
    }
  }
  if (start < 0) return joined(pieces, 0, 8);
  return joined(pieces, 0, start) + '::' + joined(pieces, start + length, 8);
}

function joined(pieces: Array<i32>, from: i32, to: i32): string {
  let text = '';
  for (let index = from; index < to; index++) {
    text += (index == from ? '' : ':') + pieces[index].toString(16);
  }
  return text;
}
