import type { LoadedFunction } from '@org/host-bindings';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, startHost } from '../e2e/function-harness.js';
import { buildSource } from './function-source.js';

/** Texts come in, and go out, with a unit between them that no JSON has. */
const SEPARATOR = '\u0001';

const SOURCE = `
import { Context, JsonValue, parseJson, Request, Response, Result, toJson } from '@org/assemblyscript-sdk';

@json
class Inner {
  a: i32 = 0;
  b: string | null = null;
}

@json
class Base {
  id: u8 = 0;
}

@json
class Subject extends Base {
  x: f64 = 0;
  name: string = '';
  flag: bool = false;
  list: i64[] = [];
  inner: Inner | null = null;
  inners: Inner[] = [];
  map: Map<string, f64> = new Map();
  @alias('other-name') renamed: string = 'r';
  @omit hidden: i32 = 5;
}

function answer<T>(text: string): string {
  const parsed = parseJson<T>(text);
  return parsed.isOk ? 'V' + toJson<T>(parsed.value) : 'E' + parsed.error.message;
}

function accepted<T>(text: string): string {
  return parseJson<T>(text).isOk ? 'V' : 'E';
}

export function handle(request: Request, context: Context): Response {
  const kind = request.url.substring('http://function.test/'.length);
  const texts = request.text().value.split('${SEPARATOR}');
  for (let index = 0; index < texts.length; index++) {
    const text = texts[index];
    if (kind == 'any') texts[index] = accepted<JsonValue>(text);
    else if (kind == 'value') texts[index] = answer<JsonValue>(text);
    else if (kind == 'class') texts[index] = answer<Subject>(text);
    else if (kind == 'strings') texts[index] = answer<string[]>(text);
    else if (kind == 'numbers') texts[index] = answer<f64[]>(text);
    else if (kind == 'integers') texts[index] = answer<i32[]>(text);
    else if (kind == 'long') texts[index] = answer<Array<u64>>(text);
    else if (kind == 'bool') texts[index] = answer<bool>(text);
    else if (kind == 'string') texts[index] = answer<string | null>(text);
    else if (kind == 'nested') texts[index] = answer<Array<Array<string | null>>>(text);
    else if (kind == 'map') texts[index] = answer<Map<string, Inner>>(text);
  }
  return Response.text(texts.join('${SEPARATOR}'));
}
`;

let fn: LoadedFunction;

beforeAll(async () => {
  const { component } = await buildSource(SOURCE);
  const { host } = await startHost({ policy: {} });
  fn = await host.load(component, { name: 'json' });
}, 60_000);

async function answersTo(kind: string, texts: readonly string[]): Promise<string[]> {
  const body = texts.join(SEPARATOR);
  const response = await fn.fetch(ask(`/${kind}`, { method: 'POST', body }));
  expect(response.status, body).toBe(200);
  return (await response.text()).split(SEPARATOR);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A text with a few units changed, taken out, or put in. */
const mutated = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      text,
      fc.array(
        fc.tuple(
          fc.nat(),
          fc.constantFrom(
            '',
            '"',
            '\\',
            '{',
            ']',
            ',',
            ':',
            '0',
            '-',
            '.',
            'e',
            ' ',
            't',
            '\n',
            '\t',
            '\u0000',
            '\u00a0',
            'u',
          ),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([whole, changes]) =>
      changes.reduce((left, [place, unit]) => {
        const at = place % (left.length + 1);
        return left.slice(0, at) + unit + left.slice(at + (place % 2));
      }, whole),
    )
    .filter((one) => !one.includes(SEPARATOR));

const spaced = fc
  .tuple(fc.json({ stringUnit: 'binary' }), fc.constantFrom(undefined, 1, '\t', '\r\n'))
  .map(([text, space]) => JSON.stringify(JSON.parse(text), undefined, space))
  .filter((one) => !one.includes(SEPARATOR));

describe('JSON in AssemblyScript', () => {
  it('is accepted where JSON.parse accepts it', async () => {
    const texts = fc.array(fc.oneof(spaced, mutated(spaced), fc.string()), {
      minLength: 100,
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(
        texts.map((all) =>
          all.filter((one) => !one.includes(SEPARATOR)).map((one) => one.toWellFormed()),
        ),
        async (all) => {
          const answers = await answersTo('any', all);
          for (const [index, text] of all.entries()) {
            expect([text, answers[index]]).toEqual([text, isJson(text) ? 'V' : 'E']);
          }
        },
      ),
      { numRuns: 30 },
    );
  }, 60_000);

  it('is accepted at its edges as JSON.parse has them', async () => {
    const edges = [
      '', ' ', '0', '-0', '00', '-', '1.', '.1', '1e', '1e+', '1E-2', '+1', '0x1', '1_0', 'NaN', 'Infinity',
      '"', '""', '"\\', '"\\"', '"\\u12', '"\\u12G4"', '"\\x"', '"\\ud800"', '"\t"', '"\u007f"', "'a'",
      '[', '[]', '[,]', '[1,]', '[1 2]', '[1,,2]', '{', '{}', '{,}', '{"a"}', '{"a":}', '{"a":1,}', '{a:1}',
      '{"a":1 "b":2}', 'nul', 'null', 'nullx', 'true false', 'tru', '\ufeff1', '\u00a01', '[1]]', '{}}', '//1',
      '1 ', ' 1', '\v1', '[1]\u0000', '{"a":{"b":[{}]}}', '1e999', '-1e-999', '\r\n\t []',
    ]; // prettier-ignore
    const answers = await answersTo(
      'any',
      edges.map((one) => one),
    );
    // A mark at the start of the body would be taken off: there it stands behind another text.
    expect(edges.map((one, index) => [one, answers[index]])).toEqual(
      edges.map((one) => [one, isJson(one) ? 'V' : 'E']),
    );
  });

  it('is nested 256 levels at most', async () => {
    const nest = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(
      await answersTo('any', [nest(256), nest(257), nest(100_000), '['.repeat(100_000)]),
    ).toEqual(['V', 'E', 'E', 'E']);
  });

  it.each([
    ['strings', fc.array(fc.string({ unit: 'binary' }))],
    [
      'numbers',
      fc.array(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer())),
    ],
    ['integers', fc.array(fc.integer())],
    ['bool', fc.boolean()],
    ['string', fc.option(fc.string({ unit: 'grapheme' }))],
    ['nested', fc.array(fc.array(fc.option(fc.string())))],
    [
      'map',
      fc.dictionary(
        fc.string({ unit: 'grapheme' }),
        fc.record({ a: fc.integer(), b: fc.option(fc.string()) }),
      ),
    ],
  ])(
    'reads and writes %s as JavaScript does',
    async (kind, values) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(values as fc.Arbitrary<unknown>, { minLength: 50, maxLength: 100 }),
          async (all) => {
            const texts = all
              .map((one) => JSON.stringify(one))
              .filter((one) => !one.includes(SEPARATOR));
            const answers = await answersTo(kind, texts);
            for (const [index, text] of texts.entries()) {
              const answer = answers[index]!;
              expect(answer[0], `${text}: ${answer}`).toBe('V');
              expect(JSON.parse(answer.slice(1)), text).toEqual(JSON.parse(text));
            }
          },
        ),
        { numRuns: 10 },
      );
    },
    60_000,
  );

  it('reads and writes values of any shape', async () => {
    const texts = fc.array(fc.json({ stringUnit: 'binary', noUnicodeString: false }), {
      minLength: 50,
      maxLength: 100,
    });
    await fc.assert(
      fc.asyncProperty(
        texts.map((all) => all.filter((one) => !one.includes(SEPARATOR))),
        async (all) => {
          const answers = await answersTo('value', all);
          const read = answers.map((one) => JSON.parse(one.slice(1)) as unknown);
          expect(read).toEqual(all.map((one) => withoutPrototype(JSON.parse(one))));
        },
      ),
      { numRuns: 10 },
    );
  }, 60_000);

  it('reads many keys, and long numbers, in little time', async () => {
    const object = Object.fromEntries(
      Array.from({ length: 50_000 }, (_, index) => [`k${index}`, index]),
    );
    const numbers = Array.from({ length: 5_000 }, (_, index) => `12345678901234567${index}e-300`);
    const texts = [JSON.stringify(object), `[${numbers.join(',')}]`];
    const [one, other] = await answersTo('value', texts);
    expect(JSON.parse(one!.slice(1))).toEqual(object);
    expect(JSON.parse(other!.slice(1))).toEqual(numbers.map(Number));
  }, 30_000);

  it('reads many values of any shape in the memory of a function', async () => {
    expect(await answersTo('any', [`[${'0,'.repeat(500_000)}0]`])).toEqual(['V']);
  });

  it('reads the fields that a class has', async () => {
    const texts = [
      '{"x":-0.5,"name":"\\u00e9\\n","flag":true,"list":[9007199254740993,-1],"inner":{"b":"c"},"id":255,"inners":[{"a":-2147483648},{"b":null}],"map":{"k":1e-7},"other-name":"o","hidden":9,"more":[{"x":{}}]}',
      ' { } ',
      '{"inner":null,"n\\u0061me":"escaped","name ":"other","x":1,"x":2}',
    ];
    expect(await answersTo('class', texts)).toEqual([
      'V{"id":255,"x":-0.5,"name":"é\\n","flag":true,"list":[9007199254740993,-1],"inner":{"a":0,"b":"c"},"inners":[{"a":-2147483648,"b":null},{"a":0,"b":null}],"map":{"k":1e-7},"other-name":"o"}',
      'V{"id":0,"x":0,"name":"","flag":false,"list":[],"inner":null,"inners":[],"map":{},"other-name":"r"}',
      'V{"id":0,"x":2,"name":"escaped","flag":false,"list":[],"inner":null,"inners":[],"map":{},"other-name":"r"}',
    ]);
  });

  it.each([
    ['class', 'null', 'an object', 0],
    ['class', '[]', 'an object', 0],
    ['class', '{"x":"1"}', 'a number', 5],
    ['class', '{"x":null}', 'a number', 5],
    ['class', '{"name":null}', 'a string', 8],
    ['class', '{"flag":0}', 'true or false', 8],
    ['class', '{"list":[1.5]}', 'an integer', 9],
    ['class', '{"list":[1e2]}', 'an integer', 9],
    ['class', '{"list":[9223372036854775808]}', 'an integer that is not so large', 9],
    ['class', '{"list":{}}', 'an array', 8],
    ['class', '{"inner":{"a":2147483648}}', 'an integer that is not so large', 14],
    ['class', '{"inner":[]}', 'an object', 9],
    ['class', '{"inners":[null]}', 'an object', 11],
    ['class', '{"id":256}', 'an integer that is not so large', 6],
    ['class', '{"id":-1}', 'an integer', 6],
    ['class', '{"map":{"a":"b"}}', 'a number', 12],
    ['class', '{"more":[}', 'a value', 9],
    ['class', '{"x":1', '"," or "}"', 6],
    ['class', '{"x" 1}', '":"', 5],
    ['class', '{} {}', 'the end of the text', 3],
    ['long', '[18446744073709551616]', 'an integer that is not so large', 1],
    ['strings', '["a"', '"," or "]"', 4],
    ['strings', '["\t"]', 'no control character', 2],
    ['strings', '["\\q"]', 'an escape sequence', 4],
    ['strings', '["', 'the end of the string', 2],
  ])('says of %s %s what it expected', async (kind, text, expected, place) => {
    expect(await answersTo(kind, [text])).toEqual([
      `Eexpected ${expected} at ${place} of the JSON`,
    ]);
  });

  it('reads integers up to the largest ones', async () => {
    const texts = ['[18446744073709551615,0]', '[1844674407370955161]'];
    expect(await answersTo('long', texts)).toEqual(texts.map((one) => `V${one}`));
    expect(await answersTo('integers', ['[-2147483648,2147483647,-0]'])).toEqual([
      'V[-2147483648,2147483647,0]',
    ]);
  });

  it('reads numbers as exactly as JavaScript does, however long they are', async () => {
    const edges = [
      '9007199254740993', '9007199254740992.999999999999999999999', '1.7976931348623158e308', '1.7976931348623159e308',
      '4.9e-324', '2.4703282292062327e-324', '2.4703282292062328e-324', '2.2250738585072011e-308', '1e23', '8.5e22',
      '0.000000000000000000000000000000000000000000000001e48', `1${'0'.repeat(400)}`, `0.${'0'.repeat(400)}1`,
      `${'9'.repeat(900)}e-890`, `9007199254740993${'0'.repeat(900)}1e-901`, '5.0944611392874595e+40', '0e999', '-0',
    ]; // prettier-ignore
    const digits = fc.tuple(
      fc.bigInt({ min: 1n, max: 10n ** 25n }),
      fc.integer({ min: -345, max: 300 }),
    );
    const random = fc.sample(digits, 300).map(([all, exponent]) => `${all}e${exponent}`);
    for (const text of [...edges, ...random]) {
      const [answer] = await answersTo('numbers', [`[${text}]`]);
      const want = Number(text);
      const got = (JSON.parse(answer!.slice(1)) as (number | null)[])[0];
      expect([text, got]).toEqual([text, Number.isFinite(want) ? want + 0 : null]);
    }
  });
});

/** What a parsed value is as JSON says it: a field of this name is no prototype there. */
function withoutPrototype(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
