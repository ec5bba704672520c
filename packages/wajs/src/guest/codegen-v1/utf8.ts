import { DecodeError, EncodeError } from './errors.js';

/** How many values one `apply` passes: enough to be fast, few enough for any argument stack. */
const CHUNK = 4096;

// The regular expression engine is native: it looks at bytes ten times as fast as a loop in bytecode.
const NOT_ASCII = /[\u0080-\u{10ffff}]/u;
const HIGH_BYTE = /[\u0080-\u00ff]/;

/**
 * Text of the UTF-8 bytes from `start` to `end`, which must lie inside the array.
 * @throws DecodeError when they are not UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += CHUNK) {
    const part = units(bytes.subarray(at, Math.min(at + CHUNK, end)));
    if (HIGH_BYTE.test(part)) return text + decodeSlowly(bytes, at, end);
    text += part;
  }
  return text;
}

/**
 * Number of bytes that a text takes as UTF-8.
 * @throws EncodeError when it has a lone surrogate.
 */
export function utf8Length(text: string): number {
  let length = text.length;
  if (!NOT_ASCII.test(text)) return length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    if (code < 0x800) length += 1;
    else if (code < 0xd800 || code > 0xdfff) length += 2;
    else {
      const next = code < 0xdc00 ? text.charCodeAt(at + 1) : 0;
      if (!(next >= 0xdc00 && next <= 0xdfff)) {
        throw new EncodeError(
          `string has a lone surrogate at index "${at}"; pass well-formed text`,
        );
      }
      length += 2;
      at += 1;
    }
  }
  return length;
}

/** Writes a well-formed text at `start`; the array must have the room for its `utf8Length`. */
export function encodeUtf8(text: string, bytes: Uint8Array, start: number): void {
  let to = start;
  for (let at = 0; at < text.length; at += 1) {
    let code = text.charCodeAt(at);
    if (code < 0x80) {
      bytes[to++] = code;
      continue;
    }
    if (code < 0x800) {
      bytes[to++] = 0xc0 | (code >> 6);
    } else {
      if (code >= 0xd800 && code <= 0xdbff) {
        at += 1;
        code = 0x10000 + ((code - 0xd800) << 10) + (text.charCodeAt(at) - 0xdc00);
        bytes[to++] = 0xf0 | (code >> 18);
        bytes[to++] = 0x80 | ((code >> 12) & 0x3f);
      } else {
        bytes[to++] = 0xe0 | (code >> 12);
      }
      bytes[to++] = 0x80 | ((code >> 6) & 0x3f);
    }
    bytes[to++] = 0x80 | (code & 0x3f);
  }
}

function units(codes: Uint8Array | number[]): string {
  return String.fromCharCode.apply(null, codes as number[]);
}

function decodeSlowly(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let codes: number[] = [];
  let at = start;
  while (at < end) {
    const first = bytes[at]!;
    at += 1;
    if (first < 0x80) {
      codes.push(first);
    } else {
      const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
      if (first < 0xc2 || first > 0xf4 || at + more > end) throw invalid();
      let code = first & (0x3f >> more);
      for (let index = 0; index < more; index += 1) {
        const byte = bytes[at]!;
        if (byte >> 6 !== 2) throw invalid();
        code = (code << 6) | (byte & 0x3f);
        at += 1;
      }
      if (!isScalar(code, more)) throw invalid();
      if (code > 0xffff) {
        codes.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
      } else {
        codes.push(code);
      }
    }
    if (codes.length >= CHUNK) {
      text += units(codes);
      codes = [];
    }
  }
  return text + units(codes);
}

/** Whether a code point that took `more` continuation bytes is a scalar value in its shortest form. */
function isScalar(code: number, more: number): boolean {
  if (code >= 0xd800 && code <= 0xdfff) return false;
  return code <= 0x10ffff && code >= (more === 1 ? 0x80 : more === 2 ? 0x800 : 0x10000);
}

function invalid(): DecodeError {
  return new DecodeError('string is not valid UTF-8; encode it as UTF-8');
}
