import { JsonValue, parseJson, Request, Response, URLSearchParams } from '@org/assemblyscript-sdk';
import { FieldError, fieldProblem, problem } from './problem';

/** What a visitor writes. */
@final
export class Signature {
  name: string = '';
  message: string = '';
}

/** A signature, or the answer that says what is wrong with it. */
@final
export class ReadSignature {
  signature: Signature = new Signature();
  problem: Response | null = null;
}

const mostName = 60;
const mostMessage = 500;
const mostBytes = 16 * 1024;
const formType = 'application/x-www-form-urlencoded';

/** Reads a signature from the body of a request: JSON, or a form as browsers send it. */
export function readSignature(request: Request): ReadSignature {
  const length = request.headers.get('content-length');
  if (length !== null && I32.parseInt(length) > mostBytes) return tooLarge();
  const text = request.text().expect('read the body');
  if (text.length > mostBytes) return tooLarge();
  return parseBody(text, contentTypeOf(request));
}

/** Whether the body is a form that a browser sent by itself, without a script. */
export function isForm(request: Request): bool {
  return contentTypeOf(request).startsWith(formType);
}

function contentTypeOf(request: Request): string {
  const type = request.headers.get('content-type');
  return type === null ? '' : type;
}

function tooLarge(): ReadSignature {
  return refused(problem(413, 'a signature has at most ' + mostBytes.toString() + ' bytes'));
}

function refused(answer: Response): ReadSignature {
  return { signature: new Signature(), problem: answer };
}

function parseBody(text: string, contentType: string): ReadSignature {
  const type = contentType.split(';')[0].trim().toLowerCase();
  if (type == formType) {
    const form = new URLSearchParams(text);
    return checkSignature(form.get('name'), form.get('message'));
  }
  if (type != 'application/json') {
    const wanted = 'application/json or application/x-www-form-urlencoded';
    const detail = 'send ' + wanted + ', not "' + contentType + '"';
    return refused(problem(415, detail, 'accept', wanted));
  }
  const value = parseJson<JsonValue>(text);
  if (value.isErr) return refused(problem(400, 'the body is not valid JSON'));
  if (!value.value.isObject) {
    return refused(problem(400, 'the body is not a JSON object with "name" and "message"'));
  }
  return checkSignature(textOf(value.value, 'name'), textOf(value.value, 'message'));
}

/** The text of a field; null where there is none, or something else. */
function textOf(object: JsonValue, field: string): string | null {
  const value = object.get(field);
  return value !== null && value.isText ? value.asText : null;
}

function checkSignature(name: string | null, message: string | null): ReadSignature {
  const errors: FieldError[] = [];
  const signature: Signature = {
    name: withSingleSpaces(checkText('name', name, mostName, errors)),
    message: checkText('message', message, mostMessage, errors),
  };
  if (errors.length > 0) return refused(fieldProblem(errors));
  return { signature, problem: null };
}

function checkText(field: string, value: string | null, most: i32, errors: FieldError[]): string {
  if (value === null) {
    errors.push({ field, detail: 'has to be a text' });
    return '';
  }
  const text = withoutControls(value.replaceAll('\r\n', '\n')).trim();
  const length = text.length;
  if (length == 0) errors.push({ field, detail: 'is empty' });
  else if (length > most) {
    const detail = 'has ' + length.toString() + ' characters; ' + most.toString() + ' at most';
    errors.push({ field, detail });
  }
  return text;
}

/** The text with a space for each control character other than a line break. */
function withoutControls(text: string): string {
  let made = '';
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit == 10 || (unit >= 32 && unit < 127) || unit > 159) continue;
    made += text.substring(start, index) + ' ';
    start = index + 1;
  }
  return made + text.substring(start);
}

/** The text with one space for each run of white space. */
function withSingleSpaces(text: string): string {
  let made = '';
  let wasSpace = false;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const isSpace = character.trim().length == 0;
    if (!isSpace) made += character;
    else if (!wasSpace) made += ' ';
    wasSpace = isSpace;
  }
  return made;
}
