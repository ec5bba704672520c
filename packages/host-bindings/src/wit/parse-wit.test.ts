import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { packageOf } from '../model/index.js';
import type { Interface, TypeDeclaration, World } from '../model/index.js';
import { parseWit, readSources } from './index.js';

const contract = fileURLToPath(new URL('../../../../wit', import.meta.url));

async function rendered(text: string, world?: string): Promise<string> {
  try {
    await parseWit([{ file: 'a.wit', text }], world);
    return 'parsed';
  } catch (error) {
    return (error as { render(): string }).render();
  }
}

describe('faults', () => {
  test('of syntax have a file, a line, a column and the lines around them', async () => {
    expect(await rendered('package a:b;\nworld w {\n  import f: fun();\n}\n')).toBe(
      [
        'a.wit:3:16: error [wit-syntax] expected ";", found "("',
        '1 | package a:b;',
        '2 | world w {',
        '3 |   import f: fun();',
        '  |                ^',
        'hint: see https://component-model.bytecodealliance.org/design/wit.html for the syntax',
      ].join('\n'),
    );
    expect(await rendered('package a:b;\nworld w {')).toContain('found the end of the file');
    expect(await rendered('package a:b;\n/* open')).toContain('a.wit:2:1');
    expect(await rendered('package a:b; \u0007')).toContain('a.wit:1:14');
  });

  test('of meaning have the place that wasm-tools names', async () => {
    const text = 'package a:b;\nworld w { import f: func(a: foo); }\n';
    expect(await rendered(text)).toContain(
      'a.wit:2:29: error [wit-invalid] name "foo" does not exist',
    );
  });

  test('of names that are keywords have the place of the name', async () => {
    const text =
      'package a:b;\ninterface i {\n  variant v { list(list<u8>) }\n  f: func() -> list<v>;\n}\nworld w { import i; }';
    expect(await rendered(text)).toContain('a.wit:3:15: error [wit-invalid]');
  });

  test('of paths name the path', () => {
    expect(() => readSources('/nowhere/at/all')).toThrow('"/nowhere/at/all" does not exist');
    expect(() => readSources(fileURLToPath(new URL('.', import.meta.url)))).toThrow(
      'holds no .wit file',
    );
    const root = fileURLToPath(new URL('../../../..', import.meta.url));
    expect(() => readSources(root)).toThrow(
      expect.objectContaining({ hint: `pass "${join(root, 'wit')}", which holds some` }),
    );
  });

  test('of depth do not end this program', async () => {
    const deep = (depth: number): string =>
      `package a:b;\nworld w { import f: func(a: ${'list<'.repeat(depth)}u8${'>'.repeat(depth)}); }\n`;
    expect(await rendered(deep(90))).toBe('parsed');
    expect(await rendered(deep(200_000))).toContain('error [wit-too-deep]');
    expect(await rendered(deep(3))).toBe('parsed');
  });
});

describe('the contract', () => {
  test('keeps every doc comment', async () => {
    const sources = readSources(contract);
    const names = [
      ...readFileSync(`${contract}/worlds.wit`, 'utf8').matchAll(/^world ([a-z-]+)/gm),
    ];
    const found = new Set<string>();
    let docs;
    for (const [, name] of names) {
      const parsed = await parseWit(sources, name);
      docs = parsed.docs;
      collect(parsed.world, found);
    }
    const written = docs!.paths().map((path) => path.join(' '));
    expect(written.length).toBeGreaterThan(150);
    // An interface that no world holds has no model; its docs are in the source alone.
    const isModelled = (path: string): boolean => !path.startsWith('wajs:platform/ring-blocking@');
    const lost = written.filter((path) => isModelled(path) && !found.has(path));
    expect(lost).toEqual([]);
  });

  test('has a doc comment for each line that carries one', () => {
    let marks = 0;
    for (const name of readdirSync(contract)) {
      const lines = readFileSync(`${contract}/${name}`, 'utf8')
        .split('\n')
        .map((line) => line.trim());
      marks += lines.filter(
        (line, at) => line.startsWith('///') && !lines[at - 1]?.startsWith('///'),
      ).length;
    }
    return parseWit(readSources(contract), 'service').then(({ docs }) => {
      expect(docs.paths()).toHaveLength(marks);
    });
  });

  test('is frozen', async () => {
    const { world } = await parseWit(readSources(contract), 'service');
    expect(Object.isFrozen(world.imports[0]!.types[0]!.body)).toBe(true);
  });
});

test('dependencies, renamed imports and escaped names are resolved', async () => {
  const { world } = await parseWit([
    {
      file: 'main.wit',
      text: 'package a:%import@1.2.3;\ninterface %type { use c:d/e@0.1.0.{x as y}; f: func(%record: y) -> y; }\nworld %world { import %type; export run: async func(); type z = u8; }\n',
    },
    {
      file: 'deps/c/e.wit',
      text: 'package c:d@0.1.0;\n/// Has a type.\ninterface e { /// A number.\n type x = u32; }',
      dependency: 'c',
    },
  ]);
  expect(world.id).toBe('a:import/world@1.2.3');
  expect(world.imports.map((one) => [one.key.name, one.docs])).toEqual([
    ['c:d/e@0.1.0', 'Has a type.'],
    ['a:import/type@1.2.3', ''],
    ['$root', ''],
  ]);
  expect(world.imports[0]!.types[0]).toMatchObject({ name: 'x', docs: 'A number.' });
  expect(world.exports[0]!.functions[0]).toMatchObject({ name: 'run', async: true });
});

test('a use at the top of a file is for that file alone', async () => {
  const dependency = 'c';
  const { world } = await parseWit(
    [
      {
        file: 'one.wit',
        text: 'package a:b;\nuse c:d/e as k;\nuse c:d/f;\nworld w { import k; export f; include v; }',
      },
      {
        file: 'two.wit',
        text: 'use c:d/f as k; use c:d/e as %f;\ninterface x { use k.{t}; use f.{u}; }\nworld v { import x; import n:m/o; }',
      },
      { file: 'deps/c/e.wit', text: 'package c:d;\ninterface e { type u = u8; }', dependency },
      {
        file: 'deps/c/f.wit',
        text: 'use e as f-e;\ninterface f { use f-e.{u as t}; }\npackage n:m { interface o {} }',
        dependency,
      },
    ],
    'w',
  );
  expect(world.imports.map((one) => one.key.name)).toEqual(['c:d/e', 'c:d/f', 'a:b/x', 'n:m/o']);
  expect(world.exports.map((one) => one.key.name)).toEqual(['c:d/f']);
});

function collect(world: World, found: Set<string>): void {
  const add = (docs: string, ...path: string[]): void => {
    if (docs !== '') found.add(path.join(' '));
  };
  add(world.docs, world.id);
  add(world.packageDocs, packageOf(world.id));
  for (const one of [...world.imports, ...world.exports]) collectInterface(one, add);
}

function collectInterface(one: Interface, add: (docs: string, ...path: string[]) => void): void {
  const { name } = one.key;
  add(one.docs, name);
  for (const type of one.types) {
    add(type.docs, name, type.name);
    for (const member of membersOf(type)) add(member.docs, name, type.name, member.name);
  }
  for (const { docs, kind } of one.functions) {
    if (kind.kind === 'free') add(docs, name, kind.name);
    else
      add(docs, name, kind.resource.name, kind.kind === 'constructor' ? 'constructor' : kind.name);
  }
}

function membersOf({ body }: TypeDeclaration): readonly { name: string; docs: string }[] {
  switch (body.kind) {
    case 'record':
      return body.fields;
    case 'variant':
    case 'enum':
      return body.cases;
    case 'flags':
      return body.labels;
    case 'alias':
    case 'resource':
      return [];
  }
}

describe('types of any size', () => {
  const chain = (levels: number): string =>
    Array.from({ length: levels }, (_, at) => `record r${at + 1} { a: r${at} }`).join('\n');

  test('that names build up are refused before anything walks them', async () => {
    const tuples = Array.from(
      { length: 12 },
      (_, at) => `type t${at + 1} = tuple<${Array(8).fill(`t${at}`).join(', ')}>;`,
    );
    const text = `package a:b;\ninterface i {\ntype t0 = u8;\n${tuples.join('\n')}\n}\nworld w { import i; }\n`;
    expect(await rendered(text)).toMatch(
      /^a\.wit:8:6: error \[wit-too-large\] "t5" has types of more than 10000 parts/,
    );
  });

  test('of many levels through names are refused', async () => {
    const text = (levels: number): string =>
      `package a:b;\ninterface i {\nrecord r0 { a: u8 }\n${chain(levels)}\n}\nworld w { import i; }\n`;
    expect(await rendered(text(90))).toBe('parsed');
    expect(await rendered(text(99))).toContain(
      '[wit-too-large] "r99" has types of more than 100 levels',
    );
    expect(await rendered(text(3000))).toMatch(/error \[wit-/);
  });

  test('of a fixed length are counted by it', async () => {
    const text = (type: string): string =>
      `package a:b;\nworld w { import f: func(a: ${type}) -> ${type}; }\n`;
    for (const type of [
      'list<u8, 65536>',
      'list<list<string, 500>, 1000>',
      'list<list<u8, 0>, 99>',
    ]) {
      expect(await rendered(text(type))).toBe('parsed');
    }
    for (const type of ['list<u8, 500001>', 'list<list<tuple<u8, u8>, 1000>, 1000>']) {
      expect(await rendered(text(type))).toContain('"f" has types of more than 1000000 values');
    }
    expect(await rendered(text('list<tuple<>, 10001>'))).toContain('more than 10000 parts');
  });

  test('of any number of members are refused, and any number of items is taken', async () => {
    const names = Array.from({ length: 150_000 }, (_, at) => `n${at}`);
    const text = (inner: string): string =>
      `package a:b;\ninterface i { ${inner} }\nworld w { import i; }\n`;
    expect(
      await rendered(text(`record r { ${names.map((one) => `${one}: u8`).join()} }`)),
    ).toContain('a.wit:2:22: error [wit-too-large] "r" has types of more than 10000 parts');
    const types = names.map((one) => `type ${one} = u8;`).join(' ');
    expect(await rendered(text(types))).toBe('parsed');
  });

  test('and text beyond all measure is refused unread', async () => {
    const text = `package a:b;\n//${' '.repeat(9 * 1024 * 1024)}\nworld w {}\n`;
    expect(await rendered(text)).toContain('error [wit-too-long]');
  });
});

test('characters that steer a terminal are named in messages', async () => {
  expect(await rendered('package a:b;\nworld w { \u001b }\n')).toContain('found "U+001B"');
});
