import { Problem, type FieldError } from './problem.js';

/** What a visitor writes. */
export interface Signature {
  readonly name: string;
  readonly message: string;
}

const most = { name: 60, message: 500 };
const mostBytes = 16 * 1024;

/**
 * Reads a signature from the body of a request: JSON, or a form as browsers send it.
 * @throws {Problem} 400, 413 or 415, saying which field is wrong and why.
 */
export async function readSignature(request: Request): Promise<Signature> {
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) throw tooLarge();
  const text = await request.text();
  if (text.length > mostBytes) throw tooLarge();
  return checkSignature(parseBody(text, request.headers.get('content-type') ?? ''));
}

/** Whether the body is a form that a browser sent by itself, without a script. */
export function isForm(request: Request): boolean {
  return (request.headers.get('content-type') ?? '').startsWith(
    'application/x-www-form-urlencoded',
  );
}

function tooLarge(): Problem {
  return new Problem(413, `a signature has at most ${mostBytes} bytes`);
}

function parseBody(text: string, contentType: string): Record<string, unknown> {
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') {
    const form = new URLSearchParams(text);
    return { name: form.get('name'), message: form.get('message') };
  }
  if (type !== 'application/json') {
    const wanted = 'application/json or application/x-www-form-urlencoded';
    throw new Problem(415, `send ${wanted}, not "${contentType}"`, { headers: { accept: wanted } });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem(400, 'the body is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem(400, 'the body is not a JSON object with "name" and "message"');
  }
  return { ...value };
}

function checkSignature(body: Record<string, unknown>): Signature {
  const errors: FieldError[] = [];
  const name = checkText(body, 'name', errors).replaceAll(/\s+/g, ' ');
  const message = checkText(body, 'message', errors);
  if (errors.length > 0) {
    const fields = errors.map(({ field, detail }) => `"${field}" ${detail}`);
    throw new Problem(400, fields.join('; '), { errors });
  }
  return { name, message };
}

function checkText(
  body: Record<string, unknown>,
  field: keyof Signature,
  errors: FieldError[],
): string {
  const value = body[field];
  if (typeof value !== 'string') {
    errors.push({ field, detail: 'has to be a text' });
    return '';
  }
  const text = value
    .replaceAll('\r\n', '\n')
    .replaceAll(/(?!\n)\p{Cc}/gu, ' ')
    .trim();
  if (text === '') errors.push({ field, detail: 'is empty' });
  else if (text.length > most[field]) {
    errors.push({ field, detail: `has ${text.length} characters; ${most[field]} at most` });
  }
  return text;
}
