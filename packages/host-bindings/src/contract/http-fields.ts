import { joinBytes } from '../codegen-v1/short-text.js';
import type { Header } from './gen/http.js';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Up to this many characters a loop beats TextDecoder and TextEncoder, which longer ASCII goes through. */
const shortValue = 48;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

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
  let bits = 0;
  for (let i = 0; i < value.length; i++) {
    const byte = value[i]!;
    if ((byte < 0x20 && byte !== 0x09) || byte === 0x7f) return undefined;
    bits |= byte;
  }
  if (value.length > shortValue && bits < 0x80) return decoder.decode(value);
  return joinBytes(value, 0, value.length);
}

/** The bytes of a field value that was received as text, a character for each byte. */
export function encodeFieldValue(value: string): Uint8Array {
  if (value.length > shortValue) {
    const bytes = encoder.encode(value);
    if (bytes.length === value.length) return bytes;
  }
  const bytes = new Uint8Array(value.length);
  for (let i = 0; i < value.length; i++) bytes[i] = value.charCodeAt(i);
  return bytes;
}

/** A header field of a text value. */
export function createHeader(name: string, value: string): Header {
  return { name, value: encodeFieldValue(value) };
}
