import type { Header } from '../gen/http.js';
import { Headers } from '../web/headers.js';
import { textCodec } from '../web/utf8.js';

/** Lists of the media type alone, which is all that most responses have. */
const typeOnly = new Map<string, Header[]>();

/** Header fields for the wire, in their order. */
export function sendHeaders(headers: Headers): Header[] {
  const flat = Headers.wire(headers);
  const fields: Header[] = [];
  for (let index = 0; index < flat.length; index += 2) {
    fields.push({ name: flat[index]!, value: textCodec.encodeLatin1(flat[index + 1]!) });
  }
  return fields;
}

/** The one field `content-type` for the wire. */
export function sendContentType(type: string | null): Header[] {
  if (type === null) return [];
  const known = typeOnly.get(type);
  if (known) return known;
  const fields = [{ name: 'content-type', value: textCodec.encodeLatin1(type) }];
  // Types with a boundary or other parameters of the moment are not worth keeping.
  if (typeOnly.size < 16 && type.length < 64) typeOnly.set(type, fields);
  return fields;
}

sendContentType('text/plain;charset=UTF-8');
sendContentType('application/json');
