import { expect, test } from 'vitest';
import type { Diagnostic } from '../model/index.js';
import { parseWit } from './index.js';
import type { WitSource } from './index.js';

/** What is refused: its text, or several files; what is said; and a part of the hint. */
type Refusal = readonly [text: string | readonly WitSource[], said: string, hint: string];

const begin = 'package a:b@1.0.0;\n';
const inner = (text: string): string => `${begin}interface i {\n${text}\n}\nworld w { import i; }`;
const syntax = 'wit.html for the syntax';

/** One small WIT for each thing that is refused; where two places are possible, the one that is at fault. */
const refusals: readonly Refusal[] = [
  // Text that is not WIT.
  ['', 'a.wit:1:1 no "package" header in any file of this package', 'begin a file with'],
  ['// no code', 'a.wit:1:1 no "package" header in any file of this package', 'begin a file'],
  ['\uFEFF', 'a.wit:1:1 no "package" header in any file of this package', 'begin a file with'],
  ['world w {}', 'a.wit:1:1 no "package" header in any file of this package', 'begin a file'],
  [
    `${begin}/* open`,
    'a.wit:2:1 expected the end of this comment, found the end of the file',
    syntax,
  ],
  [
    `${begin}world w {`,
    'a.wit:2:10 expected "import", "export", "include", "use" or a type, found the end of the file',
    syntax,
  ],
  [`${begin}world w { \u0007 }`, 'a.wit:2:11 expected WIT, found "U+0007"', syntax],
  [`${begin}/* \0 */ world w {}`, 'a.wit:2:4 expected WIT, found "U+0000"', syntax],
  [`${begin}/// \u202Etxt\nworld w {}`, 'a.wit:2:5 expected WIT, found "U+202E"', syntax],
  ['package a:b;\rworld w {}', 'a.wit:1:13 expected WIT, found "U+000D"', syntax],
  [`${begin}world w { import é: func(); }`, 'a.wit:2:18 expected WIT, found "é"', syntax],
  [`${begin}world 1w {}`, 'a.wit:2:7 expected a name, found "1w"', syntax],
  [`${begin}world w { import f: fun(); }`, 'a.wit:2:24 expected ";", found "("', syntax],
  [`${begin}package a:b;`, 'a.wit:2:12 expected "{", found ";"', syntax],
  [
    'package a:b@1.0;\nworld w {}',
    'a.wit:1:13 expected a version such as "1.0.0", found "1.0"',
    syntax,
  ],
  [
    'package a:b@01.0.0;\nworld w {}',
    'a.wit:1:13 expected a version such as "1.0.0", found "01.0.0"',
    syntax,
  ],
  [
    `${begin}package c:d {\n  package e:f {}\n}`,
    'a.wit:3:3 expected "interface", "world" or "use", found "package"',
    syntax,
  ],
  [
    `${begin}@since(version = 1.0.0)\npackage c:d {}`,
    'a.wit:3:1 expected "interface", "world" or "use", found "package"',
    syntax,
  ],
  // Attributes.
  [
    `${begin}@foo(x = 1)\nworld w {}`,
    'a.wit:2:2 expected "since", "unstable" or "deprecated", found "foo"',
    syntax,
  ],
  [
    `${begin}@since(feature = x)\nworld w {}`,
    'a.wit:2:8 expected "version", found "feature"',
    syntax,
  ],
  [
    `${begin}@since(version = 2.0.0)\nworld w {}`,
    'a.wit:2:1 feature gate cannot reference unreleased version 2.0.0 of package [a:b@1.0.0] (current version 1.0.0)',
    'not above that of the package',
  ],
  [
    'package a:b;\n@since(version = 1.0.0)\nworld w {}',
    'a.wit:2:1 package [a:b] contains a feature gate with a version specifier, so it must have a version',
    'give the package one',
  ],
  [
    inner('@since(version = 1.0.0)\n@since(version = 1.0.0)\nf: func();'),
    'a.wit:4:1 cannot specify @since twice',
    'leave one of the two out',
  ],
  [
    inner('@deprecated(version = 1.0.0)\nf: func();'),
    'a.wit:3:1 cannot specify both @deprecated without @since or @unstable',
    'write "@since',
  ],
  // Names.
  [inner('fooBar: func();'), `a.wit:3:1 invalid character in identifier "B"`, 'exchange-rate'],
  [
    inner('f: func();\na--b: func();'),
    `a.wit:4:1 identifiers must have characters between '-'s`,
    'exchange-rate',
  ],
  [
    inner('list: func();'),
    'a.wit:3:1 expected "type", "resource" or "func", found keyword "list"',
    '%list',
  ],
  [
    inner('record r { from: u8 }\nf: func(from: r);'),
    'a.wit:3:12 expected an identifier or string, found keyword "from"',
    '%list',
  ],
  [
    inner('f: func() -> list<variant>;'),
    'a.wit:3:19 expected a type, found keyword "variant"',
    '%list',
  ],
  [
    `${begin}world w { export t: u8; }`,
    'a.wit:2:21 expected an identifier or string, found keyword "u8"',
    '%list',
  ],
  [
    inner('record r { a: u8, b: u8, a: u8 }'),
    'a.wit:3:26 name "a" is defined more than once',
    'another name',
  ],
  [
    inner('resource r {\n a: func();\n a: static func();\n}'),
    'a.wit:5:2 name "a" is defined more than once',
    'another name',
  ],
  [
    inner('resource r {\n constructor();\n constructor(a: u8);\n}'),
    'a.wit:5:2 duplicate constructors',
    'static function',
  ],
  [
    `${begin}interface i {}\ninterface i {}\nworld w {}`,
    'a.wit:3:11 name "i" is defined more than once',
    'another name',
  ],
  [
    `${begin}world w {\n type f = u8;\n import f: func();\n}`,
    'a.wit:4:9 import "f" conflicts with prior type of same name',
    'another name',
  ],
  [
    `${begin}world w {\n export f: func();\n export F: func();\n}`,
    'a.wit:4:9 export "F" in world "w" conflicts with export "f" (kebab-case identifiers are case-insensitive)',
    'more than case',
  ],
  // Types.
  [inner('f: func(a: u33);\ng: func();'), 'a.wit:3:12 name "u33" does not exist', 'declare it'],
  [inner('f: func(a: float32);'), 'a.wit:3:12 name "float32" does not exist', 'f32'],
  [
    `${begin}interface i {\n f: func(a: t);\n}\ninterface j {\n type t = u8;\n g: func(a: t);\n}\nworld w { import i; import j; }`,
    'a.wit:3:13 name "t" does not exist',
    'declare it',
  ],
  [
    inner('record r { of: r }\nf: func(a: r);'),
    'a.wit:3:8 type "r" depends on itself',
    'an index into',
  ],
  [inner('variant v {}'), 'a.wit:3:12 expected a case, found "}"', syntax],
  [
    inner('f: func(x: map<f32, u8>);'),
    'a.wit:3:16 invalid map key type: map keys must be bool, u8, u16, u32, u64, s8, s16, s32, s64, char, or string',
    'list of pairs',
  ],
  [inner('f: func(x: map<u8>);'), 'a.wit:3:18 expected ",", found ">"', syntax],
  [inner('f: func(x: option<_>);'), 'a.wit:3:19 expected a type, found keyword "_"', syntax],
  [inner('f: func(x: list<u8, -1>);'), 'a.wit:3:21 expected WIT, found "-"', syntax],
  [
    inner('f: func(x: list<u8, 4294967296>);'),
    'a.wit:3:21 expected a length of 32 bits, found "4294967296"',
    syntax,
  ],
  [
    inner('type t = u8;\nf: func(x: borrow<t>);'),
    'a.wit:4:19 type "t" used in a handle must be a resource',
    'without "own" or "borrow"',
  ],
  [
    `${begin}interface j { type t = u8; }\ninterface i {\n use j.{t};\n f: func(x: borrow<t>);\n}\nworld w { import i; }`,
    'a.wit:5:20 type "t" used in a handle must be a resource',
    'without "own" or "borrow"',
  ],
  [
    inner('resource r;\nf: func() -> list<borrow<r>>;'),
    'a.wit:4:1 function "f" returns a type which contains a "borrow<T>" which is not supported',
    'return the resource itself',
  ],
  [
    inner('resource r {\n m: func() -> borrow<r>;\n}'),
    'a.wit:4:2 function "[method]r.m" returns a type which contains a "borrow<T>" which is not supported',
    'return the resource itself',
  ],
  [
    inner('resource r {\n constructor() -> u8;\n}'),
    'a.wit:4:19 if a constructor return type is declared it must be a "result"',
    'let it return nothing',
  ],
  [
    inner('resource r {\n constructor() -> result<u8>;\n}'),
    'a.wit:4:19 the "ok" type must be the resource being constructed',
    'let it return nothing',
  ],
  // Interfaces, worlds and packages.
  [
    `${begin}world w { import i; }`,
    'a.wit:2:18 interface or world "i" does not exist',
    'name its package too',
  ],
  [
    `${begin}interface i {}\nworld w {\n import i;\n export i;\n import i;\n}`,
    'a.wit:6:9 interface cannot be imported more than once',
    'leave one of the two out',
  ],
  [
    `${begin}interface i { use j.{t}; }\ninterface j { f: func(); }\nworld w { import i; }`,
    'a.wit:2:22 name "t" does not exist',
    'declare it',
  ],
  [
    `${begin}interface i { use j.{f}; }\ninterface j { f: func(); }\nworld w { import i; }`,
    'a.wit:2:22 cannot import function "f"',
    'name a type',
  ],
  [
    `${begin}interface i { use j.{t}; type u = u8; }\ninterface j { use i.{u}; type t = u8; }\nworld w { import i; }`,
    'a.wit:3:11 interface or world "j" depends on itself',
    'an interface of its own',
  ],
  [
    `${begin}world w { include w; }`,
    'a.wit:2:7 interface or world "w" depends on itself',
    'an interface of its own',
  ],
  [
    `${begin}interface i {}\nworld w { include i; }`,
    'a.wit:3:19 name "i" is defined as an interface, not a world',
    '"include" takes a world',
  ],
  [
    `${begin}world w {\n include v with { a as b }\n}\nworld v {}`,
    'a.wit:3:19 no import or export kebab-name "a". Note that an ID does not support renaming',
    'under a plain name',
  ],
  [
    `${begin}world w { import c:d/e@1.0.0; }`,
    'a.wit:2:18 package "c:d@1.0.0" not found. known packages: a:b@1.0.0',
    'in "deps"',
  ],
  [
    `${begin}world w { import c:d/e; }\npackage c:d { interface f {} }`,
    'a.wit:2:22 interface "e" not found in package "c:d"',
    'declare it there',
  ],
  [
    [
      { file: 'a.wit', text: begin },
      { file: 'b.wit', text: '// other\npackage a:c;\nworld w {}' },
    ],
    'b.wit:2:1 the package "a:c" is "a:b@1.0.0" in another file of it',
    'belong into "deps"',
  ],
  [
    [
      { file: 'a.wit', text: `${begin}world w { import c:d/e; }` },
      {
        file: 'deps/c/e.wit',
        text: 'package c:d;\ninterface e { f: func(a: x); }',
        dependency: 'c',
      },
    ],
    'deps/c/e.wit:2:26 name "x" does not exist',
    'declare it',
  ],
  [
    [
      { file: 'a.wit', text: `${begin}world w {}` },
      { file: 'deps/c/e.wit', text: 'interface e {}', dependency: 'c' },
    ],
    'deps/c/e.wit:1:1 no "package" header in any file of this package',
    'begin a file with',
  ],
  // What stands around a fault moves no place.
  [
    'package a:b;\r\nworld w {\r\n  import f: func(a: x);\r\n}\r\n',
    'a.wit:3:21 name "x" does not exist',
    'declare it',
  ],
  [
    '\uFEFFpackage a:b;\nworld w {\n\timport f: func(a: x);\n}',
    'a.wit:3:20 name "x" does not exist',
    'declare it',
  ],
  [
    'package a:b;\nworld w { /* 😀 */ import f: func(a: x); }',
    'a.wit:2:38 name "x" does not exist',
    'declare it',
  ],
  // The choice of a world, here of "w".
  [begin, 'a.wit:1:1 there is no world "w"', 'the package declares no world'],
  [`${begin}world v {}\nworld u {}`, 'a.wit:2:7 there is no world "w"', 'choose one of: v, u'],
  [`${begin}package c:d { world w {} }`, 'a.wit:1:1 there is no world "w"', 'choose one of: c:d/w'],
  // Sizes.
  [
    inner(`f: func(a: ${'list<'.repeat(200)}u8${'>'.repeat(200)});`),
    'a.wit:3:517 types are nested more than 100 levels deep',
    'names of their own',
  ],
  [
    inner(`f: func(a: list<u8, 1000001>);`),
    'a.wit:3:1 "f" has types of more than 1000000 values',
    'what is repeated',
  ],
];

test.each(refusals)('%j is refused', async (text, said, hint) => {
  const sources = typeof text === 'string' ? [{ file: 'a.wit', text }] : text;
  const error = (await parseWit(sources, 'w').catch((cause: unknown) => cause)) as Diagnostic;
  const { file, line, column, message, name } = error;
  expect(name).toBe('Diagnostic');
  expect(`${file}:${line}:${column} ${message}`).toBe(said);
  expect(error.hint).toContain(hint);
  const shown = sources.find((one) => one.file === file)!.text.split('\n')[line! - 1]!;
  expect(column).toBeLessThanOrEqual(shown.length + 1);
});

test('messages and frames are short, whatever the text', async () => {
  const long = 'x'.repeat(100_000);
  for (const text of [`import f: func(a: ${long});`, `import ${long}: func(a: y);`]) {
    const sources = [{ file: 'a.wit', text: `${begin}world w { ${text} }` }];
    const error = (await parseWit(sources).catch((cause: unknown) => cause)) as Diagnostic;
    expect(error.render().length).toBeLessThan(1000);
    expect(error.render()).toContain('^');
  }
});

test('a refusal takes no time or stack that its text does not take', async () => {
  const blanks = ' '.repeat(500_000);
  const parts = 'a.'.repeat(1_000_000);
  for (const [text, said] of [
    [inner(`/*${blanks}*/ f: func(x: map<f32, u8>);`), 'invalid map key type'],
    [`package a:b@1.0.0-${parts}a;\nworld w {}`, 'expected a version such as "1.0.0"'],
  ] as const) {
    await expect(parseWit([{ file: 'a.wit', text }])).rejects.toThrow(said);
  }
});

test('an empty comment is one, wherever it stands', async () => {
  const empty = '/**/';
  const text = `${empty} ${begin} ${empty} world w { ${empty} import ${empty} f: ${empty} func(); }
package c:d { ${empty} interface i {} }`;
  const { world } = await parseWit([{ file: 'a.wit', text }]);
  expect(world.imports[0]!.functions[0]!.docs).toBe('');
});

test('worlds are chosen by their whole name, too', async () => {
  const sources = [{ file: 'a.wit', text: `${begin}world %type {}\nworld v {}` }];
  for (const name of ['type', 'a:b/type', 'a:b/type@1.0.0']) {
    expect((await parseWit(sources, name)).world.id).toBe('a:b/type@1.0.0');
  }
  for (const name of ['', '__proto__', 'c:d/v', 'a:b/v@2.0.0', '../v', '\u001B[2J', '%v']) {
    await expect(parseWit(sources, name)).rejects.toThrow('there is no world');
  }
  await expect(parseWit(sources)).rejects.toThrow('the package has no single world');
});

test('worlds of dependencies and of nested packages are chosen by their whole name', async () => {
  const sources = [
    { file: 'a.wit', text: `${begin}package %type:%use@0.2.1 { world %import {} }\nworld v {}` },
    {
      file: 'deps/c.wit',
      dependency: 'c.wit',
      text: `package c:d;
/// Kept.
world w { /** Also kept. */ import g: func(); include e:f/base; }
package e:f { world base { /// In the end, too.
  export h: func(); } }`,
    },
  ];
  const names = ['type:use/import@0.2.1', 'type:use/import', 'c:d/w', 'e:f/base', 'v', 'a:b/v'];
  const found = [];
  for (const name of names) found.push((await parseWit(sources, name)).world);
  expect(found.map((one) => one.id)).toEqual([
    'type:use/import@0.2.1',
    'type:use/import@0.2.1',
    'c:d/w',
    'e:f/base',
    'a:b/v@1.0.0',
    'a:b/v@1.0.0',
  ]);
  const [imported, exported] = [found[2]!.imports[0], found[2]!.exports[0]];
  expect([found[2]!.docs, imported!.functions[0]!.docs, exported!.functions[0]!.docs]).toEqual([
    'Kept.',
    'Also kept.',
    'In the end, too.',
  ]);
});
