import { describe, expect, it } from 'vitest';
import { Headers } from './headers.js';
import { format, inspect } from './inspect.js';
import { Response } from './response.js';
import { URLSearchParams } from './url/url-search-params.js';

describe('inspect', () => {
  it.each([
    ['text', 'text'],
    [['text'], "[ 'text' ]"],
    [["it's"], "[ 'it\\'s' ]"],
    [1, '1'],
    [-0, '-0'],
    [10n, '10n'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [{}, '{}'],
    [{ a: 1, 'b-c': { d: [1, 2] } }, "{ a: 1, 'b-c': { d: [ 1, 2 ] } }"],
    [Object.create(null), '[Object: null prototype] {}'],
    [new Map([['a', 1]]), "Map(1) { 'a' => 1 }"],
    [new Set([1]), 'Set(1) { 1 }'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(NaN), 'Invalid Date'],
    [/a/g, '/a/g'],
    [Uint8Array.of(1, 2), 'Uint8Array(2) [ 1, 2 ]'],
    [new ArrayBuffer(3), 'ArrayBuffer { byteLength: 3 }'],
    [function named() {}, '[Function: named]'],
    [class Named {}, '[class: Named]'],
    [() => {}, '[Function (anonymous)]'],
    [
      new (class Point {
        x = 1;
      })(),
      'Point { x: 1 }',
    ],
    [Object('boxed'), "[String: 'boxed']"],
    [
      {
        get a() {
          return 1;
        },
      },
      '{ a: [Getter] }',
    ],
    [new Headers({ a: 'b' }), "Headers { a: 'b' }"],
    [new URLSearchParams('a=b'), "URLSearchParams { a: 'b' }"],
  ])('shows %o', (value, expected) => {
    expect(inspect(value)).toBe(expected);
  });

  it('shows what the classes of the Web have to say', () => {
    expect(inspect(new Response('x', { status: 404 }))).toMatch(/^Response \{\s*status: 404/);
  });

  it('comes to an end', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(inspect(circle)).toBe('{ self: [Circular] }');
    expect(inspect({ a: { b: { c: { d: { e: { f: 1 } } } } } })).toContain('[Object]');
    expect(inspect(Array.from({ length: 500 }, () => 0))).toContain('... 400 more');
    const hostile = new Proxy(
      {},
      {
        getPrototypeOf() {
          throw new Error('no');
        },
      },
    );
    expect(() => inspect({ hostile })).not.toThrow();
  });

  it('shows errors with their stack, cause and properties', () => {
    const error = Object.assign(new TypeError('bad', { cause: new Error('why') }), { code: 'E1' });
    const shown = inspect(error);
    expect(shown).toMatch(/^TypeError: bad\n\s+at /);
    expect(shown).toContain("code: 'E1'");
    expect(shown).toMatch(/caused by: Error: why\n/);
    error.stack = '    at f (file.js:1:2)\n';
    expect(inspect(error)).toMatch(/^TypeError: bad\n {4}at f \(file\.js:1:2\)/);
    expect(inspect(new AggregateError([new Error('a')], 'all'))).toContain('- Error: a');
  });
});

describe('format', () => {
  it.each([
    [[], ''],
    [['a', 'b', 1], 'a b 1'],
    [['%s is %d', 'x', '42', 'more'], 'x is 42 more'],
    [['%i %f', '4.7', '4.7'], '4 4.7'],
    [['%j %o', { a: 1 }, { b: 2 }], '{"a":1} { b: 2 }'],
    [['100%', 1], '100% 1'],
    [['%% %s'], '%% %s'],
    [['%%', 1], '% 1'],
    [['%s %s', 1], '1 %s'],
    [['%cstyled', 'color: red'], 'styled'],
    [[{ a: 1 }, '%s'], '{ a: 1 } %s'],
  ])('writes %j', (values, expected) => {
    expect(format(values)).toBe(expected);
  });
});
