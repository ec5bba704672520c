import { expect, test } from 'vitest';
import type { Interface, World } from '../../model/index.js';
import { moduleNames } from './module-names.js';

function imported(name: string): Interface {
  return { key: { direction: 'import', name }, docs: '', types: [], functions: [] };
}

function namesOf(names: readonly string[], worldName = 'w', reserved: string[] = []): string[] {
  const world: World = {
    name: worldName,
    id: `a:b/${worldName}`,
    docs: '',
    packageDocs: '',
    imports: [],
    exports: [],
  };
  const found = names.map((name) => ({ found: imported(name), world }));
  return [...moduleNames(found, reserved).values()];
}

test('names modules after interfaces, with package and version where it takes them', () => {
  expect(namesOf(['a:b/kv@1.0.0', 'c:d/kv@1.0.0', 'a:b/kv@2.0.0', 'KV'])).toEqual([
    'kv',
    'd-kv',
    'b-kv',
    'kv-2',
  ]);
});

test('gives no name that a file system, or the emitter, takes for something else', () => {
  expect(namesOf(['a:b/aux', 'a:b/index', 'con', '$root'], 'NUL', ['index'])).toEqual([
    'b-aux',
    'b-index',
    'con-2',
    'nul-world',
  ]);
  const long = namesOf([`a:b/${'x'.repeat(300)}`, `c:d/${'x'.repeat(300)}`, 'x'.repeat(300)]);
  expect(long.map((name) => name.length)).toEqual([100, 100, 102]);
  expect(new Set(long).size).toBe(3);
});
