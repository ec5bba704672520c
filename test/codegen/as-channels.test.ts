import { fileURLToPath } from 'node:url';
import { bindInterface, type FunctionSession } from '@org/host-bindings';
import { ErrorContext } from '@org/host-bindings/codegen-v1';
import type { ExportInterface, ImportInterface } from '@org/host-bindings/contract';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { emitWorld } from '../e2e/emitted-world.js';
import { type LoggedHost, startHost } from '../e2e/function-harness.js';
import { buildGuest } from './as-guest.js';

const ENTRY = `
import { ErrorContext } from '@org/assemblyscript-sdk/assembly/codegen-v1';
import { StringStream, U32Stream } from './gen/channels';
import { Runner, serveRunner } from './gen/runner';
import * as source from './gen/source';

class MyRunner extends Runner {
  sum(count: u32): u32 { return this.sumNow(count); }
  double(items: U32Stream): U32Stream {
    items.drop();
    const ends = U32Stream.create();
    ends.item1.drop();
    return ends.item0;
  }
  wait(): u32 { return source.later().read(); }
  sumNow(count: u32): u32 {
    const numbers = source.numbersNow(count);
    let sum: u32 = 0;
    for (;;) {
      const items = numbers.read(4);
      if (items.length == 0) break;
      for (let index = 0; index < items.length; index++) sum += items[index];
    }
    numbers.drop();
    numbers.drop();
    return sum;
  }
  giveNow(count: u32): void {
    const ends = U32Stream.create();
    source.take(ends.item0);
    const items = new Uint32Array(count);
    for (let index: u32 = 0; index < count; index++) items[index] = index * index;
    for (let at: u32 = 0; at < count; at += 1000) {
      const part = items.subarray(at, at + 1000);
      assert(ends.item1.write(part) == part.length);
    }
    ends.item1.drop();
  }
  lines(): void {
    const ends = StringStream.create();
    source.read(ends.item0);
    ends.item1.write(['one', 'zwei – 2']);
    ends.item1.write(['three']);
    ends.item1.drop();
  }
  explain(): string {
    const oops = ErrorContext.create('oops');
    const more = source.explain(oops);
    const text = more.debugMessage;
    oops.drop();
    more.drop();
    return text;
  }
  breakRule(rule: u32): void {
    const ends = U32Stream.create();
    if (rule == 0) {
      source.take(ends.item0);
      source.take(ends.item0);
    }
    ends.item0.read(1);
  }
}
serveRunner(new MyRunner());
`;

interface Runner {
  double(items: AsyncIterable<Uint32Array>): Promise<AsyncIterable<Uint32Array>>;
  wait(): Promise<number>;
  sumNow(count: number): Promise<number>;
  giveNow(count: number): Promise<void>;
  lines(): Promise<void>;
  explain(): Promise<string>;
  breakRule(rule: number): Promise<void>;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const provider = {
  numbersNow: (count: number): Iterable<Uint32Array> | AsyncIterable<Uint32Array> =>
    Array.from({ length: count }, (_, index) => Uint32Array.of(index, 1)),
  later: (): number | Promise<number> => 7,
  taken: undefined as Promise<number[]> | undefined,
  take(items: AsyncIterable<Uint32Array>): void {
    this.taken = gather(items);
    this.taken.catch(() => undefined);
  },
  text: undefined as Promise<string[]> | undefined,
  read(lines: AsyncIterable<string[]>): void {
    this.text = gather(lines);
  },
  explain: (error: ErrorContext) => new ErrorContext(`${error.debugMessage}, said the höst`),
};

async function gather<T>(stream: AsyncIterable<Iterable<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const chunk of stream) all.push(...chunk);
  return all;
}

let subject: LoggedHost;
let runner: Runner;
let open: () => Promise<FunctionSession>;
let target: ExportInterface<Runner>;

beforeAll(async () => {
  const { host } = await emitWorld<{
    source: { source: ImportInterface<typeof provider> };
    runner: { runner: ExportInterface<Runner> };
  }>('pipes.wit', 'pipes');
  target = host.runner.runner;
  subject = await startHost({
    policy: { interfaces: [host.source.source.name] },
    interfaces: [bindInterface(host.source.source, provider)],
    // Of what is written and not read yet 64 KiB are kept.
    limits: { ringBytes: 65_536 },
  });
  const wit = fileURLToPath(new URL('../e2e/pipes.wit', import.meta.url));
  const { component } = await buildGuest({ wit, world: 'pipes', entry: ENTRY });
  const fn = await subject.host.load(component, { name: 'pipes' });
  open = () => fn.open();
}, 60_000);

beforeEach(async () => {
  runner = (await open()).bind(target);
});

test('a guest reads a stream of the host to its end', async () => {
  expect(await runner.sumNow(10)).toBe(55);
  expect(await runner.sumNow(0)).toBe(0);
});

test('a guest writes streams that the host reads', async () => {
  await runner.giveNow(5);
  expect(await provider.taken).toEqual([0, 1, 4, 9, 16]);
  await runner.lines();
  expect(await provider.text).toEqual(['one', 'zwei – 2', 'three']);
});

test('streams are given to the guest and taken from it', async () => {
  expect(await gather(await runner.double((async function* () {})()))).toEqual([]);
});

test('a guest waits for the value of a future', async () => {
  provider.later = () => 7;
  expect(await runner.wait()).toBe(7);
  provider.later = () => new Promise((resolve) => setImmediate(resolve, 8));
  expect(await runner.wait()).toBe(8);
  provider.later = () => Promise.reject(new Error('not today'));
  await expect(runner.wait()).rejects.toThrow('trapped');
  expect(subject.logs.at(-1)?.message).toContain('a future of the host broke off');
});

test('a guest waits for what a stream brings later', async () => {
  const { numbersNow } = provider;
  provider.numbersNow = async function* later(count) {
    for (let index = 0; index < count; index += 1) {
      await turn();
      yield Uint32Array.of(index, 1);
    }
  };
  expect(await runner.sumNow(10)).toBe(55);
  provider.numbersNow = numbersNow;
});

test('a guest that writes more than is kept waits until it is read', async () => {
  const { take } = provider;
  let read = 0;
  let isWritten = false;
  let wasWrittenFirst = false;
  provider.take = (items) => {
    provider.taken = (async () => {
      for await (const chunk of items) {
        await turn();
        read += chunk.length;
        wasWrittenFirst ||= isWritten && read < 80_000;
      }
      return [read];
    })();
  };
  await runner.giveNow(100_000);
  isWritten = true;
  expect(await provider.taken).toEqual([100_000]);
  expect(wasWrittenFirst).toBe(false);
  provider.take = take;
});

test('error contexts cross both ways', async () => {
  expect(await runner.explain()).toBe('oops, said the höst');
});

test.each([0, 1])(
  'an end that was given away, or that nobody writes, cannot be used',
  async (rule) => {
    await expect(runner.breakRule(rule)).rejects.toThrow('trapped');
  },
);
