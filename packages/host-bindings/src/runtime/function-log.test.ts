import { expect, test, vi } from 'vitest';
import { FunctionLog, isLogged, markLogged } from './function-log.js';
import { RequestCall } from './call.js';

const call = new RequestCall('hello', 'request-1', 0);

test('writes the message of a failure with its stack as a field', () => {
  const logging = { log: vi.fn() };
  new FunctionLog(logging, () => undefined).failure('Error: no luck\n    at boom (a:1:1)', call);
  const stack = { name: 'stack', value: { tag: 'text', val: '    at boom (a:1:1)' } };
  expect(logging.log).toHaveBeenCalledWith('error', 'Error: no luck', [stack], call);
});

test('knows which failures are in the log already', () => {
  const failure = new Error('the function failed');
  expect(isLogged(failure)).toBe(false);
  markLogged(failure);
  expect(isLogged(failure)).toBe(true);
  expect(isLogged('the function failed')).toBe(false);
});
