import { ValueWriter } from '../codegen-v1/index.js';
import { writeResponse } from '../gen/http.js';
import { Body } from '../web/body.js';
import { Headers } from '../web/headers.js';
import { Response } from '../web/response.js';
import { isAscii, textCodec } from '../web/utf8.js';
import { sendResponse } from './send-response.js';
import type { Task } from './tasks.js';

/** A result of `http-handler.handle`, as the ring carries it. */
export interface EncodedResponse {
  readonly output: Uint8Array;
  /** Contents of its strings: the names of its header fields. */
  readonly text: string;
}

/** What stands for most: answers in plain text, and JSON, without other headers. */
const typed = new Map<string, string>();

/**
 * Encodes a response, as the emitted `writeResponse` does behind the case of a result. What is whole is
 * put together as one text of octets, which is then converted natively: in the interpreter that takes
 * a tenth of writing value by value.
 *
 * @throws TypeError for `Response.error()`
 */
export function encodeResponse(response: Response, task: Task): EncodedResponse {
  const { status, headers, contentType, received, type } = Response.parts(response);
  const isOurs = (received === undefined || headers !== undefined) && type !== 'error';
  const content = isOurs ? Body.takeWhole(response) : undefined;
  if (content === undefined) return encodeRecord(response, task);
  let names = '';
  let head = `\0${number(status)}`;
  if (headers !== undefined) {
    const flat = Headers.wire(headers);
    head += number(flat.length >> 1);
    for (let index = 0; index < flat.length; index += 2) {
      const name = flat[index]!;
      const value = flat[index + 1]!;
      names += name;
      head += number(name.length) + number(value.length) + value;
    }
  } else if (contentType === null) {
    head += '\0';
  } else {
    names = 'content-type';
    head += typed.get(contentType) ?? fieldOf(contentType);
  }
  if (content === null) return { output: textCodec.encodeLatin1(`${head}\0`), text: names };
  head += '\x01';
  if (typeof content === 'string') {
    const units = isAscii(content) ? content : textCodec.utf8Units(content);
    const output = textCodec.encodeLatin1(head + number(units.length) + units);
    return { output, text: names };
  }
  const start = textCodec.encodeLatin1(head + number(content.length));
  const output = new Uint8Array(start.length + content.length);
  output.set(start);
  output.set(content, start.length);
  return { output, text: names };
}

/** What is not whole, or not ours: value by value. */
function encodeRecord(response: Response, task: Task): EncodedResponse {
  const record = sendResponse(response, task);
  const writer = new ValueWriter(0);
  writer.discriminant(0);
  writeResponse(writer, record);
  return { output: writer.finish(), text: writer.text };
}

/** The list of the one field `content-type`, without the name. */
function fieldOf(type: string): string {
  return `\x01${number('content-type'.length)}${number(type.length)}${type}`;
}

const small = Array.from({ length: 128 }, (_, value) => String.fromCharCode(value));

/** A number in LEB128, as octets. */
function number(value: number): string {
  if (value < 128) return small[value]!;
  return String.fromCharCode((value & 0x7f) | 0x80) + number(value >>> 7);
}

for (const type of ['text/plain;charset=UTF-8', 'application/json']) typed.set(type, fieldOf(type));
