import { expect, test } from 'vitest';
import { HostError } from './errors.js';

test('a HostError says its code, and carries what the guest sees', () => {
  const error = new HostError('denied', 'grant "kv" in the policy');
  expect(error.message).toBe('[denied] grant "kv" in the policy');
  expect(error.rawMessage).toBe('grant "kv" in the policy');
  expect(error.payload).toEqual({ tag: 'denied', val: 'grant "kv" in the policy' });
  const detail = { what: 'kv-key-bytes', used: 600, maximum: 512 };
  const exceeded = new HostError('too-large', detail);
  expect(exceeded.message).toBe('[too-large] kv-key-bytes is 600, over the limit of 512');
  expect(exceeded.payload).toEqual({ tag: 'too-large', val: detail });
});

test('any other error becomes internal, and its text stays in the host', () => {
  const secret = new Error('password is hunter2');
  const error = HostError.from(secret);
  expect(error.code).toBe('internal');
  expect(error.message).not.toContain('hunter2');
  expect(error.cause).toBe(secret);
  expect(HostError.from(error)).toBe(error);
});
