import type { Header } from './gen/http.js';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Fields that belong to one connection or to the framing of one message: the host's alone. */
const framingFields = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Whether a text is a field name (RFC 9110, section 5.1). */
export function isFieldName(name: string): boolean {
  return token.test(name);
}

/** Whether a field, by its name in lower case, frames the message and so belongs to the host. */
export function isFramingField(name: string): boolean {
  return framingFields.has(name);
}

/** A field value as text, a character for each byte; undefined where a byte would end or split the field. */
export function decodeFieldValue(value: Uint8Array): string | undefined {
  for (let i = 0; i < value.length; i++) {
    const byte = value[i]!;
    if ((byte < 0x20 && byte !== 0x09) || byte === 0x7f) return undefined;
  }
  return Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1');
}

/** The bytes of a field value that Node received as text, a character for each byte. */
export function encodeFieldValue(value: string): Uint8Array {
  return Buffer.from(value, 'latin1');
}

/** A header field of a text value. */
export function createHeader(name: string, value: string): Header {
  return { name, value: encodeFieldValue(value) };
}
