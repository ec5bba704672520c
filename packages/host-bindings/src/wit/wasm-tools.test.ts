import { expect, test, vi } from 'vitest';
import { decodeComponentType, findCustomSection } from './component-type.js';
import { embedWorld, wrapModule } from './wasm-tools.js';

test('a trap of wasm-tools does not spoil the next call', async () => {
  const levels = 100_000;
  const deep = `${'list<'.repeat(levels)}u8${'>'.repeat(levels)}`;
  const trapped = await embedWorld(`package a:b;\nworld w { import f: func(a: ${deep}); }`, 'w');
  expect(trapped).toMatchObject({ ok: false });
  expect(await embedWorld('package a:b;\nworld w {}', 'w')).toMatchObject({ ok: true });
  expect(await embedWorld('package a:b;\nworld w { import f: fun(); }', 'w')).toMatchObject({
    ok: false,
    message: expect.stringContaining('expected'),
  });
});

test('text beyond what its memory held, in any script, is read and answered', async () => {
  const comment = `// ${'Größe und 価格 '.repeat(200_000)}\n`;
  const source = `package a:b;\n${comment}world w { import f: func(size: u32); }`;
  const answer = await embedWorld(source, 'w');
  expect(
    answer.ok && decodeComponentType(findCustomSection(answer.core, 'component-type')),
  ).toEqual(expect.objectContaining({ kind: 'component' }));
  expect(await embedWorld(`${source}\n/// 価格\nworld w {}`, 'w')).toMatchObject({
    ok: false,
    message: expect.stringContaining('`w`'),
  });
});

test('a module that is none, or that does not fit its world, is answered with a reason', async () => {
  const world = { witSource: 'package a:b;\nworld w { export f: func(); }', world: 'w' };
  const encoding = 'utf8';
  for (const module of [Uint8Array.of(1, 2, 3), Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)]) {
    expect(await wrapModule({ ...world, module, encoding })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/./),
    });
  }
});

test('memory that a large text has needed is given back', async () => {
  const { Instance } = WebAssembly;
  const made = vi.spyOn(WebAssembly, 'Instance').mockImplementation(function (module, imports) {
    return new Instance(module, imports);
  });
  const small = 'package a:b;\nworld w {}';
  await embedWorld(small, 'w');
  await embedWorld(small, 'w');
  const before = made.mock.calls.length;
  const functions = Array.from({ length: 100_000 }, (_, index) => `g${index}: func();`);
  const large = `package a:b;\ninterface i { ${functions.join('\n')} }\nworld w { import i; }`;
  for (const text of [large, small, small]) {
    expect(await embedWorld(text, 'w')).toMatchObject({ ok: true });
  }
  expect(made.mock.calls.length - before).toBe(1);
});
