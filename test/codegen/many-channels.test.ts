import { expect, test } from 'vitest';
import { emit, parseWit } from '../../packages/host-bindings/src/generator/index.js';

test('streams of many types cost what each of them costs', async () => {
  const count = 3000;
  const many = (line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join('\n');
  const text = `package a:b;
interface i {
${many((index) => `record q${index} { a: u8 }`)}
${many((index) => `g${index}: func(x: stream<q${index}>);`)}
}
world w { import i; }`;
  const { world } = await parseWit([{ file: 'a.wit', text }]);
  // Looked for in all functions, each would take minutes together.
  const files = emit({ worlds: [world], target: 'as-guest' });
  const channels = files.find(({ path }) => path === 'channels.ts');
  expect(channels!.text).toContain(`[stream-new-0]g${count - 1}`);
});
