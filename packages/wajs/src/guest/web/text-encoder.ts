import { textCodec } from './utf8.js';

/** Turns text into UTF-8 bytes. */
export class TextEncoder {
  /** Always `utf-8`. */
  get encoding(): 'utf-8' {
    return 'utf-8';
  }

  /** The UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
  encode(input = ''): Uint8Array<ArrayBuffer> {
    return textCodec.encodeUtf8(`${input}`);
  }

  /** Writes as many whole characters as fit and says how far it came. */
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number } {
    const text = `${source}`;
    let bytes = textCodec.encodeUtf8(text);
    let read = text.length;
    if (bytes.length > destination.length) {
      let end = destination.length;
      while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
      bytes = bytes.subarray(0, end);
      read = textCodec.decodeUtf8(bytes).length;
    }
    destination.set(bytes);
    return { read, written: bytes.length };
  }

  get [Symbol.toStringTag](): string {
    return 'TextEncoder';
  }
}
