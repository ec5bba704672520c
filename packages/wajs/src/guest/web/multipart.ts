import { concatenate, File } from './blob.js';
import { FormData } from './form-data.js';
import { textCodec } from './utf8.js';

// RFC 7578, as browsers write it: https://html.spec.whatwg.org/#multipart-form-data

/** The bytes of a form. The boundary must not occur in them. */
export function renderMultipart(form: FormData, boundary: string): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  for (const [name, value] of form) {
    const field = `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"`;
    if (typeof value === 'string') {
      const text = value.replace(/\r\n|\r|\n/g, '\r\n');
      chunks.push(textCodec.encodeUtf8(`${field}\r\n\r\n${text}\r\n`));
      continue;
    }
    const type = value.type || 'application/octet-stream';
    const head = `${field}; filename="${escapeName(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`;
    chunks.push(textCodec.encodeUtf8(head), File.view(value), textCodec.encodeUtf8('\r\n'));
  }
  chunks.push(textCodec.encodeUtf8(`--${boundary}--\r\n`));
  return concatenate(chunks);
}

/**
 * The form in some bytes.
 *
 * @throws TypeError where they are no multipart form of this boundary
 */
export function parseMultipart(bytes: Uint8Array, boundary: string): FormData {
  const form = new FormData();
  // As Latin-1 text, offsets are those of the bytes and searching is native.
  const text = textCodec.decodeLatin1(bytes);
  const mark = `--${boundary}`;
  let at = text.startsWith(mark) ? 0 : text.indexOf(`\r\n${mark}`) + 2;
  if (at < 2 && !text.startsWith(mark)) throw malformed('its boundary does not occur');
  for (;;) {
    at += mark.length;
    if (text.startsWith('--', at)) return form;
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd < 0 || text.slice(at, lineEnd).trim() !== '') throw malformed('a part is cut off');
    // From the line's own end, so that a part without headers is found.
    const headEnd = text.indexOf('\r\n\r\n', lineEnd);
    const end = text.indexOf(`\r\n${mark}`, Math.max(headEnd + 2, lineEnd));
    if (headEnd < 0 || end < 0 || end < headEnd) throw malformed('a part is cut off');
    const head = textCodec.decodeUtf8(bytes.subarray(lineEnd + 2, Math.max(headEnd, lineEnd + 2)));
    appendPart(form, head, bytes.subarray(headEnd + 4, Math.max(end, headEnd + 4)));
    at = end + 2;
  }
}

function appendPart(form: FormData, head: string, content: Uint8Array): void {
  const fields = head.split('\r\n');
  const disposition = fields.find((field) => /^content-disposition:/i.test(field));
  const name = disposition && parameterOf(disposition, 'name');
  if (name === undefined || !/^[^:]*:\s*form-data\s*(?:;|$)/i.test(disposition!)) {
    throw malformed('a part has no name');
  }
  const filename = parameterOf(disposition!, 'filename');
  if (filename === undefined) {
    form.append(name, textCodec.decodeUtf8(content));
    return;
  }
  const type = fields.find((field) => /^content-type:/i.test(field));
  const given = type ? type.slice(type.indexOf(':') + 1).trim() : 'text/plain';
  form.append(name, new File([content], filename, { type: given }));
}

function parameterOf(disposition: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(disposition);
  const value = match?.[1] ?? match?.[2];
  return value?.replace(/%0A/gi, '\n').replace(/%0D/gi, '\r').replace(/%22/g, '"');
}

function escapeName(name: string): string {
  return name
    .replace(/\r\n|\r|\n/g, '\r\n')
    .replace(/[\r\n"]/g, (character) =>
      character === '"' ? '%22' : character === '\n' ? '%0A' : '%0D',
    );
}

function malformed(why: string): TypeError {
  return new TypeError(`the body is no multipart form: ${why}`);
}
