import { expect, it } from 'vitest';
import { createMemoryLogging } from './logging.js';

const { signal } = new AbortController();
const call = { functionName: 'f', requestId: 'r', deadline: Infinity, signal };

it('keeps the newest records, and fields of any name and text', () => {
  const logging = createMemoryLogging({ maxRecords: 2 });
  for (const message of ['one', 'two', 'three']) logging.log('info', message, [], call);
  expect(logging.records.map(({ message }) => message)).toEqual(['two', 'three']);
  const fields = [
    { name: '__proto__', value: { tag: 'json', val: '{"a":1}' } },
    { name: 'broken', value: { tag: 'json', val: '{' } },
  ] as const;
  logging.log('error', 'four', [...fields], call);
  expect(Object.entries(logging.records.at(-1)!.fields)).toEqual([
    ['__proto__', { a: 1 }],
    ['broken', '{'],
  ]);
  expect(() => createMemoryLogging({ maxRecords: 0 })).toThrow('use a positive whole number');
});
