import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { URLSearchParams } from './url-search-params.js';

const NodeParams = globalThis.URLSearchParams;

describe('URLSearchParams', () => {
  it('reads and writes queries as Node does', () => {
    const piece = fc.oneof(
      fc.constantFrom('&', '=', '+', '%20', '%', '%zz', '%ff', '%e2%82%ac', '?', 'a', 'b'),
      // Node garbles what is not ASCII beside a malformed escape; the next test has both apart.
      fc.string({ maxLength: 3 }),
    );
    const query = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(query, (text) => {
        const ours = new URLSearchParams(text);
        const theirs = new NodeParams(text);
        expect([...ours]).toEqual([...theirs]);
        expect(ours.toString()).toBe(theirs.toString());
      }),
      { numRuns: 2000 },
    );
  });

  it('reads and writes all of Unicode', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string())), (pairs) => {
        const ours = new URLSearchParams(pairs);
        expect(ours.toString()).toBe(new NodeParams(pairs).toString());
        expect([...new URLSearchParams(ours.toString())]).toEqual([...new NodeParams(pairs)]);
      }),
    );
    expect(new URLSearchParams('\u00e9=%ff').get('\u00e9')).toBe('\ufffd');
  });

  it('changes as Node does', () => {
    const name = fc.constantFrom('a', 'b', '\ud800', '__proto__');
    const step = fc.tuple(
      fc.constantFrom('append', 'set', 'delete', 'deletePair', 'sort'),
      name,
      fc.constantFrom('1', '2'),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const all = [new URLSearchParams('b=1&a=1&b=2'), new NodeParams('b=1&a=1&b=2')] as const;
        for (const params of all) {
          for (const [verb, key, value] of steps) {
            if (verb === 'append') params.append(key, value);
            else if (verb === 'set') params.set(key, value);
            else if (verb === 'delete') params.delete(key);
            else if (verb === 'deletePair') params.delete(key, value);
            else params.sort();
          }
        }
        expect([...all[0]]).toEqual([...all[1]]);
        expect(all[0].get('a')).toBe(all[1].get('a'));
        expect(all[0].getAll('b')).toEqual(all[1].getAll('b'));
        expect(all[0].has('b', '2')).toBe(all[1].has('b', '2'));
        expect(all[0].size).toBe(all[1].size);
      }),
    );
  });

  it('is made of pairs and records', () => {
    expect(new URLSearchParams({ a: '1', b: 'x y' }).toString()).toBe('a=1&b=x+y');
    expect(new URLSearchParams([['a', '1']]).get('a')).toBe('1');
    expect(() => new URLSearchParams([['a']])).toThrow(TypeError);
  });
});
