import { expect, test } from 'vitest';
import { ResultError } from './errors.js';

test('an err case that carries integers of 64 bits has a message', () => {
  const error = new ResultError({ tag: 'gone', val: { since: 2n ** 64n - 1n } });
  expect(error.message).toContain('{"tag":"gone","val":{"since":"18446744073709551615"}}');
});
