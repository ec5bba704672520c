import { sequenceLength, textCodec } from './utf8.js';
import { bytesOf, type BufferSource } from './buffer-source.js';

/** Options of a `TextDecoder`. */
export interface TextDecoderOptions {
  /** Whether malformed input throws instead of becoming U+FFFD. */
  fatal?: boolean;
  /** Whether a byte order mark stays in the text. */
  ignoreBOM?: boolean;
}

/** Options of one `decode` call. */
export interface TextDecodeOptions {
  /** Whether more of the same text follows. */
  stream?: boolean;
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const LABELS: Readonly<Record<Encoding, string>> = {
  'utf-8': 'unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8',
  'utf-16le': 'csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le utf16le',
  'utf-16be': 'unicodefffe utf-16be',
  'windows-1252':
    'ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252',
};

/** What windows-1252 has in the place of the C1 controls. */
const WINDOWS_1252 =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

const NOTHING = new Uint8Array(0);

/** Turns bytes into text: UTF-8, UTF-16 and windows-1252 (which `latin1` and `ascii` mean). */
export class TextDecoder {
  readonly #encoding: Encoding;
  readonly #fatal: boolean;
  readonly #ignoreBom: boolean;
  #rest: Uint8Array = NOTHING;
  #started = false;

  /** @throws RangeError where the label is not one of the supported encodings */
  constructor(label = 'utf-8', options: TextDecoderOptions = {}) {
    this.#encoding = encodingOf(`${label}`);
    this.#fatal = Boolean(options.fatal);
    this.#ignoreBom = Boolean(options.ignoreBOM);
  }

  /** Name of the encoding, in lower case. */
  get encoding(): string {
    return this.#encoding;
  }

  /** Whether malformed input throws. */
  get fatal(): boolean {
    return this.#fatal;
  }

  /** Whether a byte order mark stays in the text. */
  get ignoreBOM(): boolean {
    return this.#ignoreBom;
  }

  /**
   * The text of some bytes; with `stream`, a character that is cut off waits for the next call.
   *
   * @throws TypeError where `fatal` is set and the bytes are malformed
   */
  decode(input?: BufferSource, options?: TextDecodeOptions): string {
    let bytes = input === undefined ? NOTHING : bytesOf(input);
    if (this.#rest.length > 0) bytes = join(this.#rest, bytes);
    const more = Boolean(options?.stream);
    const end = more ? completeEnd(this.#encoding, bytes) : bytes.length;
    this.#rest = end < bytes.length ? bytes.slice(end) : NOTHING;
    const text = this.#convert(end < bytes.length ? bytes.subarray(0, end) : bytes);
    const first = !this.#started;
    this.#started = more && (this.#started || text !== '');
    const marked = first && !this.#ignoreBom && text.charCodeAt(0) === 0xfeff;
    return marked && this.#encoding !== 'windows-1252' ? text.slice(1) : text;
  }

  #convert(bytes: Uint8Array): string {
    if (this.#encoding === 'windows-1252') {
      return textCodec
        .decodeLatin1(bytes)
        .replace(/[\x80-\x9f]/g, (unit) => WINDOWS_1252[unit.charCodeAt(0) - 0x80]!);
    }
    const text =
      this.#encoding === 'utf-8'
        ? textCodec.decodeUtf8Strict(bytes)
        : decodeUtf16(bytes, this.#encoding === 'utf-16be');
    if (text !== undefined) return text;
    if (this.#fatal) {
      this.#rest = NOTHING;
      this.#started = false;
      throw new TypeError(`the bytes are not valid ${this.#encoding}`);
    }
    return this.#encoding === 'utf-8'
      ? textCodec.decodeUtf8(bytes)
      : decodeUtf16Lossy(bytes, this.#encoding === 'utf-16be');
  }

  get [Symbol.toStringTag](): string {
    return 'TextDecoder';
  }
}

function encodingOf(label: string): Encoding {
  const wanted = label.replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '').toLowerCase();
  for (const name in LABELS) {
    if (LABELS[name as Encoding].split(' ').includes(wanted)) return name as Encoding;
  }
  throw new RangeError(`the encoding "${label}" is not supported`);
}

function join(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const joined = new Uint8Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
}

/** Where the last complete character ends. */
function completeEnd(encoding: Encoding, bytes: Uint8Array): number {
  const length = bytes.length;
  if (encoding === 'windows-1252') return length;
  if (encoding !== 'utf-8') {
    const even = length & ~1;
    if (even < 2) return even;
    const high = encoding === 'utf-16le' ? bytes[even - 1]! : bytes[even - 2]!;
    return (high & 0xfc) === 0xd8 ? even - 2 : even;
  }
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    return sequenceLength(byte) > back && isPrefix(bytes.subarray(length - back))
      ? length - back
      : length;
  }
  return length;
}

/** Whether a cut-off sequence can still become a character. */
function isPrefix(bytes: Uint8Array): boolean {
  const second = bytes[1];
  if (second === undefined) return true;
  const lead = bytes[0]!;
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second <= 0x9f;
  if (lead === 0xf0) return second >= 0x90;
  return lead !== 0xf4 || second <= 0x8f;
}

function decodeUtf16(bytes: Uint8Array, bigEndian: boolean): string | undefined {
  if (bytes.length % 2 !== 0) return undefined;
  const text = utf16Units(bytes, bigEndian);
  return text.isWellFormed() ? text : undefined;
}

function decodeUtf16Lossy(bytes: Uint8Array, bigEndian: boolean): string {
  const even = bytes.subarray(0, bytes.length & ~1);
  const text = utf16Units(even, bigEndian).toWellFormed();
  return even.length < bytes.length && !endsInHighSurrogate(even, bigEndian)
    ? `${text}\ufffd`
    : text;
}

/** A lone high surrogate and a lone byte at the end are one mistake. */
function endsInHighSurrogate(bytes: Uint8Array, bigEndian: boolean): boolean {
  const high = bytes[bigEndian ? bytes.length - 2 : bytes.length - 1];
  return high !== undefined && (high & 0xfc) === 0xd8;
}

function utf16Units(bytes: Uint8Array, bigEndian: boolean): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8192) {
    const units: number[] = [];
    for (let index = start; index < Math.min(start + 8192, bytes.length); index += 2) {
      const first = bytes[index]!;
      const second = bytes[index + 1]!;
      units.push(bigEndian ? (first << 8) | second : (second << 8) | first);
    }
    text += String.fromCharCode(...units);
  }
  return text;
}
