import { describe, expect, test } from 'vitest';
import { DecodeError, DecodeLimitError } from './errors.js';
import { HandleTable } from './handle-table.js';
import { ValueReader } from './value-reader.js';
import { ValueWriter } from './value-writer.js';

function reader(...bytes: number[]): ValueReader {
  return new ValueReader(Uint8Array.from(bytes), new HandleTable());
}

describe('ValueReader', () => {
  test.each([
    ['u32', [0xff, 0xff, 0xff, 0xff, 0x0f], 0xffffffff],
    ['s32', [0x80, 0x80, 0x80, 0x80, 0x78], -0x80000000],
    ['s32', [0xff, 0xff, 0xff, 0xff, 0x07], 0x7fffffff],
    ['s16', [0x80, 0x80, 0x7e], -0x8000],
    ['s8', [0x80], -0x80],
    ['char', [0xf0, 0x9f, 0x98, 0x80], '😀'],
    ['string', [3, 0xe2, 0x82, 0xac], '€'],
    ['string', [4, 0xef, 0xbb, 0xbf, 0x41], '\uFEFFA'],
  ] as const)('reads %s of %j', (verb, bytes, value) => {
    const values = reader(...bytes);
    expect(values[verb]()).toBe(value);
    values.end();
  });

  test.each([
    ['bool', [2], 'not a bool'],
    ['u8', [], 'ends inside'],
    ['u16', [0x80, 0x80, 0x04], 'does not fit u16'],
    ['u32', [0x80, 0x80, 0x80, 0x80, 0x10], 'does not fit u32'],
    ['u32', [0x80, 0x80, 0x80, 0x80, 0x80, 0x00], 'does not fit u32'],
    ['u32', [0x81, 0x00], 'padded'],
    ['s32', [0x80, 0x00], 'padded'],
    ['s32', [0xff, 0x7f], 'padded'],
    ['s64', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], 'does not fit s64'],
    ['char', [0xed, 0xa0, 0x80], 'Unicode scalar'],
    ['char', [0xc0, 0x80], 'not valid UTF-8'],
    ['string', [1, 0xff], 'not valid UTF-8'],
    ['string', [0xff, 0xff, 0xff, 0xff, 0x0f], 'ends inside'],
    ['f64s', [2, 0, 0, 0, 0, 0, 0, 0, 0], 'ends inside'],
  ] as const)('refuses %s of %j', (verb, bytes, message) => {
    const values = reader(...bytes);
    expect(() => values[verb]()).toThrow(DecodeError);
    expect(() => reader(...bytes)[verb]()).toThrow(message);
  });

  test('refuses cases and flags that there are not, and bytes after the end', () => {
    expect(() => reader(3).discriminant(3)).toThrow('is not a case');
    expect(() => reader(0b1000).flags(3)).toThrow('without a label');
    expect(reader(0xff, 0xff, 0xff, 0xff).flags(32)).toBe(0xffffffff);
    expect(() => reader(1).end()).toThrow('1 bytes are left');
  });

  test('takes strings from the text beside the bytes, whole characters only', () => {
    const beside = (text: string, ...bytes: number[]): ValueReader =>
      new ValueReader(Uint8Array.from(bytes), new HandleTable(), undefined, text);
    const values = beside('a😀b', 1, 2, 1);
    expect([values.string(), values.string(), values.string()]).toEqual(['a', '😀', 'b']);
    values.end();
    expect(() => beside('a😀b', 2).string()).toThrow('ends inside a character');
    expect(() => beside('\udc00', 1).string()).toThrow('ends inside a character');
    expect(() => beside('\ud800', 1).string()).toThrow('ends inside a character');
    expect(() => beside('a', 2).string()).toThrow('ends inside a value');
    expect(() => beside('ab').end()).toThrow('text is left');
  });

  test('counts bytes and elements against the limits before it allocates', () => {
    const limits = { bytes: 8, elements: 5 };
    const create = (...bytes: number[]): ValueReader =>
      new ValueReader(Uint8Array.from(bytes), new HandleTable(), limits);
    expect(() => create(1, 2, 3, 4, 5, 6, 7, 8, 9)).toThrow(DecodeLimitError);
    const values = create(3, 2, 3);
    expect(values.count() + values.count()).toBe(5);
    expect(() => values.count()).toThrow('lift-elements is 8, over the limit of 5');
    expect(() => create(0xff, 0xff, 0xff, 0xff, 0x0f).u64s()).toThrow(DecodeLimitError);
  });

  test('disposes of what it owns where what follows is malformed, and of nothing after the end', () => {
    const handles = new HandleTable();
    const type = { interface: 'a:b/c', name: 'thing' };
    const events: string[] = [];
    const create = (name: string, fails = false): number =>
      handles.add(type, {
        [Symbol.dispose]() {
          events.push(name);
          if (fails) throw new Error(name);
        },
      });
    const read = (list: number[]): ValueReader => {
      const writer = new ValueWriter(handles);
      for (const handle of list) writer.u32(handle);
      const values = new ValueReader(writer.finish(), handles);
      for (const _ of list) values.own(type);
      return values;
    };
    expect(read([create('one', true), create('two')]).discard()).toEqual([new Error('one')]);
    expect(events).toEqual(['one', 'two']);
    const whole = read([create('three')]);
    whole.end();
    expect(whole.discard()).toEqual([]);
    expect(events).toEqual(['one', 'two']);
    expect(handles.size).toBe(0);
  });
});
