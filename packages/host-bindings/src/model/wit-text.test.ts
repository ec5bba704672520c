import { expect, test } from 'vitest';
import { parseWit } from '../wit/index.js';
import { witDeclaration, witSignature } from './index.js';

test('what is shown can be copied into WIT, keywords too', async () => {
  const text = `package a:b;
interface i {
  record %record { %type: u8, plain: u8 }
  enum %enum { %list, other }
  flags %flags { %world }
  variant %variant { %own(%record), %func }
  resource %resource;
  %import: func(%use: %record, it: borrow<%resource>) -> list<%enum>;
}
world w { import i; }`;
  const { world } = await parseWit([{ file: 'a.wit', text }]);
  const [found] = world.imports;
  expect(found!.types.flatMap(witDeclaration)).toEqual([
    'record %record { %type: u8, plain: u8 }',
    'enum %enum { %list, other }',
    'flags %flags { %world }',
    'variant %variant { %own(%record), %func }',
    'resource %resource',
  ]);
  const shown = found!.functions.map(witSignature);
  expect(shown).toEqual(['%import: func(%use: %record, it: borrow<%resource>) -> list<%enum>']);
});
