import { escapeControls } from '../escape-controls.js';

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
