import { expect, test } from 'vitest';
import { makeComponent, parseWit } from './index.js';

const emptyModule = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

test.each([
  ['record r {} f: func(a: r);', 'record type must have at least one field'],
  ['f: func(a: list<u8, 0>);', 'Fixed-length lists must have more than zero elements'],
  ['x: func(); X: func();', 'export name `X` conflicts with previous name `x`'],
  [
    `flags l { ${Array.from({ length: 33 }, (_, index) => `l${index}`).join(', ')} } f: func(a: l);`,
    'cannot have more than 32 flags',
  ],
])('a world that no component can be of is not blamed on the module: %s', async (body, fault) => {
  const text = `package a:b; interface i { ${body} } world w { import i; }`;
  const wit = await parseWit([{ file: 'a.wit', text }]);
  await expect(makeComponent({ module: emptyModule, wit })).rejects.toMatchObject({
    code: 'invalid-world',
    message: `no component can be of the world "a:b/w": ${fault}`,
  });
});

test('a module that lacks what its world exports does not fit it', async () => {
  const text = 'package a:b; world w { export f: func(); }';
  const wit = await parseWit([{ file: 'a.wit', text }]);
  await expect(makeComponent({ module: emptyModule, wit })).rejects.toMatchObject({
    code: 'invalid-module',
    message: expect.stringContaining('the module does not fit the world "a:b/w"') as string,
  });
});
