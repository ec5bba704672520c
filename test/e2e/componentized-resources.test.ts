import type { ExportInterface } from '@org/host-bindings/contract';
import { componentize } from 'componentize-qjs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { emitWorld } from './emitted-world.js';
import { startHost } from './function-harness.js';

interface Shelf extends Disposable {
  put(book: string): Promise<number>;
}

interface Library {
  readonly shelf: {
    create(name: string): Promise<Shelf>;
    join(a: Shelf, b: Shelf): Promise<Shelf>;
  };
  books(shelves: Shelf[]): Promise<string[]>;
}

const source = `
class Shelf {
  constructor(name) { this.name = name; this.books = []; }
  put(book) { return this.books.push(this.name + ': ' + book); }
  static join(a, b) {
    const shelf = new Shelf(a.name + b.name);
    shelf.books = [...a.books, ...b.books];
    return shelf;
  }
}
export const library = {
  Shelf,
  books: (shelves) => shelves.flatMap(({ books }) => books),
};
`;

// componentize-qjs 0.4.5 loses an object that is given back to it as owned, under jco as well: only lent ones here.
it('a component that another tool made of JavaScript has resources on the direct carrier', async () => {
  const witPath = fileURLToPath(new URL('library.wit', import.meta.url));
  const { component } = await componentize({ witPath, world: 'reader', jsSource: source });
  const { host: emitted } = await emitWorld<{ library: { library: ExportInterface<Library> } }>(
    'library.wit',
    'reader',
  );
  const { host } = await startHost();
  const fn = await host.load(component, { name: 'library' });
  using session = await fn.open();
  const library = session.bind(emitted.library.library);
  const [a, b] = [await library.shelf.create('a'), await library.shelf.create('ä')];
  expect(await a.put('one')).toBe(1);
  expect(await b.put('twö')).toBe(1);
  const both = await library.shelf.join(a, b);
  expect(await both.put('three')).toBe(3);
  expect(await library.books([both, a])).toEqual(['a: one', 'ä: twö', 'aä: three', 'a: one']);
  a[Symbol.dispose]();
  await expect(a.put('more')).rejects.toThrow('the "shelf" was disposed of');
  expect(await library.books([b])).toEqual(['ä: twö']);
  using other = await fn.open();
  expect(await other.bind(emitted.library.library).books([])).toEqual([]);
}, 60_000);
