import type { HandleOptions } from '@org/host-bindings';
import { expect } from 'vitest';

/** A request, and the response that the guest makes of it. */
export interface MessageCase {
  readonly title: string;
  readonly path: string;
  readonly init?: RequestInit;
  /** Content that comes in chunks, in the place of that of `init`. */
  readonly chunks?: readonly Uint8Array[];
  readonly options?: HandleOptions;
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    /** Bytes, each a character. */
    readonly body: unknown;
  };
  /** What the log says. */
  readonly log?: RegExp;
}

const text = { 'content-type': 'text/plain;charset=UTF-8' };
const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
const latin1 = (value: Uint8Array): string => String.fromCharCode(...value);

/** What the contract says of requests and responses. */
export const messageCases: readonly MessageCase[] = [
  {
    title: 'http has method, URL and header fields',
    path: '/a%20b/../c?q=%C3%BC+%26&q=2',
    init: {
      method: 'POST',
      body: 'request',
      headers: [
        ['X-One', '1'],
        ['x-many', 'a'],
        ['X-Many', 'b'],
        ['cookie', 'a=1; b=2'],
        ['x-latin', 'é'],
        ['content-type', 'x/y'],
      ],
    },
    response: {
      status: 200,
      headers: text,
      body: [
        'POST',
        '/c',
        'ü &',
        'content-type: x/y; cookie: a=1; b=2; x-latin: é; x-many: a, b; x-one: 1',
      ]
        .map(encodeURIComponent)
        .join(' '),
    },
  },
  {
    title: 'http carries every byte',
    path: '/echo',
    init: { method: 'PUT', body: bytes },
    response: { status: 200, headers: { 'content-type': 'x/y' }, body: latin1(bytes) },
  },
  {
    title: 'http carries an empty body',
    path: '/echo',
    init: { method: 'PUT', body: '' },
    response: { status: 200, headers: { 'content-type': 'x/y' }, body: '' },
  },
  {
    title: 'http carries a request without a body',
    path: '/echo',
    response: { status: 200, headers: { 'content-type': 'x/y' }, body: '' },
  },
  {
    title: 'http carries a streamed body',
    path: '/echo',
    init: { method: 'PUT' },
    chunks: [bytes, new Uint8Array(100_000), bytes],
    response: {
      status: 200,
      headers: { 'content-type': 'x/y' },
      body: latin1(bytes) + '\0'.repeat(100_000) + latin1(bytes),
    },
  },
  {
    title: 'http passes a body on',
    path: '/through',
    init: { method: 'PUT' },
    chunks: [bytes, bytes],
    response: { status: 202, headers: {}, body: latin1(bytes).repeat(2) },
  },
  {
    title: 'http has header fields as they are set',
    path: '/made',
    response: {
      status: 299,
      headers: {
        'set-cookie': ['a=1; Path=/', 'b="2, 3"'],
        vary: 'accept, origin',
        'x-empty': '',
        'x-latin': 'é',
        'x-name': 'value',
      },
      body: '',
    },
  },
  {
    title: 'http sends the client elsewhere',
    path: '/redirect',
    response: { status: 307, headers: { location: 'http://function.test/there?a=1' }, body: '' },
  },
  {
    title: 'http has the context of a request',
    path: '/',
    init: { method: 'POST', body: 'context' },
    options: { requestId: 'r-1', clientAddress: '192.0.2.1' },
    response: { status: 200, headers: text, body: 'r-1 192.0.2.1 true' },
  },
  {
    title: 'http has a context without an address',
    path: '/',
    init: { method: 'POST', body: 'context' },
    options: { requestId: 'r-2' },
    response: { status: 200, headers: text, body: 'r-2 - true' },
  },
  {
    title: 'a failure is for the log alone',
    path: '/throw',
    options: { requestId: 'r-3' },
    response: {
      status: 500,
      headers: { 'content-type': 'application/problem+json' },
      body: expect.stringMatching(/^(?!.*broke).*"requestId":"r-3"/),
    },
    log: /it broke/,
  },
];
