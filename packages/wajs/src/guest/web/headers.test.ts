import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Headers } from './headers.js';

const NodeHeaders = globalThis.Headers;
const name = fc.constantFrom('a', 'A', 'B', 'set-cookie', 'Set-Cookie', 'x-y', '__proto__', 'then');
const value = fc.constantFrom('', '1', ' 2 ', 'x, y', '\u00e9', '\t3');

describe('Headers', () => {
  it('does what Node does', () => {
    const step = fc.oneof(
      fc.tuple(fc.constantFrom('append' as const, 'set' as const), name, value),
      fc.tuple(fc.constant('delete' as const), name, fc.constant('')),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const ours = new Headers();
        const theirs = new NodeHeaders();
        for (const [verb, field, text] of steps) {
          if (verb === 'delete') {
            ours.delete(field);
            theirs.delete(field);
          } else {
            ours[verb](field, text);
            theirs[verb](field, text);
          }
        }
        expect([...ours]).toEqual([...theirs]);
        expect(ours.getSetCookie()).toEqual(theirs.getSetCookie());
        for (const [, field] of steps) {
          expect(ours.get(field)).toBe(theirs.get(field));
          expect(ours.has(field)).toBe(theirs.has(field));
        }
      }),
    );
  });

  it('refuses what Node refuses', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.constantFrom('a\r\nb', 'a\nb', '\0', 'a b', 'a:b', '', '\u0100', '\r\nx', 'x\r\n', '\x7f'),
    );
    fc.assert(
      fc.property(text, text, (field, given) => {
        const accepts = (headers: { append(name: string, value: string): void }): boolean => {
          try {
            headers.append(field, given);
            return true;
          } catch (error) {
            expect(error).toBeInstanceOf(TypeError);
            return false;
          }
        };
        expect(accepts(new Headers()), JSON.stringify([field, given])).toBe(
          accepts(new NodeHeaders()),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('cannot be used to inject another header', () => {
    expect(() => new Headers({ 'x-a': 'b\r\nset-cookie: stolen=1' })).toThrow(
      new TypeError('invalid value for header "x-a": "b\\r\\nset-cookie: stolen=1"'),
    );
    expect(() => new Headers({ 'x-a\r\nx-b': '1' })).toThrow(TypeError);
  });

  it('is made of pairs, records and other headers', () => {
    const pairs: [string, string][] = [
      ['b', '2'],
      ['a', '1'],
      ['B', '3'],
    ];
    const headers = new Headers(pairs);
    expect([...headers]).toEqual([
      ['a', '1'],
      ['b', '2, 3'],
    ]);
    expect([...new Headers(headers)]).toEqual([...headers]);
    expect(new Headers({ Accept: '*/*' }).get('accept')).toBe('*/*');
    expect(() => new Headers([['a']])).toThrow(TypeError);
    expect(() => new Headers('a: b' as never)).toThrow(TypeError);
  });

  it('keeps the order and the repeats of the wire', () => {
    const headers = new Headers([
      ['set-cookie', 'a=1'],
      ['x', '1'],
      ['set-cookie', 'b=2'],
    ]);
    expect(Headers.wire(headers)).toEqual(['set-cookie', 'a=1', 'x', '1', 'set-cookie', 'b=2']);
  });

  it('of a received message cannot be changed', () => {
    const headers = Headers.received([{ name: 'A', value: Uint8Array.of(0x31) }]);
    expect([headers.get('a'), headers.get('b'), [...headers]]).toEqual(['1', null, [['a', '1']]]);
    expect(() => headers.get('a b')).toThrow(TypeError);
    expect(() => headers.set('a', '2')).toThrow(/copy them first/);
    expect(() => headers.delete('a')).toThrow(TypeError);
    const copy = new Headers(headers);
    copy.set('a', '2');
    expect(copy.get('a')).toBe('2');
  });
});
