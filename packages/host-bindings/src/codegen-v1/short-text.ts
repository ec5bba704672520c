const join = String.fromCharCode;

/**
 * The text of single-byte characters; undefined where one is not below `limit`. For short ones: several
 * characters at a time cost as much as one.
 */
export function joinBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  limit = 0x100,
): string | undefined {
  let text = '';
  let bits = 0;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const [a, b, c, d] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!];
    const [e, f, g, h] = [bytes[at + 4]!, bytes[at + 5]!, bytes[at + 6]!, bytes[at + 7]!];
    bits |= a | b | c | d | e | f | g | h;
    text += join(a, b, c, d, e, f, g, h);
  }
  if (at + 4 <= end) {
    const [a, b, c, d] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!];
    bits |= a | b | c | d;
    text += join(a, b, c, d);
    at += 4;
  }
  for (; at < end; at += 1) {
    bits |= bytes[at]!;
    text += join(bytes[at]!);
  }
  return bits < limit ? text : undefined;
}

/** The text of UTF-16 code units; undefined where one may be a surrogate. For short ones, too. */
export function joinUnits(view: DataView, start: number, units: number): string | undefined {
  let text = '';
  let bits = 0;
  let at = start;
  const end = start + units * 2;
  for (; at + 16 <= end; at += 16) {
    const a = view.getUint16(at, true);
    const b = view.getUint16(at + 2, true);
    const c = view.getUint16(at + 4, true);
    const d = view.getUint16(at + 6, true);
    const e = view.getUint16(at + 8, true);
    const f = view.getUint16(at + 10, true);
    const g = view.getUint16(at + 12, true);
    const h = view.getUint16(at + 14, true);
    bits |= a | b | c | d | e | f | g | h;
    text += join(a, b, c, d, e, f, g, h);
  }
  if (at + 8 <= end) {
    const a = view.getUint16(at, true);
    const b = view.getUint16(at + 2, true);
    const c = view.getUint16(at + 4, true);
    const d = view.getUint16(at + 6, true);
    bits |= a | b | c | d;
    text += join(a, b, c, d);
    at += 8;
  }
  for (; at < end; at += 2) {
    const unit = view.getUint16(at, true);
    bits |= unit;
    text += join(unit);
  }
  return bits < 0xd800 ? text : undefined;
}

/** A text of its own: a slice would keep all of the text that it was cut from. */
export function copyText(text: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));
}
