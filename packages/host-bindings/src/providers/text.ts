import { HostError } from '../contract/errors.js';

/** Longest text that is looked at character by character. */
const shortText = 64;
const loneSurrogate = /[\uD800-\uDFFF]/u;

/**
 * Refuses text that has no UTF-8: a lone surrogate would be stored as U+FFFD and alias another key.
 *
 * @throws {HostError} `invalid`, naming the argument.
 */
export function assertWellFormed(what: string, text: string): void {
  if (loneSurrogate.test(text)) {
    throw new HostError(
      'invalid',
      `the ${what} holds half of a surrogate pair: use whole characters`,
    );
  }
}

/** Length of a text in bytes of its UTF-8. */
export function utf8Length(text: string): number {
  if (text.length > shortText) return Buffer.byteLength(text);
  // For a short ASCII text the call into the engine costs more than the look.
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0x7f) return Buffer.byteLength(text);
  }
  return text.length;
}

/** Order of two well-formed texts by the bytes of their UTF-8, which is the order of their code points. */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** UTF-16 puts surrogates below U+E000 to U+FFFF, UTF-8 puts what they stand for above. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
