import { fileURLToPath } from 'node:url';
import type { FunctionSession, LoadedFunction } from '@org/host-bindings';
import type { ExportInterface } from '@org/host-bindings/contract';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { beforeAll, describe, expect, test } from 'vitest';
import { emitWorld } from '../e2e/emitted-world.js';
import { ask, type LogRecord, startHost } from '../e2e/function-harness.js';
import { buildGuest } from './as-guest.js';
import { witPath } from './emitted-module.js';

const LIBRARY = `
import { Book, Ledger, serveLedger } from './gen/ledger';
import { serveShelf, Shelf } from './gen/shelf';

let open: u32 = 0;

class MyBook extends Book {
  lines: Array<string> = [];
  constructor(public title: string) { super(); open += 1; }
  write(line: string): u32 { this.lines.push(line); return this.lines.length; }
  text(): string { return this.title + ': ' + this.lines.join(', '); }
  drop(): void { open -= 1; }
}

class MyLedger extends Ledger {
  createBook(title: string): Book { return new MyBook(title); }
  bookMerge(a: Book, b: Book): Book { a.write(b.text()); return a; }
  openBooks(): u32 { return open; }
  lendBack(given: Book): Book | null {
    if (given.text().length <= 20) return given;
    given.release();
    return null;
  }
}

class MyShelf extends Shelf {
  texts(books: Array<Book>): Array<string> { return books.map<string>((one) => one.text()); }
  fill(count: u32): Array<Book> {
    const books = new Array<Book>();
    for (let index: u32 = 0; index < count; index++) books.push(new MyBook(index.toString()));
    return books;
  }
}

serveLedger(new MyLedger());
serveShelf(new MyShelf());
`;

interface Book extends Disposable {
  write(line: string): Promise<number>;
  text(): Promise<string>;
}

interface Ledger {
  readonly book: { create(title: string): Promise<Book>; merge(a: Book, b: Book): Promise<Book> };
  openBooks(): Promise<number>;
  lendBack(given: Book): Promise<Book | undefined>;
}

interface Shelf {
  texts(books: readonly Book[]): Promise<string[]>;
  fill(count: number): Promise<Book[]>;
}

interface LibraryModules {
  readonly ledger: { readonly ledger: ExportInterface<Ledger> };
  readonly shelf: { readonly shelf: ExportInterface<Shelf> };
}

describe('resources of a guest in AssemblyScript', () => {
  let modules: LibraryModules;
  let fn: LoadedFunction;

  beforeAll(async () => {
    modules = (await emitWorld<LibraryModules>('../codegen/wit/library.wit', 'library')).host;
    const { component } = await buildGuest({ wit: witPath('library.wit'), entry: LIBRARY });
    const { host } = await startHost({ policy: {} });
    fn = await host.load(component, { name: 'library' });
  }, 60_000);

  async function open(): Promise<{ session: FunctionSession; ledger: Ledger; shelf: Shelf }> {
    const session = await fn.open();
    const ledger = session.bind(modules.ledger.ledger);
    return { session, ledger, shelf: session.bind(modules.shelf.shelf) };
  }

  test('live until their last owner lets go', async () => {
    const { session, ledger } = await open();
    const book = await ledger.book.create('travel');
    expect(await book.write('day one')).toBe(1);
    expect(await book.text()).toBe('travel: day one');
    const other = await ledger.book.create('food');
    expect(await ledger.openBooks()).toBe(2);
    const merged = await ledger.book.merge(book, other);
    expect(await merged.text()).toBe('travel: day one, food: ');
    other[Symbol.dispose]();
    expect(await ledger.openBooks()).toBe(1);
    expect(await ledger.lendBack(merged)).toBeUndefined();
    expect(await ledger.openBooks()).toBe(0);
    const back = await ledger.lendBack(await ledger.book.create('x'));
    expect(await back!.text()).toBe('x: ');
    back![Symbol.dispose]();
    expect(await ledger.openBooks()).toBe(0);
    session.dispose();
  });

  test('are the same ones in another interface, and survive collections', async () => {
    const { session, ledger, shelf } = await open();
    const books = await shelf.fill(50);
    for (let round = 0; round < 200; round += 1) {
      await books[round % 50]!.write('y'.repeat(20_000));
    }
    expect(await ledger.openBooks()).toBe(50);
    const texts = await shelf.texts(books);
    expect(texts.map((text) => text.length)).toEqual(
      books.map((_, index) => String(index).length + 2 + 4 * 20_000 + 3 * 2),
    );
    session.dispose();
  });
});

const HANDLER = `
import { Result } from '@org/assemblyscript-sdk/assembly/codegen-v1';
import { Body, Header, Request, Response } from './gen/http';
import { Context, HttpHandler, serveHttpHandler } from './gen/http-handler';
import * as kv from './gen/kv';
import { Level, log } from './gen/logging';
import { Error } from './gen/types';

class Visits extends HttpHandler {
  handle(request: Request, context: Context): Result<Response, Error> {
    if (request.url.endsWith('/abort')) assert(false, 'on purpose');
    log(Level.Info, request.method + ' ' + request.url, []);
    const count = kv.increment('visits', 'n', 1);
    if (count.isErr) return Result.err<Response, Error>(count.error);
    const text = 'visit ' + (<i32>count.value).toString() + ' of ' + context.requestId;
    return Result.ok<Response, Error>({
      status: 200,
      headers: [{ name: 'content-type', value: Uint8Array.wrap(String.UTF8.encode('text/plain')) }],
      body: Body.bytes(Uint8Array.wrap(String.UTF8.encode(text))),
    });
  }
}
serveHttpHandler(new Visits());
`;

describe('a function in AssemblyScript', () => {
  let fn: LoadedFunction;
  let logs: LogRecord[];
  let size = 0;

  beforeAll(async () => {
    const wit = fileURLToPath(new URL('../../wit', import.meta.url));
    const options = { wit, world: 'function', entry: HANDLER, optimize: 'size' } as const;
    const { component, module } = await buildGuest(options);
    size = module.length;
    const started = await startHost({
      providers: { kv: createMemoryKv() },
      policy: { interfaces: ['kv'] },
    });
    ({ logs } = started);
    fn = await started.host.load(component, { name: 'visits' });
  }, 60_000);

  test('serves requests, reaches its providers, and needs none that it does not use', async () => {
    for (const count of [1, 2, 3]) {
      const response = await fn.fetch(ask('/hello'), { requestId: `r${count}` });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/plain');
      expect(await response.text()).toBe(`visit ${count} of r${count}`);
    }
    expect(logs.map((one) => one.message)).toEqual(
      Array<string>(3).fill('GET http://function.test/hello'),
    );
  });

  test('says in the log why it aborted, and where', async () => {
    logs.length = 0;
    const response = await fn.fetch(ask('/abort'));
    const body = await response.text();
    expect({ status: response.status, body }).toMatchObject({ status: 500 });
    expect(body).not.toContain('on purpose');
    expect(logs.map((one) => one.message)).toContainEqual(
      expect.stringMatching(/^the function trapped: on purpose \(index\.ts:[0-9]+:[0-9]+\)$/),
    );
    expect((await fn.fetch(ask('/hello'))).status).toBe(200);
  });

  test('is small', () => {
    console.log(`core module of ${size} bytes`);
    expect(size).toBeLessThan(16_000);
  });
});
