import { findUnit } from './find-unit';
import { Result } from './result';
import { utf8 } from './utf8';
import { ErrorCode, WajsError } from './wajs-error';

// What parts of a URL encode beside controls, the space and what is not ASCII:
// https://url.spec.whatwg.org/#percent-encoded-bytes

/** For fragments. */
@lazy export const FRAGMENT: string = '"<>`';
/** For queries. */
@lazy export const QUERY: string = '"#<>\'';
/** For paths. */
@lazy export const PATH: string = '"#<>?^`{}';
/** For user names and passwords. */
@lazy export const USERINFO: string = '"#<>?^`{}/:;=@[\\]|';

/** Percent-encodes the UTF-8 of what is in a set, of controls, spaces, and what is not ASCII. */
export function percentEncode(text: string, set: string): string {
  let index = 0;
  while (index < text.length && !isEncoded(text.charCodeAt(index), set)) index++;
  if (index == text.length) return text;
  const bytes = utf8.encode(text);
  const made = __new(<usize>bytes.length * 6, idof<string>());
  let to = made;
  for (index = 0; index < bytes.length; index++) {
    const byte = <i32>unchecked(bytes[index]);
    if (isEncoded(byte, set)) to = storeEncoded(to, byte);
    else {
      store<u16>(to, <u16>byte);
      to += 2;
    }
  }
  return changetype<string>(__renew(made, to - made));
}

/** Writes a byte as `%` and two digits, and answers the address after them. */
export function storeEncoded(to: usize, byte: i32): usize {
  store<u16>(to, 37);
  store<u16>(to, hexDigit(byte >> 4), 2);
  store<u16>(to, hexDigit(byte & 15), 4);
  return to + 6;
}

/**
 * Replaces each `%` and two hex digits by the byte, and reads the bytes as UTF-8. Nothing is malformed.
 * A unit of ASCII may stand for spaces.
 */
export function percentDecode(text: string, space: i32 = 32): string {
  if (findUnit(text, 37) < 0 && findUnit(text, space) < 0) return text;
  const bytes = decodedBytes(text, space);
  return utf8.decodeWhole(bytes.dataStart, bytes.dataStart + bytes.length);
}

function decodedBytes(text: string, space: i32): Uint8Array {
  const bytes = utf8.encode(text);
  const from = bytes.dataStart;
  const length = bytes.length;
  let size = 0;
  for (let index = 0; index < length; index++) {
    let byte = <i32>load<u8>(from + index);
    if (byte == 37 && index + 2 < length) {
      const high = hexValue(load<u8>(from + index, 1));
      const low = hexValue(load<u8>(from + index, 2));
      if (high >= 0 && low >= 0) {
        byte = (high << 4) | low;
        index += 2;
      }
    } else if (byte == space) byte = 32;
    store<u8>(from + size++, <u8>byte);
  }
  return bytes.subarray(0, size);
}

/** What a hex digit stands for; -1 where it is none. */
export function hexValue(unit: i32): i32 {
  if (unit >= 48 && unit <= 57) return unit - 48;
  const lower = unit | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Text within a URL. */
export abstract class uri {
  /** A text as a part of a URL: all but letters, digits and `-_.!~*'()` is encoded. */
  static encodeComponent(text: string): string {
    return percentEncode(text, '"#<>?^`{}/:;=@[\\]|$&+,%');
  }

  /** A part of a URL as text. `invalid` where what is encoded is no UTF-8, or a `%` stands alone. */
  static decodeComponent(text: string): Result<string> {
    for (let at = findUnit(text, 37); at >= 0; at = findUnit(text, 37, at + 1)) {
      if (
        at + 2 >= text.length ||
        hexValue(text.charCodeAt(at + 1)) < 0 ||
        hexValue(text.charCodeAt(at + 2)) < 0
      ) {
        return malformed(text);
      }
    }
    const bytes = decodedBytes(text, 32);
    const decoded = utf8.decodeWhole(bytes.dataStart, bytes.dataStart + bytes.length);
    // What is malformed has become U+FFFD, which is other bytes.
    const again = utf8.encode(decoded);
    const isSame =
      again.length == bytes.length &&
      memory.compare(again.dataStart, bytes.dataStart, bytes.length) == 0;
    return isSame ? Result.ok<string>(decoded) : malformed(text);
  }
}

function malformed(text: string): Result<string> {
  return Result.err<string>(
    new WajsError(ErrorCode.Invalid, '"' + text + '" is not percent-encoded as URLs are'),
  );
}

function isEncoded(unit: i32, set: string): bool {
  if (unit <= 32 || unit > 126) return true;
  for (let index = 0; index < set.length; index++) {
    if (set.charCodeAt(index) == unit) return true;
  }
  return false;
}

function hexDigit(value: i32): u16 {
  return <u16>(value < 10 ? 48 + value : 55 + value);
}
