/**
 * What must not reach a terminal or a log reader as it is: C0 and C1 controls, DEL, line and paragraph
 * separators, marks and overrides of writing direction, and lone surrogates.
 */
const unsafe =
  // oxlint-disable-next-line no-control-regex -- control characters are what this finds
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text with every unsafe character written as an escape. Idempotent on what is safe. */
export function escapeControls(text: string): string {
  return text.replace(unsafe, (character) => short[character] ?? codeEscape(character));
}

/** A text as a JSON string of safe characters. */
export function quoteSafely(text: string): string {
  return escapeControls(JSON.stringify(text));
}

/** The longest start of a text that takes no more than some bytes of UTF-8. */
export function clipUtf8(text: string, bytes: number): string {
  if (text.length * 3 <= bytes || Buffer.byteLength(text) <= bytes) return text;
  const clipped = Buffer.from(text.slice(0, bytes)).subarray(0, bytes);
  let end = clipped.length;
  // Step back over a character that was cut, from its first byte on.
  let start = end - 1;
  while (start >= 0 && (clipped[start]! & 0xc0) === 0x80) start--;
  const first = clipped[start] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (start + length > end) end = start;
  return clipped.toString('utf8', 0, end);
}

function codeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
