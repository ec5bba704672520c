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
  if (input.charCodeAt(0) == 91) {
    return input.charCodeAt(input.length - 1) == 93 ? parseIpv6(input, 1) : null;
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
  const isHex = domain.charCodeAt(start) == 48 && domain.charCodeAt(start + 1) == 120;
  const radix = isHex ? 16 : 10;
  for (let index = isHex ? start + 2 : start; index < end; index++) {
    const digit = hexValue(domain.charCodeAt(index));
    if (digit < 0 || digit >= radix) return false;
  }
  return true;
}

/** Parts between dots, of which the last one fills what the others leave of 32 bits. */
function parseIpv4(domain: string): string | null {
  const end = domain.length - (domain.charCodeAt(domain.length - 1) == 46 ? 1 : 0);
  let address: u64 = 0;
  let start = 0;
  let bits = 32;
  while (true) {
    let next = findUnit(domain, 46, start);
    if (next < 0) next = end;
    const number = parseIpv4Number(domain, start, next);
    if (next == end) {
      if (number >> bits != 0) return null;
      address = (address << bits) | number;
      break;
    }
    if (number > 255 || bits == 8) return null;
    address = (address << 8) | number;
    bits -= 8;
    start = next + 1;
  }
  const made = __new(30, idof<string>());
  let to = made;
  for (let shift = 24; shift >= 0; shift -= 8) {
    to = storeDecimal(to, <u32>(address >> shift) & 255);
    if (shift > 0) to = put(to, 46);
  }
  return changetype<string>(__renew(made, to - made));
}

/** Writes a number in decimal, and answers the address after it. */
export function storeDecimal(to: usize, value: u32): usize {
  if (value >= 10) to = storeDecimal(to, value / 10);
  return put(to, <i32>(48 + (value % 10)));
}

/** A number in decimal, octal or hexadecimal; more than any address where it is none, or too large. */
function parseIpv4Number(text: string, start: i32, end: i32): u64 {
  if (start == end) return u64.MAX_VALUE;
  let radix = 10;
  if (text.charCodeAt(start) == 48 && start + 1 < end) {
    start++;
    radix = 8;
    if (text.charCodeAt(start) == 120) {
      start++;
      radix = 16;
    }
  }
  let value: u64 = 0;
  for (; start < end; start++) {
    const digit = hexValue(text.charCodeAt(start));
    if (digit < 0 || digit >= radix || value > u32.MAX_VALUE) return u64.MAX_VALUE;
    value = value * radix + digit;
  }
  return value;
}

/** The eight pieces of 16 bits of an address; where `::` stands there are zeros in the place of some. */
function parseIpv6(text: string, at: i32): string | null {
  const end = text.length - 1;
  const pieces = memory.data(16, 2);
  memory.fill(pieces, 0, 16);
  let count = 0;
  let gap = -1;
  if (text.charCodeAt(at) == 58 && text.charCodeAt(++at) != 58) return null;
  while (at < end) {
    if (count == 8) return null;
    if (text.charCodeAt(at) == 58) {
      if (gap >= 0) return null;
      at++;
      gap = ++count;
      continue;
    }
    const start = at;
    let value = 0;
    for (let digit = hexValue(text.charCodeAt(at)); digit >= 0 && at < start + 4; ) {
      value = (value << 4) | digit;
      digit = hexValue(text.charCodeAt(++at));
    }
    const mark = text.charCodeAt(at);
    if (mark == 46 && at > start) {
      if (count > 6 || !readOctets(text, start, end, pieces + (<usize>count << 1))) return null;
      count += 2;
      break;
    }
    if (mark == 58) {
      if (++at == end) return null;
    } else if (at < end) return null;
    store<u16>(pieces + (<usize>count << 1), <u16>value);
    count++;
  }
  if (gap >= 0) {
    const missing = <usize>(8 - count) << 1;
    const from = pieces + (<usize>gap << 1);
    memory.copy(from + missing, from, <usize>(count - gap) << 1);
    memory.fill(from, 0, missing);
  } else if (count != 8) return null;
  return renderIpv6(pieces);
}

/** An IPv4 address in the place of two pieces. */
function readOctets(text: string, at: i32, end: i32, pieces: usize): bool {
  for (let index: usize = 0; index < 4; index++) {
    if (index > 0 && text.charCodeAt(at++) != 46) return false;
    const start = at;
    let value = 0;
    for (let digit = text.charCodeAt(at) - 48; digit >= 0 && digit <= 9; ) {
      // No octet but 0 itself begins with 0.
      if (at > start && value == 0) return false;
      value = value * 10 + digit;
      if (value > 255) return false;
      digit = text.charCodeAt(++at) - 48;
    }
    if (at == start) return false;
    // The high one of a piece comes first, and a piece's low byte lies first.
    store<u8>(pieces + (index ^ 1), <u8>value);
  }
  return at == end;
}

/** The address in brackets, with `::` for the first one of the longest runs of zeros. */
function renderIpv6(pieces: usize): string {
  let gap = -1;
  let length = 1;
  for (let index = 0; index < 8; index++) {
    let end = index;
    while (end < 8 && load<u16>(pieces + (<usize>end << 1)) == 0) end++;
    if (end - index > length) {
      gap = index;
      length = end - index;
    }
  }
  const made = __new(82, idof<string>());
  store<u16>(made, 91);
  let to = made + 2;
  for (let index = 0; index < 8; index++) {
    if (index == gap) {
      if (index == 0) to = put(to, 58);
      to = put(to, 58);
      index += length - 1;
      continue;
    }
    const piece = <i32>load<u16>(pieces + (<usize>index << 1));
    for (let shift = 12; shift >= 0; shift -= 4) {
      const digit = (piece >> shift) & 15;
      if (shift == 0 || piece >> shift != 0) to = put(to, digit < 10 ? 48 + digit : 87 + digit);
    }
    if (index < 7) to = put(to, 58);
  }
  return changetype<string>(__renew(made, put(to, 93) - made));
}

function put(to: usize, unit: i32): usize {
  store<u16>(to, <u16>unit);
  return to + 2;
}
