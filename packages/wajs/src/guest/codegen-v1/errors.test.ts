import { expect, test } from 'vitest';
import { WajsError } from './errors.js';

test('an err case that carries integers of 64 bits has a message', () => {
  const error = new WajsError({ tag: 'gone', val: { since: 2n ** 64n - 1n, parts: [1n, 'a'] } });
  expect(error.message).toBe('[gone] {"since":"18446744073709551615","parts":["1","a"]}');
  expect(new WajsError(7n)).toMatchObject({ code: 'error', payload: 7n, message: '[error] "7"' });
});
