import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildComponent } from '../../packages/assemblyscript-sdk/src/build/index.js';
import type {
  ExportInterface,
  ImportInterface,
  ResultError,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { buildGuest, RunningGuest } from './as-guest.js';
import type { BuiltGuest } from './as-guest.js';
import { loadEmitted } from './emitted-module.js';

const WIT = `
package test:shop@0.1.0;

/// What the guest borrows and owns.
interface counters {
  resource counter {
    constructor(start: u32);
    add: func(amount: u32) -> u32;
    sum: static func(a: borrow<counter>, b: borrow<counter>) -> counter;
  }
  first: func() -> option<counter>;
  keep: func(given: counter);
}

interface shop {
  use counters.{counter};

  variant payment { cash(u32), card(string), none }
  enum fault { closed, empty }

  pay: func(%with: payment) -> result<string, fault>;
  wrong-case: func();
  missing: func(value: option<u8>) -> u8;
  failed: func() -> u32;
  short-list: func(length: u32) -> list<u16, 3>;
  lone-surrogate: func() -> string;
  shout: func(text: string) -> string;
  count: func(by: list<borrow<counter>>) -> list<u32>;
  use-up: func(mine: counter) -> u32;
  give-twice: func() -> u32;
  after-drop: func() -> u32;
  total: func() -> u32;
  from-host: func() -> option<u32>;
  words: func(text: string, count: u32) -> list<string>;
  wide: func(a: tuple<u8, u8, u8, u8, u8, u8, u8, u8, s16, f32, u64, char, bool, u8, u8, u8, string, list<s8>>) -> tuple<list<s8>, u8, u8, u8, u8, u8, u8, u8, u8, s16, f32, u64, char, bool, u8, u8, u8, string>;
}

world app { import counters; export shop; }
`;

const ENTRY = `
import { Option, Result } from '@org/assemblyscript-sdk/assembly/codegen-v1';
import * as counters from './gen/counters';
import { Counter } from './gen/counters';
import { Fault, Payment, serveShop, Shop } from './gen/shop';
import { Tuple18 } from './gen/tuples';

type Wide = Tuple18<u8, u8, u8, u8, u8, u8, u8, u8, i16, f32, u64, u32, bool, u8, u8, u8, string, Int8Array>;
type Wider = Tuple18<Int8Array, u8, u8, u8, u8, u8, u8, u8, u8, i16, f32, u64, u32, bool, u8, u8, u8, string>;
let kept: Counter | null = null;

class MyShop extends Shop {
  pay(with_: Payment): Result<string, Fault> {
    if (with_.isCash) {
      if (with_.cash == 0) return Result.err<string, Fault>(Fault.Empty);
      return Result.ok<string, Fault>('cash ' + with_.cash.toString());
    }
    return with_.isCard ? Result.ok<string, Fault>('card ' + with_.card) : Result.err<string, Fault>(Fault.Closed);
  }
  wrongCase(): void { Payment.card('x').cash; }
  missing(value: Option<u8>): u8 { return value.value; }
  failed(): u32 { return Result.err<u32, Fault>(Fault.Closed).value; }
  shortList(length: u32): StaticArray<u16> { return new StaticArray<u16>(length); }
  loneSurrogate(): string { return String.fromCharCode(0xd800); }
  shout(text: string): string { return text.toUpperCase(); }
  count(by: Array<Counter>): Uint32Array {
    kept = by.length > 0 ? by[0] : null;
    const counts = new Uint32Array(by.length);
    for (let index = 0; index < by.length; index++) counts[index] = by[index].add(1);
    return counts;
  }
  useUp(mine: Counter): u32 { const last = mine.add(10); mine.drop(); mine.drop(); return last; }
  giveTwice(): u32 {
    const mine = Counter.create(1);
    counters.keep(mine);
    counters.keep(mine);
    return 0;
  }
  afterDrop(): u32 { return kept!.add(1); }
  total(): u32 {
    const a = Counter.create(20);
    const b = Counter.create(22);
    const sum = Counter.sum(a, b);
    const total = sum.add(0);
    a.drop();
    b.drop();
    sum.drop();
    return total;
  }
  fromHost(): Option<u32> {
    const found = counters.first();
    if (found === null) return Option.none<u32>();
    const value = found.add(5);
    found.drop();
    return Option.some<u32>(value);
  }
  wide(a: Wide): Wider {
    return new Tuple18(a.item17, a.item0, a.item1, a.item2, a.item3, a.item4, a.item5, a.item6, a.item7, a.item8, a.item9, a.item10, a.item11, a.item12, a.item13, a.item14, a.item15, a.item16);
  }
  words(text: string, count: u32): Array<string> {
    const list = new Array<string>();
    for (let index: u32 = 0; index < count; index++) list.push(text + index.toString());
    return list;
  }
}

serveShop(new MyShop());
`;

interface HostModules {
  readonly counters: { readonly counters: ImportInterface<never> };
  readonly shop: { readonly shop: ExportInterface<unknown> };
  readonly codegen: { readonly ResultError: typeof ResultError };
}

let built: BuiltGuest;
let host: HostModules;
let guest: RunningGuest;
let live = 0;
let first: Counter | undefined;

class Counter {
  readonly #start: number;
  #value: number;

  constructor(start: number) {
    this.#start = start;
    this.#value = start;
    live += 1;
  }

  get start(): number {
    return this.#start;
  }

  add(amount: number): number {
    this.#value += amount;
    return this.#value;
  }

  [Symbol.dispose](): void {
    live -= 1;
  }
}

const provider = {
  counter: {
    create: (start: number) => new Counter(start),
    sum: (a: Counter, b: Counter) => new Counter(a.start + b.start),
  },
  first: () => first,
  keep: () => undefined,
};

beforeAll(async () => {
  built = await buildGuest({ wit: WIT, entry: ENTRY, optimize: 'speed' });
  host = await loadEmitted<HostModules>(built.world, 'ts-host');
  guest = start();
}, 60_000);

function start(): RunningGuest {
  return new RunningGuest(built.component, [{ interface: host.counters.counters, provider }]);
}

function call(name: string, ...args: readonly unknown[]): unknown {
  return guest.call(host.shop.shop, name, ...args);
}

/** A call that ends the guest: in an instance of its own. */
function trapping(name: string, ...args: readonly unknown[]): () => unknown {
  const own = start();
  return () => own.call(host.shop.shop, name, ...args);
}

test('variants and results are what the author sees', () => {
  expect(call('pay', { tag: 'cash', val: 7 })).toBe('cash 7');
  expect(call('pay', { tag: 'card', val: 'ä€😀' })).toBe('card ä€😀');
  const failure = (payload: string): unknown => expect.objectContaining({ payload });
  expect(() => call('pay', { tag: 'cash', val: 0 })).toThrow(failure('empty') as Error);
  expect(() => call('pay', { tag: 'none' })).toThrow(failure('closed') as Error);
});

test('the checked getters end the guest', () => {
  expect(trapping('wrong-case')).toThrow(WebAssembly.RuntimeError);
  expect(trapping('failed')).toThrow(WebAssembly.RuntimeError);
  // The reason and its place are the program's own.
  expect(trapping('failed')).toThrow(
    /^this result is an error; look at isOk first \(~lib\/.*\/result\.ts:[0-9]+:[0-9]+\)$/,
  );
  expect(call('missing', 3)).toBe(3);
  expect(trapping('missing', undefined)).toThrow(WebAssembly.RuntimeError);
});

test('a list of a fixed length has that length', () => {
  expect(call('short-list', 3)).toEqual(new Uint16Array(3));
  expect(trapping('short-list', 2)).toThrow(WebAssembly.RuntimeError);
});

test('strings are UTF-16, and lone surrogates trap', () => {
  expect(call('shout', 'äöü straße')).toBe('ÄÖÜ STRASSE');
  expect(call('shout', '')).toBe('');
  expect(trapping('lone-surrogate')).toThrow('not valid UTF-16');
});

test('tuples have any number of items', () => {
  const list = Int8Array.of(-1, 1);
  const rest = [1, 2, 3, 4, 5, 6, 7, 8, -9, 1.5, 10n, '😀', true, 11, 12, 13, 'end'];
  expect(call('wide', [...rest, list])).toEqual([list, ...rest]);
});

describe('resources of the host', () => {
  test('are borrowed for a call, and given back at its end', () => {
    const counters = [new Counter(1), new Counter(5)];
    const before = guest.instance.handles.size;
    expect(call('count', counters)).toEqual(new Uint32Array([2, 6]));
    expect(guest.instance.handles.size).toBe(before);
    expect(() => call('after-drop')).toThrow(WebAssembly.RuntimeError);
    guest = start();
  });

  test('are owned, given away and dropped once', () => {
    live = 0;
    expect(call('use-up', new Counter(1))).toBe(11);
    expect(live).toBe(0);
    expect(call('total')).toBe(42);
    expect(live).toBe(0);
    expect(call('from-host')).toBeUndefined();
    first = new Counter(2);
    expect(call('from-host')).toBe(7);
    expect(trapping('give-twice')).toThrow(WebAssembly.RuntimeError);
  });
});

test('memory stays bounded over calls that make garbage', () => {
  guest = start();
  const text = 'x'.repeat(2000);
  for (let round = 0; round < 200; round += 1) call('words', text, 10);
  const before = guest.instance.memoryBytes;
  for (let round = 0; round < 5000; round += 1) {
    expect(call('words', text, 10)).toHaveLength(10);
  }
  expect(guest.instance.memoryBytes).toBe(before);
});

describe('a build fails with a diagnostic', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wajs-as-faults-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  async function fault(entry: string): Promise<unknown> {
    const wit = 'package a:b;\nworld w { export run: func() -> f64; }\n';
    const error: unknown = await buildGuest({ wit, entry }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return error;
  }
  const serve = (body: string): string =>
    `import { serveW, W } from './gen/w';\nclass Mine extends W { run(): f64 { ${body} } }\nserveW(new Mine());\n`;

  test('for a mistake in the program, with its place', async () => {
    expect(await fault(serve('return x;'))).toMatchObject({
      code: 'assemblyscript-2304',
      message: "Cannot find name 'x'.",
      file: expect.stringMatching(/^\/.*\/index\.ts$/) as string,
      line: 2,
      column: 44,
      frame: expect.stringMatching(/^2 \| .*return x;.*\n {2}\| {44}\^$/) as string,
      hint: expect.stringMatching(/^correct the name/) as string,
    });
    // The path leads to the file from where the build was called.
    const wit = join(folder, 'b.wit');
    writeFileSync(wit, 'package a:b;\nworld w {}\n');
    writeFileSync(join(folder, 'wrong.ts'), 'x;\n');
    const entry = relative(process.cwd(), join(folder, 'wrong.ts'));
    await expect(buildComponent({ entry, wit })).rejects.toMatchObject({ file: entry, line: 1 });
  });

  test('for a file that is not there', async () => {
    expect(await fault("import { x } from './nowhere';\nx();\n")).toMatchObject({
      code: 'assemblyscript-6054',
      message: expect.stringContaining('nowhere') as string,
      hint: expect.stringContaining('') as string,
    });
    const wit = join(folder, 'a.wit');
    writeFileSync(wit, 'package a:b;\nworld w {}\n');
    await expect(buildComponent({ entry: join(folder, 'no.ts'), wit })).rejects.toMatchObject({
      name: 'Diagnostic',
      hint: expect.stringMatching(/^check the path of the entry/) as string,
    });
  });

  test('for a method that is missing', async () => {
    const entry =
      "import { serveW, W } from './gen/w';\nclass Mine extends W {}\nserveW(new Mine());\n";
    expect(await fault(entry)).toMatchObject({ name: 'Diagnostic', line: 2 });
  });

  test('for an interface that nobody serves', async () => {
    expect(await fault('export const x = 1;\n')).toMatchObject({
      code: 'not-served',
      message: 'the world "a:b/w" exports functions of its own, which the program does not serve',
    });
  });

  test.each([
    ['return <f64>Date.now();', 'write "import wajs:platform/clock@0.1.0;" in the world'],
    ['return <f64>Math.random();', 'write "import wajs:platform/random@0.1.0;" in the world'],
    [
      "console.log('x'); return 0;",
      'write "import wajs:platform/logging@0.1.0;" and "import wajs:platform/clock@0.1.0;" in',
    ],
    ['process.exit(0); return 0;', 'use an interface of the world instead'],
  ])('for what no world offers: %s', async (body, hint) => {
    expect(await fault(serve(body))).toMatchObject({
      code: 'ambient-import',
      hint: expect.stringContaining(hint) as string,
    });
  });
});
