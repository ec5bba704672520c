import type { ExchangeRequest, ExchangeResponse } from './http-exchange.js';

/** UTF-8 of a text. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Header field of JSON. */
export const json = { 'content-type': 'application/json' };
const problemType = { 'content-type': 'application/problem+json' };
/** Header field of a form. */
export const form = { 'content-type': 'application/x-www-form-urlencoded' };
/** Media types that can be signed with. */
export const wanted = 'application/json or application/x-www-form-urlencoded';

interface ProblemParts {
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
  readonly headers?: Readonly<Record<string, string>>;
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
};

/** The answer to a request that is wrong. */
export function problem({ status, detail, errors, headers }: ProblemParts): ExchangeResponse {
  const body = JSON.stringify({ title: titles[status], status, detail, errors });
  return { status, headers: { ...headers, ...problemType }, body };
}

/** An answer of JSON. */
export const answer = (value: unknown, status = 200): ExchangeResponse => ({
  status,
  headers: json,
  body: JSON.stringify(value),
});

/** An entry as it comes back, with its chance taken out. */
export const entry = (name: string, message: string): object => ({
  id: '<id>',
  name,
  message,
  at: '<at>',
});

/** A request that signs, or tries to. */
export const post = (
  body: NonNullable<ExchangeRequest['body']>,
  headers: ExchangeRequest['headers'] = json,
): ExchangeRequest => ({ method: 'POST', path: '/api/entries', headers, body });
