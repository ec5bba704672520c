import { expect, test } from 'vitest';
import { mapStack } from './stack-frames.js';

/** Everything from the start of line 2 of the bundle stands in line 6 of the source. */
const sourceMap = JSON.stringify({
  version: 3,
  sources: ['src/index.ts'],
  names: [],
  mappings: ';AAKA',
});

test("maps the function's frames and leaves out the engine's own", () => {
  const stack = [
    '    at boom (<input>:2:1)',
    '    at <anonymous> (componentize-qjs:user.js:29:36907)',
    '    at Promise (native)',
    '    at start (componentize-qjs:user.js:33:13564)',
    'caused by: Error: another',
  ].join('\n');
  expect(mapStack(stack, sourceMap)).toBe(
    '    at boom (src/index.ts:6:1)\ncaused by: Error: another',
  );
});

test('leaves a stack as it is where there is no map', () => {
  expect(mapStack('    at boom (<input>:2:1)', undefined)).toBe('    at boom (<input>:2:1)');
});
