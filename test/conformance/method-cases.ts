import type { HostErrorCode } from '@org/host-bindings';
import type { RpcCallOptions } from '@org/host-bindings/codegen-v1';

/** A call of a method that the guest serves, and what its caller gets. */
export interface MethodCase {
  readonly title: string;
  readonly method: string;
  /** Each character is a byte. */
  readonly payload: string;
  readonly options?: RpcCallOptions;
  readonly answer: string | { readonly code: HostErrorCode; readonly message: RegExp };
  /** What the log says. */
  readonly log?: RegExp;
}

const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, index) => index));

/** Codes of errors that carry a text. */
const codes = [
  'denied',
  'invalid',
  'not-found',
  'conflict',
  'timeout',
  'unavailable',
  'cancelled',
] as const;

/** What the contract says of `rpc-handler`. */
export const methodCases: readonly MethodCase[] = [
  { title: 'a method gets and gives every byte', method: 'echo', payload: bytes, answer: bytes },
  {
    title: 'a method gets and gives much',
    method: 'echo',
    payload: bytes.repeat(400),
    answer: bytes.repeat(400),
  },
  { title: 'a method gets nothing', method: 'echo', payload: '', answer: '' },
  {
    title: 'a method knows who calls, and with which key',
    method: 'context',
    payload: '',
    options: { requestId: 'r-4', caller: 'orders', idempotencyKey: 'key' },
    answer: 'r-4 orders key true',
  },
  {
    title: 'a method that the host calls knows of no caller',
    method: 'context',
    payload: '',
    options: { requestId: 'r-5' },
    answer: 'r-5 - - true',
  },
  { title: 'a method calls the host', method: 'count', payload: '', answer: '1' },
  {
    title: 'a method that is not there',
    method: 'constructor',
    payload: '',
    answer: { code: 'not-found', message: /^there is no method "constructor"$/ },
  },
  ...codes.map((code): MethodCase => ({
    title: `a method answers ${code}`,
    method: 'fail',
    payload: code,
    answer: { code, message: /^it is so, 世界$/ },
  })),
  {
    title: 'a method that breaks is for the log alone',
    method: 'break',
    payload: '',
    answer: { code: 'internal', message: /^(?!.*on purpose)/ },
    log: /on purpose/,
  },
];
