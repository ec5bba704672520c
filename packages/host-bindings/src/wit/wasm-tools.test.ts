import { expect, test } from 'vitest';
import { embedWorld } from './wasm-tools.js';

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
