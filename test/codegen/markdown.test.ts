import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emit, parseWit, readSources } from '../../packages/host-bindings/src/generator/index.js';
import type { World } from '../../packages/host-bindings/src/generator/index.js';
import { corpusWorlds } from './corpus.js';
import { readPage } from './markdown-page.js';

/** Names that no file system takes for something else, whatever case it minds. */
const SAFE_FILE = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)\.)[a-z0-9-]{1,110}\.md$/;

/** Checks pages as a whole: every link of theirs leads somewhere, and nothing in them is raw HTML. */
function checkPages(worlds: readonly World[]): void {
  const files = emit({ worlds, target: 'markdown' });
  expect(emit({ worlds, target: 'markdown' })).toEqual(files);
  expect(new Set(files.map((file) => file.path)).size).toBe(files.length);
  const pages = new Map(files.map(({ path, text }) => [path, readPage(text)]));
  for (const [path, page] of pages) {
    expect(path).toMatch(SAFE_FILE);
    expect(page.html).toEqual([expect.stringMatching(/^<!-- Emitted by host-bindings .* -->\n$/)]);
    expect(page.headings.filter((one) => one.level === 1)).toHaveLength(1);
    for (const target of page.targets) {
      const [file = '', anchor] = target.split('#');
      const found = pages.get(file === '' ? path : file);
      expect(found, `${path}: ${target}`).toBeDefined();
      if (anchor !== undefined) expect(found!.anchors, `${path}: ${target}`).toContain(anchor);
    }
    for (const rows of page.tables) {
      expect(rows.length).toBeGreaterThan(1);
      expect(new Set(rows).size).toBe(1);
    }
  }
  expect(pages.get('index.md')!.targets.length).toBeGreaterThan(0);
}

describe.each(corpusWorlds())('$title', ({ path, world: name }) => {
  test('becomes pages whose links, tables and headings hold', async () => {
    const { world } = await parseWit(readSources(path), name);
    checkPages([world]);
  });
});

test('several worlds share the pages of what they have in common', async () => {
  const contract = corpusWorlds().filter((one) => one.title.startsWith('wit '));
  const worlds = [];
  for (const one of contract) {
    worlds.push((await parseWit(readSources(one.path), one.world)).world);
  }
  checkPages(worlds);
  const files = emit({ worlds, target: 'markdown' });
  const kv = files.find((file) => file.path === 'kv.md')!.text;
  expect(kv).toContain('imported by [imports](index.md#world-imports), [function]');
});

test('has what WIT says on each page, with links across interfaces', async () => {
  const text = `/// Faults and stores.
    package a:b@1.0.0;
    /// What goes wrong.
    interface faults {
      /// Why.
      variant fault { /// Too \`a|b\`.
        big(u32), other }
    }
    interface store {
      use faults.{fault as problem};
      flags rights { read, write }
      /// Holds things. And more.
      resource box {
        constructor(size: u32);
        /// Puts.
        put: func(what: list<rights>) -> result<u32, problem>;
        merge: static async func(a: box, b: borrow<box>) -> result<box>;
      }
    }
    world w { import store; export run: func() -> string; }`;
  const { world } = await parseWit([{ file: 'a.wit', text }]);
  checkPages([world]);
  const page = (path: string): string =>
    emit({ worlds: [world], target: 'markdown' })
      .find((file) => file.path === path)!
      .text.replace(/ +\|/g, ' |');
  expect(page('index.md')).toContain('# Reference of a:b@1.0.0\n\nFaults and stores.\n');
  expect(page('faults.md')).toContain('| `big` | `u32` | Too `a\\|b`. |');
  expect(page('store.md')).toContain(
    '| [problem](faults.md#variant-fault) | `fault` of [faults](faults.md). Why. |',
  );
  expect(page('store.md')).toContain('| [resource box](#resource-box) | Holds things. |');
  expect(page('store.md')).toContain('`list<`[`rights`](#flags-rights)`>`');
  expect(page('store.md')).toContain(
    'Answers `u32`, or fails with [`problem`](faults.md#variant-fault).',
  );
  expect(page('store.md')).toContain(
    'merge: static async func(a: box, b: borrow<box>) -> result<box>',
  );
  const order = ['#### box.constructor', '#### box.merge', '#### box.put'];
  expect(order.map((one) => page('store.md').indexOf(one))).toEqual(
    order.map((one) => page('store.md').indexOf(one)).toSorted((a, b) => a - b),
  );
  expect(page('w.md')).toContain('# Exports of the world w');
});

/** Pieces of Markdown and HTML that mean something, or half of something. */
const MARKS = [
  '`',
  '``',
  '```',
  '```js',
  '~~~',
  '\n',
  '\n\n',
  '    ',
  '  - ',
  '1. ',
  '> ',
  '# ',
  '## x',
  '===',
  '---',
  '***',
  '___',
  '<script>',
  '</details>',
  '<!--',
  '-->',
  '<b',
  'onclick="x">',
  '<http://a.b>',
  '&lt;',
  '&#60;',
  '<![CDATA[',
  '<?',
  '[',
  ']',
  '](',
  ')',
  '[a](javascript:alert(1))',
  '[a]: javascript:x',
  '[a](<javascript:x>)',
  '![i](http://x)',
  '[b](https://example.com/`a|b)',
  '[c](../up.md)',
  '[d](#kv)',
  '(java&#115;cript:x)',
  '|',
  '| a | b |',
  '|---|---|',
  '\\',
  '\\\\',
  '\\|',
  '\\`',
  '*',
  '**',
  '_',
  'text',
  ' ',
  '.',
  '\u202e',
  '\u0000',
  '\t',
  '<a href=javascript:x>',
];

test('docs stay in their place, whatever is in them', () => {
  const docs = fc
    .array(fc.constantFrom(...MARKS), { maxLength: 25 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(docs, docs, (first, second) => {
      const text = (own: string, part: string): string =>
        emit({ worlds: [documentedWorld(own, part)], target: 'markdown' })
          .map((file) => file.text)
          .join('\n');
      const plain = readPage(text('x', 'x'));
      const page = readPage(text(first, second));
      expect(page.headings).toEqual(plain.headings);
      expect(page.html).toEqual(plain.html);
      const foreign = page.targets.filter((one) => !plain.targets.includes(one));
      expect(foreign.filter((one) => !/^https?:\/\/[^`|<>\\]+$/.test(one))).toEqual([]);
      for (const rows of page.tables) expect(new Set(rows).size).toBe(1);
    }),
    { numRuns: 1000 },
  );
});

/** A world whose every item has docs. */
function documentedWorld(docs: string, part: string): World {
  const key = { direction: 'import', name: 'a:b/c' } as const;
  const u8 = { kind: 'primitive', name: 'u8' } as const;
  const record = {
    name: 'r',
    owner: key,
    docs,
    body: {
      kind: 'record',
      fields: [
        { name: 'f', docs: part, type: u8 },
        { name: 'g', docs, type: u8 },
      ],
    },
  } as const;
  const func = {
    name: 'f',
    kind: { kind: 'free', name: 'f' },
    async: false,
    docs: part,
    parameters: [{ name: 'p', type: { kind: 'named', declaration: record } }],
    result: undefined,
  } as const;
  const found = { key, docs, types: [record], functions: [func] };
  return { name: 'w', id: 'a:b/w', docs: part, packageDocs: docs, imports: [found], exports: [] };
}

test('keeps what authors of docs do on purpose', () => {
  const docs = [
    'A [link](https://example.com) and `code` with `<b>`, *stressed*.',
    'The same paragraph.',
    '',
    'Title',
    '-----',
    '- one',
    '  - inside',
    '- two',
    '',
    '```js',
    'const a = `<b>`;',
    '',
    '| a | b |',
    '|---|---|',
    '| 1 | `x\\|y` |',
  ].join('\n');
  const [, page] = emit({ worlds: [documentedWorld(docs, 'x')], target: 'markdown' });
  expect(page!.text).toContain(
    'A [link](https://example.com) and `code` with `<b>`, _stressed_. The same paragraph.\n\n' +
      '**Title**\n\n- one\n  - inside\n- two\n\n```js\nconst a = `<b>`;\n\n| a | b |\n|---|---|\n| 1 | `x\\|y` |\n```\n',
  );
});
