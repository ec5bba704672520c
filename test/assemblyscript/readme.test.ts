import { readFile } from 'node:fs/promises';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { expect, it } from 'vitest';
import { ask, startHost } from '../e2e/function-harness.js';
import { buildSource } from './function-source.js';

const page = new URL('../../packages/assemblyscript-sdk/README.md', import.meta.url);

it('the function that the README begins with counts visits', async () => {
  const [, source] = /```ts\n([^]*?)```/.exec(await readFile(page, 'utf8'))!;
  const { component } = await buildSource(source!);
  const { host } = await startHost({
    providers: { kv: createMemoryKv() },
    policy: { interfaces: ['kv'] },
  });
  const fn = await host.load(component, { name: 'visits' });
  const text = async (path: string): Promise<string> => (await fn.fetch(ask(path))).text();
  expect(await text('/?name=a')).toBe('visit 1');
  expect(await text('/?name=a')).toBe('visit 2');
  expect(await text('/')).toBe('visit 1');
}, 60_000);
