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

function codeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
