import { textCodec } from '../utf8.js';

/** A set of characters that a part of a URL percent-encodes. */
export interface PercentSet {
  /** Matches where there is something to encode. */
  readonly some: RegExp;
  /** Matches each run of what is to be encoded. */
  readonly runs: RegExp;
}

/** Makes a set from the characters that are *not* in it, as a regular expression's class has them. */
function setOfAllBut(characters: string): PercentSet {
  return { some: new RegExp(`[^${characters}]`), runs: new RegExp(`[^${characters}]+`, 'g') };
}

// https://url.spec.whatwg.org/#percent-encoded-bytes; what is over `~` is in each of them.

/** For fragments. */
export const FRAGMENT = setOfAllBut('!#-;=?-_a-~');
/** For the query of a scheme that is not special. */
export const QUERY = setOfAllBut('!$-;=?-~');
/** For the query of a special scheme. */
export const SPECIAL_QUERY = setOfAllBut('!$-&(-;=?-~');
/** For paths. */
export const PATH = setOfAllBut('!$-;=@-\\]_a-z|~');
/** For user names and passwords. */
export const USERINFO = setOfAllBut('!$-.0-9A-Z_a-z~');
/** For hosts of schemes that are not special, and opaque paths: controls and what is not ASCII. */
export const CONTROL = setOfAllBut(' -~');

/** Percent-encodes the UTF-8 bytes of what is in a set. */
export function percentEncode(text: string, set: PercentSet): string {
  if (!set.some.test(text)) return text;
  return text.toWellFormed().replace(set.runs, (run) => {
    let encoded = '';
    for (const byte of textCodec.encodeUtf8(run)) encoded += hexOf(byte);
    return encoded;
  });
}

/** Replaces each `%` and two hex digits by the byte, and reads the bytes as UTF-8. */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray `%` or bytes that are not UTF-8: below, where neither is a mistake.
  }
  const units = textCodec.decodeLatin1(textCodec.encodeUtf8(text));
  const decoded = units.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return textCodec.decodeUtf8(textCodec.encodeLatin1(decoded));
}

/** A byte as `%` and two upper-case hex digits. */
function hexOf(byte: number): string {
  return byte < 16 ? `%0${byte.toString(16).toUpperCase()}` : `%${byte.toString(16).toUpperCase()}`;
}
