import { describe, expect, test } from 'vitest';
import { fitLine } from './fit-line.js';
import {
  layoutList,
  NameScope,
  quote,
  renderDocComment,
  ScriptFile,
  wrapSentence,
} from './index.js';

describe('doc comments', () => {
  test('cannot be ended or broken by what is in them', () => {
    const docs = 'evil */ process.exit(1) /* \u2028 and \u0007\u001b[31m more\u202e';
    const [line] = renderDocComment([docs]);
    expect(line).toBe('/** evil *\\/ process.exit(1) /*  and [31m more */');
    const unseen = '*\u200B/ process.exit(1) @\u00ADts-ignore source\u200BURL=x';
    expect(renderDocComment([unseen])).toEqual([
      '/** *\\/ process.exit(1) @ ts-ignore sourceURL =x */',
    ]);
  });

  test('keep paragraphs apart', () => {
    expect(renderDocComment(['one\ntwo', '', 'three'])).toEqual([
      '/**',
      ' * one',
      ' * two',
      ' *',
      ' * three',
      ' */',
    ]);
    expect(renderDocComment([''])).toEqual([]);
  });

  test('put block tags last: what follows a tag is its text', () => {
    const docs = '@deprecated use `b`,\nwhich is better';
    expect(renderDocComment([docs, 'WIT: `f`', '@throws E'])).toEqual([
      '/**',
      ' * WIT: `f`',
      ' *',
      ' * @deprecated use `b`,',
      ' * which is better',
      ' *',
      ' * @throws E',
      ' */',
    ]);
    const fenced = '```\n@external\n```';
    expect(renderDocComment([fenced, 'WIT: `f`'])).toContain(' * WIT: `f`');
    expect(renderDocComment([fenced, 'WIT: `f`']).slice(1, 4)).toEqual([
      ' * ```',
      ' * @external',
      ' * ```',
    ]);
  });

  test('of the emitter itself fit the line', () => {
    const lines = wrapSentence('`a:b/c` and more words. '.repeat(20).trim()).split('\n');
    expect(lines.join(' ')).toBe('`a:b/c` and more words. '.repeat(20).trim());
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(90);
  });
});

test('strings are quoted so that they stay strings', () => {
  for (const text of ["it's", '"', '\\', '\n', '\u2028', '${x}', '</script>']) {
    const literal = quote(text);
    expect(literal).toMatch(/^'(?:[^'\\\n\u2028\u2029]|\\.)*'$/u);
    const json = literal
      .slice(1, -1)
      .replace(/\\'/g, "'")
      .replace(/(?<!\\)"/g, '\\"');
    expect(JSON.parse(`"${json}"`)).toBe(text);
  }
});

test('lists go on one line where they fit', () => {
  expect(layoutList({ before: 'f(', items: ['a', 'b'], after: ');' })).toEqual(['f(a, b);']);
  expect(layoutList({ before: '{', items: [], after: '}', padded: true })).toEqual(['{}']);
  const long = 'x'.repeat(60);
  expect(layoutList({ before: 'f(', items: [long, long], after: ');' })).toEqual([
    'f(',
    `  ${long},`,
    `  ${long},`,
    ');',
  ]);
});

test('long lines are broken at calls, conditionals and arrows', () => {
  const a = 'a'.repeat(50);
  const b = 'b'.repeat(50);
  expect(fitLine(`  return call(${a}, '${b}, (');`)).toEqual([
    '  return call(',
    `    ${a},`,
    `    '${b}, (',`,
    '  );',
  ]);
  expect(fitLine(`key: one === 1 ? ${a} : ${b},`)).toEqual([
    'key:',
    '  one === 1',
    `    ? ${a}`,
    `    : ${b},`,
  ]);
  expect(fitLine(`key: (x) => y.${a}('${'b'.repeat(34)}'),`)).toEqual([
    'key: (x) =>',
    `  y.${a}('${'b'.repeat(34)}'),`,
  ]);
  expect(fitLine(`// ${a} ${b}`)).toHaveLength(1);
});

test('a file has one import line for values and one for types, each name once', () => {
  const file = new ScriptFile(
    'a.ts',
    { tool: 't', source: 's\nx', options: 'o' },
    new NameScope(['Taken']),
  );
  file.value('b', 'mod');
  file.value('a', 'mod');
  file.type('T', 'mod');
  file.type('a', 'mod');
  expect(file.type('Taken', './x.js', 'XTaken')).toBe('XTaken');
  expect(file.type('Taken', './x.js', 'XTaken')).toBe('XTaken');
  file.add(['const x = 1;']);
  expect(file.render().text).toBe(
    [
      '// Emitted by t from sx (o); do not edit.',
      '',
      "import { a, b } from 'mod';",
      "import type { T } from 'mod';",
      "import type { Taken as XTaken } from './x.js';",
      '',
      'const x = 1;',
      '',
    ].join('\n'),
  );
});
