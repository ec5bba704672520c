import { expect, test, vi } from 'vitest';
import { loadCompiler, type LoadedCompiler } from './compiler.js';
import { runCompiler } from './run-compiler.js';

vi.mock(import('./compiler.js'), () => ({ loadCompiler: vi.fn<typeof loadCompiler>() }));

const main = vi.fn<LoadedCompiler['asc']['main']>();
vi.mocked(loadCompiler).mockResolvedValue({ asc: { main } } as never);
const run = (): Promise<Error | undefined> => runCompiler([], {} as never);

test('a fault of the compiler itself is an error, and ends no process', async () => {
  const before = { exit: Reflect.get(process, 'exit') as unknown, error: console.error };
  const print = vi.spyOn(console, 'error').mockReturnValue();
  main.mockImplementationOnce(() => {
    console.error('Whoops, the AssemblyScript compiler has crashed during compile :-(\nat a stack');
    console.error('something else');
    process.exit(1);
  });
  expect(await run()).toMatchObject({ message: 'it crashed during compile' });
  expect(print.mock.calls).toEqual([['something else']]);
  print.mockRestore();
  expect({ exit: Reflect.get(process, 'exit') as unknown, error: console.error }).toEqual(before);
});

test('programs are compiled one after the other, whatever becomes of them', async () => {
  const order: string[] = [];
  for (const name of ['first', 'second']) {
    main.mockImplementationOnce(async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      if (name === 'first') throw new Error('broken');
      return { error: null };
    });
  }
  const results = await Promise.all([run(), run()]);
  expect(results).toEqual([new Error('broken'), undefined]);
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});
