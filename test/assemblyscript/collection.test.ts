import { bindInterface, type LoadedFunction } from '@org/host-bindings';
import type { ResultError } from '@org/host-bindings/codegen-v1';
import type { ExportInterface, ImportInterface } from '@org/host-bindings/contract';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type Answered, buildGuest, RunningGuest } from '../codegen/as-guest.js';
import { mirrorEntry } from '../codegen/as-mirror.js';
import { arbitraryArguments, echo, echoOf, outcome } from '../codegen/echo-function.js';
import { loadEmitted, witPath } from '../codegen/emitted-module.js';
import { isTooLarge, randomWorld } from '../codegen/random-world.js';
import { emitWorld } from '../e2e/emitted-world.js';
import { ask, startHost } from '../e2e/function-harness.js';
import { buildParallelGuest } from '../e2e/parallel-guest.js';
import { buildSource } from './function-source.js';
import { collectAlways, collectTooEarly, type SdkPatch, withPatches } from './patched-sdk.js';

vi.mock(import('../../packages/assemblyscript-sdk/src/build/run-compiler.js'), async (original) => {
  const { patchCompiler } = await import('./patched-sdk.js');
  return patchCompiler(await original());
});

interface EchoModules {
  readonly echo: { readonly echo: Answered['interface'] };
  readonly exportedEcho: { readonly echo: Parameters<RunningGuest['call']>[0] };
  readonly codegen: { readonly ResultError: typeof ResultError };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const seed = Number(process.env['RANDOM_AS_SEED'] ?? Date.now() & 0xffff);

/** Values of random types through a guest and its host, back and forth: how many came back wrong. */
async function countWrong(sdk: readonly SdkPatch[]): Promise<{ trips: number; wrong: number }> {
  const texts = fc.sample(randomWorld({ functions: 20, mostLabels: 32 }), { seed, numRuns: 12 });
  for (const wit of texts) {
    if (await isTooLarge(wit)) continue;
    const { world, component } = await withPatches(sdk, () =>
      buildGuest({ wit, entry: mirrorEntry }),
    );
    const host = await loadEmitted<EchoModules>(world, 'ts-host');
    const fail = (payload: unknown): Error => new host.codegen.ResultError(payload);
    const provider = Object.fromEntries(
      world.imports[0]!.functions.map((func, index) => [
        `echo${index}`,
        (...args: unknown[]) => echo(func, args, fail),
      ]),
    );
    const imports = [{ interface: host.echo.echo, provider }];
    let guest = new RunningGuest(component, imports);
    const found = { trips: 0, wrong: 0 };
    for (const func of world.exports[0]!.functions) {
      for (const args of fc.sample(arbitraryArguments(func), { seed, numRuns: 40 })) {
        found.trips += 1;
        try {
          const answer = outcome(func, () =>
            guest.call(host.exportedEcho.echo, func.name, ...args),
          );
          if (!isSame(answer, echoOf(args))) found.wrong += 1;
        } catch {
          found.wrong += 1;
          guest = new RunningGuest(component, imports);
        }
      }
    }
    return found;
  }
  throw new Error(`no world of seed ${seed} can be compiled`);
}

function isSame(answer: unknown, value: unknown): boolean {
  try {
    expect(answer).toEqual(value);
    return true;
  } catch {
    return false;
  }
}

describe('a collection after every call, with what is free overwritten,', () => {
  it('takes nothing of what the host or the guest holds: values of random types', async () => {
    const { trips, wrong } = await countWrong(collectAlways);
    console.log(`${trips} trips, seed ${seed}`);
    expect(wrong, `seed ${seed}`).toBe(0);
    expect(trips).toBe(800);
  }, 60_000);

  it('would be seen where it comes too early', async () => {
    const { wrong } = await countWrong(collectTooEarly);
    expect(wrong, `seed ${seed}`).toBeGreaterThan(10);
  }, 60_000);

  it('takes no resource, nor what belongs to one', async () => {
    interface Book extends Disposable {
      write(line: string): Promise<number>;
      text(): Promise<string>;
    }
    interface Ledger {
      readonly book: { create(title: string): Promise<Book> };
      openBooks(): Promise<number>;
    }
    const emitted = await emitWorld<{ ledger: { ledger: ExportInterface<Ledger> } }>(
      '../codegen/wit/library.wit',
      'library',
    );
    const wit = witPath('library.wit');
    const { component } = await withPatches(collectAlways, () =>
      buildGuest({ wit, entry: LIBRARY }),
    );
    const { host } = await startHost({ policy: {} });
    const session = await (await host.load(component)).open();
    const ledger = session.bind(emitted.host.ledger.ledger);
    const books: Book[] = [];
    for (let number = 0; number < 60; number += 1) {
      books.push(await ledger.book.create(`title ${number}`));
      for (const book of books.slice(-5)) await book.write(`line ${number} äöü 🌍`);
      if (number % 3 === 0) books.shift()![Symbol.dispose]();
    }
    expect(await ledger.openBooks()).toBe(books.length);
    for (const [index, book] of books.entries()) {
      const number = index + 60 - books.length;
      const lines = Array.from({ length: Math.min(5, 60 - number) }, (_, line) => number + line);
      const text = lines.map((line) => `line ${line} äöü 🌍`).join(', ');
      expect(await book.text()).toBe(`title ${number}: ${text}`);
    }
    session.dispose();
  }, 60_000);

  it('takes no result of a call that is under way, between calls of a session either', async () => {
    interface Runner {
      both(first: string, second: string): Promise<(string | undefined)[]>;
      many(count: number): Promise<number>;
      fastest(keys: string[]): Promise<string>;
      breakRule(rule: number): Promise<void>;
    }
    const { host: modules } = await emitWorld<{
      slow: { slow: ImportInterface<object> };
      runner: { runner: ExportInterface<Runner> };
    }>('parallel.wit', 'parallel');
    const later = async <T>(value: T): Promise<T> => {
      await turn();
      return value;
    };
    const { host } = await startHost({
      policy: { interfaces: [modules.slow.slow.name] },
      interfaces: [
        bindInterface(modules.slow.slow, {
          clock: { create: () => ({ next: (step: number) => later(step) }) },
          read: (key: string) => later(key.repeat(50)),
          add: (a: bigint, b: bigint) => later(a + b),
          describe: () => later(['', new Uint8Array(1)]),
          note: () => later(undefined),
        }),
      ],
    });
    const session = await (
      await host.load(await withPatches(collectAlways, buildParallelGuest))
    ).open();
    const runner = session.bind(modules.runner.runner);
    for (let round = 0; round < 30; round += 1) {
      const [first, second] = [`a${round}`, `ä🌍${round}`];
      await runner.breakRule(3); // Begins a call that is waited for below.
      expect(await runner.both(first, second)).toEqual([first.repeat(50), second.repeat(50)]);
      expect(await runner.many(20)).toBe(210);
      expect(await runner.fastest([first])).toBe(first.repeat(50));
      await runner.breakRule(4);
    }
    session.dispose();
  }, 60_000);

  it('takes nothing of a request, with providers at once and later', async () => {
    const { component } = await withPatches(collectAlways, () => buildSource(FUNCTION));
    const memory = createMemoryKv();
    const slow = new Proxy(memory, {
      get: (target, name) => async (bucket: string, key: string, call: never) => {
        await turn();
        return (Reflect.get(target, name) as typeof memory.get).call(target, bucket, key, call);
      },
    });
    const text = (number: number): string => `${number} grüße 世界 🌍 `.repeat(number % 60);
    for (let number = 0; number < 200; number += 1) {
      const value = new TextEncoder().encode(text(number));
      await memory.put('b', `key ${number}`, value, {}, call);
    }
    for (const kv of [memory, slow]) {
      const { host } = await startHost({ providers: { kv }, instances: 1 });
      const fn: LoadedFunction = await host.load(component, { isolation: 'shared' });
      for (let number = 0; number < 200; number += 1) {
        const headers = { 'x-key': `key ${number}`, 'x-long': 'v'.repeat(number * 7) };
        const body = text(199 - number);
        const response = await fn.fetch(ask('/', { method: 'POST', headers, body }));
        expect(await response.text()).toBe(`${text(number)}|${body}|${number * 7}`);
        expect(response.headers.get('x-key')).toBe(`key ${number}`);
      }
    }
  }, 60_000);
});

const call = {
  functionName: 'test',
  requestId: 'r',
  deadline: Infinity,
  signal: new AbortController().signal,
};

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
  lendBack(given: Book): Book | null { return given; }
}
class MyShelf extends Shelf {
  texts(books: Array<Book>): Array<string> { return books.map<string>((one) => one.text()); }
  fill(count: u32): Array<Book> { return []; }
}
serveLedger(new MyLedger());
serveShelf(new MyShelf());
`;

const FUNCTION = `
import { Body, Context, Headers, Request, Response, utf8 } from '@org/assemblyscript-sdk';
import { get_ as get } from '@org/assemblyscript-sdk/assembly/gen/kv';

export function handle(request: Request, context: Context): Response {
  const key = request.headers.get('x-key')!;
  const long = request.headers.get('x-long')!;
  const entry = get('b', key).value!;
  const text = request.text().value;
  const headers = new Headers();
  headers.set('x-key', key);
  return new Response(
    Body.text(utf8.decode(entry.value) + '|' + text + '|' + long.length.toString()),
    { status: 200, headers },
  );
}
`;
