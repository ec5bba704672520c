import { DecodeError, EncodeError } from './errors.js';
import { joinBytes } from './short-text.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Up to this many bytes a loop over char codes beats TextDecoder and TextEncoder. */
const SHORT = 32;

/**
 * Text of the UTF-8 bytes from `start` to `end`, which must lie inside the array.
 * @throws DecodeError when they are not UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= SHORT) {
    const text = joinBytes(bytes, start, end, 0x80);
    if (text !== undefined) return text;
  }
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch (cause) {
    throw new DecodeError('string is not valid UTF-8; encode it as UTF-8', { cause });
  }
}

/**
 * Number of bytes that a text takes as UTF-8.
 * @throws EncodeError when it has a lone surrogate.
 */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    if (code < 0x800) length += 1;
    else if (code < 0xd800 || code > 0xdfff) length += 2;
    else {
      const next = code < 0xdc00 ? text.charCodeAt(at + 1) : 0;
      if (!(next >= 0xdc00 && next <= 0xdfff)) throw loneSurrogate(at);
      length += 2;
      at += 1;
    }
  }
  return length;
}

/** Writes a text whose `utf8Length` is `length` at `start`; the array must have the room. */
export function encodeUtf8(text: string, length: number, bytes: Uint8Array, start: number): void {
  if (length === text.length && length <= SHORT) {
    for (let at = 0; at < length; at += 1) bytes[start + at] = text.charCodeAt(at);
  } else {
    encoder.encodeInto(text, bytes.subarray(start, start + length));
  }
}

/** The error for a text that no encoding of Unicode can carry. */
export function loneSurrogate(at: number): EncodeError {
  return new EncodeError(`string has a lone surrogate at index "${at}"; pass well-formed text`);
}

/**
 * The code point of a one-character string.
 * @throws EncodeError when the string is not exactly one Unicode scalar value.
 */
export function codePointOf(char: string): number {
  const code = char.codePointAt(0);
  if (code === undefined || char.length !== (code > 0xffff ? 2 : 1) || isSurrogate(code)) {
    throw new EncodeError(
      `${JSON.stringify(char)} is not one character; pass one Unicode scalar value`,
    );
  }
  return code;
}

/**
 * The one-character string of a code point.
 * @throws DecodeError when it is not a Unicode scalar value.
 */
export function charOf(code: number): string {
  if (code > 0x10ffff || isSurrogate(code)) {
    throw new DecodeError(`"${code}" is not a Unicode scalar value; pass one below 0x110000`);
  }
  return String.fromCodePoint(code);
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
