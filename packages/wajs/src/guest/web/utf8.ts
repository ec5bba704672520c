/** The engine's own conversions between text and bytes, where it has them. */
export interface NativeBase64 {
  /** Text of code units 0 to 255 to base64. */
  encode(text: string): string;
  /** Base64 to text of code units 0 to 255. */
  decode(base64: string): string;
  /** Base64 to bytes. */
  toBytes(base64: string): Uint8Array<ArrayBuffer>;
  /** Bytes to base64. */
  fromBytes(bytes: Uint8Array): string;
}

/** UTF-8 and Latin-1 in both directions. */
export interface TextCodec {
  /** UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
  encodeUtf8(text: string): Uint8Array<ArrayBuffer>;
  /** Text of UTF-8 bytes; malformed sequences become U+FFFD. A byte order mark is kept. */
  decodeUtf8(bytes: Uint8Array): string;
  /** Text of UTF-8 bytes. A byte order mark is kept. Undefined where the bytes are malformed. */
  decodeUtf8Strict(bytes: Uint8Array): string | undefined;
  /** The same bytes, as code units. */
  utf8Units(text: string): string;
  /** One byte for each code unit, of which none may be over 255. */
  encodeLatin1(text: string): Uint8Array<ArrayBuffer>;
  /** One code unit for each byte. */
  decodeLatin1(bytes: Uint8Array): string;
}

const NOT_ASCII = /[^\0-\x7f]/;
const ALL_ASCII = /^[\0-\x7f]*$/;

/** Whether a text has nothing but ASCII. */
export function isAscii(text: string): boolean {
  // QuickJS takes 9 ns a character for the second expression and 15 for the first, which begins faster.
  return text.length < 32 ? !NOT_ASCII.test(text) : ALL_ASCII.test(text);
}

/**
 * Makes the codec. In QuickJS a step of a loop over characters costs 80 to 100 ns, while base64 and
 * URI escapes are written in C and cost 3 to 20 ns a character: so text goes through them.
 */
export function createTextCodec(native: NativeBase64 | undefined): TextCodec {
  const encodeLatin1 = native
    ? (text: string): Uint8Array<ArrayBuffer> => native.toBytes(native.encode(text))
    : encodeUnits;
  const decodeLatin1 = native
    ? (bytes: Uint8Array): string => native.decode(native.fromBytes(bytes))
    : decodeUnits;
  const decodeUtf8Strict = (bytes: Uint8Array): string | undefined => {
    if (bytes.length === 0) return '';
    const units = decodeLatin1(bytes);
    if (isAscii(units)) return units;
    try {
      return decodeURIComponent(escape(units));
    } catch {
      return undefined;
    }
  };
  return {
    encodeLatin1,
    decodeLatin1,
    decodeUtf8Strict,
    encodeUtf8(text) {
      if (text === '') return new Uint8Array(0);
      return encodeLatin1(isAscii(text) ? text : utf8Units(text));
    },
    utf8Units,
    decodeUtf8(bytes) {
      return decodeUtf8Strict(bytes) ?? decodeLossy(bytes);
    },
  };
}

function utf8Units(text: string): string {
  return unescape(encodeURIComponent(text.toWellFormed()));
}

function encodeUnits(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

function decodeUnits(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return text;
}

/** The WHATWG UTF-8 decoder in its replacement mode: one U+FFFD for each maximal subpart. */
function decodeLossy(bytes: Uint8Array): string {
  let text = '';
  let index = 0;
  while (index < bytes.length) {
    const lead = bytes[index++]!;
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      continue;
    }
    const length = sequenceLength(lead);
    let point = length === 2 ? lead & 0x1f : length === 3 ? lead & 0x0f : lead & 0x07;
    let wanted = length - 1;
    let lower = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    let upper = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    while (wanted > 0 && index < bytes.length) {
      const next = bytes[index]!;
      if (next < lower || next > upper) break;
      lower = 0x80;
      upper = 0xbf;
      point = (point << 6) | (next & 0x3f);
      wanted--;
      index++;
    }
    text += length === 0 || wanted > 0 ? '\ufffd' : String.fromCodePoint(point);
  }
  return text;
}

/** Bytes of a sequence by its first byte; 0 where no sequence starts with it. */
export function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

interface Base64Bytes {
  fromBase64?(text: string): Uint8Array<ArrayBuffer>;
}

interface Base64Target {
  toBase64?(): string;
}

function findNative(): NativeBase64 | undefined {
  const constructor = Uint8Array as unknown as Base64Bytes;
  const prototype = Uint8Array.prototype as unknown as Base64Target;
  if (!constructor.fromBase64 || !prototype.toBase64) return undefined;
  if (typeof btoa !== 'function' || typeof atob !== 'function') return undefined;
  return {
    encode: btoa,
    decode: atob,
    toBytes: (base64) => constructor.fromBase64!(base64),
    fromBytes: (bytes) => (bytes as Base64Target).toBase64!(),
  };
}

/** The codec that everything here uses. */
export const textCodec: TextCodec = createTextCodec(findNative());
