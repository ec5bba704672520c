import { describe, expect, test } from 'vitest';
import type { Type, TypeDeclaration } from '../model/index.js';
import {
  flatten,
  layoutOf,
  liftFlat,
  liftFlatBody,
  liftMemory,
  liftMemoryBody,
  lowerFlat,
  lowerFlatBody,
  lowerMemory,
  lowerMemoryBody,
  slotsOf,
  stackDepth,
} from './index.js';

const owner = { direction: 'import', name: 'a:b/c' } as const;
const primitive = (
  name: 'bool' | 'u8' | 'u16' | 'u32' | 'u64' | 'f32' | 'f64' | 'string' | 'char',
): Type => ({
  kind: 'primitive',
  name,
});
const named = (name: string, body: TypeDeclaration['body']): Type => ({
  kind: 'named',
  declaration: { name, owner, docs: '', body },
});
const cases = (...types: (Type | undefined)[]): Type =>
  named('v', {
    kind: 'variant',
    cases: types.map((type, index) => ({ name: `c${index}`, docs: '', type })),
  });
const labels = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `l${index}`, docs: '' }));
const record = (...types: Type[]): Type =>
  named('r', {
    kind: 'record',
    fields: types.map((type, index) => ({ name: `f${index}`, docs: '', type })),
  });

const TYPES: readonly (readonly [string, Type, number, number, string])[] = [
  ['bool', primitive('bool'), 1, 1, 'i32'],
  ['char', primitive('char'), 4, 4, 'i32'],
  ['string', primitive('string'), 8, 4, 'i32 i32'],
  ['list', { kind: 'list', element: primitive('u64') }, 8, 4, 'i32 i32'],
  [
    'tuple',
    { kind: 'tuple', items: [primitive('u8'), primitive('u16'), primitive('u8')] },
    6,
    2,
    'i32 i32 i32',
  ],
  ['empty tuple', { kind: 'tuple', items: [] }, 0, 1, ''],
  ['record', record(primitive('u8'), primitive('f64'), primitive('bool')), 24, 8, 'i32 f64 i32'],
  ['option', { kind: 'option', some: primitive('u64') }, 16, 8, 'i32 i64'],
  ['bare result', { kind: 'result', ok: undefined, err: undefined }, 1, 1, 'i32'],
  ['joined', cases(primitive('f32'), primitive('u32')), 8, 4, 'i32 i32'],
  ['wide', cases(primitive('f32'), primitive('f64'), primitive('string')), 16, 8, 'i32 i64 i32'],
  ['many cases', named('e', { kind: 'enum', cases: labels(257) }), 2, 2, 'i32'],
  ['flags of 9', named('f', { kind: 'flags', labels: labels(9) }), 2, 2, 'i32'],
  ['flags of 32', named('f', { kind: 'flags', labels: labels(32) }), 4, 4, 'i32'],
  [
    'nested',
    cases({ kind: 'option', some: cases(primitive('f64'), undefined) }, primitive('u8')),
    32,
    8,
    'i32 i32 i32 f64',
  ],
];

describe.each(TYPES)('%s', (_name, type, size, align, flat) => {
  test('has the size, alignment and core values of the canonical ABI', () => {
    expect(layoutOf(type)).toMatchObject({ size, align });
    expect(flatten(type).join(' ')).toBe(flat);
  });

  test('is lifted to one value and lowered to none that is left over', () => {
    const slots = slotsOf(flatten(type));
    for (const block of [
      liftFlat(type, slots),
      liftFlatBody(type, slots),
      liftMemory(type, 8),
      liftMemoryBody(type, 8),
    ]) {
      expect(stackDepth(block)).toBe(1);
    }
    for (const block of [
      lowerFlat(type, [], slots),
      lowerFlatBody(type, [], slots),
      lowerMemory(type, [], 8),
      lowerMemoryBody(type, [], 8),
    ]) {
      expect(stackDepth(block)).toBe(0);
    }
  });
});

test('a block that takes more than there is, is not balanced', () => {
  expect(() => stackDepth([{ op: 'lift-string' }])).toThrow('takes 2 of 0');
});
