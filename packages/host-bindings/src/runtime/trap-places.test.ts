import { expect, test, vi } from 'vitest';
import { RequestCall } from './call.js';
import { FunctionLog } from './function-log.js';
import { TrapPlaces } from './trap-places.js';

/** One body from 0 to 100, whose code lies where it lay. */
const origins = { find: (offset: number) => ({ offset, start: 0, end: 100 }) } as never;

/** Offsets 10: index.ts:1:1; 20: ~lib/array.ts:1:1; 30: other.ts:3:5. */
const map = JSON.stringify({
  version: 3,
  sources: ['index.ts', '~lib/array.ts', 'other\u001b[2J\n.ts'],
  names: [],
  mappings: 'UAAA,UCAA,UCEI',
});
const frames = (...offsets: number[]): string =>
  ['RuntimeError: unreachable', ...offsets.map(frame)].join('\n');
const frame = (offset: number): string =>
  `    at wasm://wasm/0a1b2c3d:wasm-function[7]:0x${offset.toString(16)}`;

test('finds the lines of a stack, without what a terminal obeys', () => {
  const places = new TrapPlaces({ origins, shift: 0, sourceMap: () => map });
  expect(places.find(frames(10, 12, 35))).toEqual(['index.ts:1:1', 'other [2J .ts:3:5']);
  expect(places.find('Error: not of a guest\n    at run (file.js:1:2)')).toEqual([]);
});

test("answers the author's line beside that of a library, and none before the first", () => {
  const places = new TrapPlaces({ origins, shift: 0, sourceMap: () => map });
  expect(places.find(frames(22))).toEqual(['index.ts:1:1']);
  expect(places.find(frames(3))).toEqual(['index.ts:1:1']);
});

test('takes the shift of changed modules off', () => {
  const places = new TrapPlaces({ origins, shift: 20, sourceMap: () => map });
  expect(places.find(frames(50))).toEqual(['other [2J .ts:3:5']);
});

test('answers the line behind code of a library that a body begins with', () => {
  // Offsets 10: ~lib/array.ts; 30 and 40: index.ts, the second beyond the body's end of 35.
  const sourceMap = (): string =>
    JSON.stringify({
      version: 3,
      sources: ['index.ts', '~lib/array.ts'],
      names: [],
      mappings: 'UCAA,oBDEI,UAAA',
    });
  const body = { find: (offset: number) => ({ offset, start: 5, end: 35 }) } as never;
  const places = new TrapPlaces({ origins: body, shift: 0, sourceMap });
  expect(places.find(frames(12))).toEqual(['index.ts:3:5']);
  const short = { find: (offset: number) => ({ offset, start: 5, end: 30 }) } as never;
  expect(new TrapPlaces({ origins: short, shift: 0, sourceMap }).find(frames(12))).toEqual([]);
});

test.each([
  ['mappings', { mappings: 'A,'.repeat(2_000_000), sources: [] }],
  ['files', { mappings: 'AAAA', sources: Array.from({ length: 10_001 }, () => '') }],
])('refuses a map of so many %s that reading it would keep the host busy', (_what, parts) => {
  const sourceMap = (): string => JSON.stringify({ version: 3, names: [], ...parts });
  const places = new TrapPlaces({ origins, shift: 0, sourceMap });
  expect(() => places.find(frames(10))).toThrow('the source map has more than');
});

test('a map that is damaged costs the lines, not the log', () => {
  const logging = { log: vi.fn() };
  const log = new FunctionLog(logging, () => undefined);
  log.trapPlaces = new TrapPlaces({ origins, shift: 0, sourceMap: () => '{"version":' });
  const error = new WebAssembly.RuntimeError('divide by zero');
  error.stack = frames(10);
  const call = new RequestCall('hello', 'request-1', 0);
  log.trap(error, '', call);
  const text = 'the function trapped: it divided an integer by zero';
  expect(logging.log).toHaveBeenCalledWith('error', text, [], call);
});
