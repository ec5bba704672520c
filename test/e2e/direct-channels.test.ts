import { bindInterface, type FunctionSession, type LoadedFunction } from '@org/host-bindings';
import { ErrorContext } from '@org/host-bindings/codegen-v1';
import type { ExportInterface, ImportInterface } from '@org/host-bindings/contract';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emitWorld } from './emitted-world.js';
import { type LoggedHost, startHost } from './function-harness.js';
import { buildPipesGuest } from './pipes-guest.js';

interface Runner {
  sum(count: number): Promise<number>;
  double(items: AsyncIterable<Uint32Array>): Promise<AsyncIterable<Uint32Array>>;
  wait(): Promise<number>;
  sumNow(count: number): Promise<number>;
  giveNow(count: number): Promise<void>;
  lines(): Promise<void>;
  explain(): Promise<string>;
  breakRule(rule: number): Promise<void>;
}

type Numbers = AsyncIterable<Uint32Array> | Iterable<Uint32Array>;

const provider = {
  numbers: (_count: number): Numbers => [],
  numbersNow(count: number): Numbers {
    return this.numbers(count);
  },
  later: (): Promise<number> => Promise.resolve(0),
  taken: undefined as Promise<number[]> | undefined,
  take(items: AsyncIterable<Uint32Array>): void {
    this.taken = gather(items);
    this.taken.catch(() => undefined);
  },
  text: undefined as Promise<string[]> | undefined,
  read(lines: AsyncIterable<string[]>): void {
    this.text = gather(lines);
  },
  explain: (error: ErrorContext) => new ErrorContext(`${error.debugMessage}, said the host`),
};

async function gather<T>(stream: AsyncIterable<Iterable<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const chunk of stream) all.push(...chunk);
  return all;
}

function counting(count: number): Uint32Array[] {
  return Array.from({ length: count }, (_, index) => Uint32Array.of(index));
}

async function* slowly<T>(chunks: Iterable<T>): AsyncGenerator<T> {
  for (const chunk of chunks) {
    await new Promise((resolve) => setImmediate(resolve));
    yield chunk;
  }
}

let subject: LoggedHost;
let fn: LoadedFunction;
let target: ExportInterface<Runner>;
let session: FunctionSession;
let runner: Runner;

beforeAll(async () => {
  const { host } = await emitWorld<{
    source: { source: ImportInterface<typeof provider> };
    runner: { runner: ExportInterface<Runner> };
  }>('pipes.wit', 'pipes');
  target = host.runner.runner;
  subject = await startHost({
    policy: { interfaces: [host.source.source.name] },
    interfaces: [bindInterface(host.source.source, provider)],
    limits: { wallMs: 500 },
  });
  fn = await subject.host.load(await buildPipesGuest(), { name: 'pipes' });
});

beforeEach(async () => {
  session = await fn.open();
  runner = session.bind(target);
});

afterEach(() => session.dispose());

describe('a component with streams and futures', () => {
  it('reads what comes later, in as many copies as it takes', async () => {
    provider.numbers = (count) => slowly([Uint32Array.from({ length: count }, (_, at) => at)]);
    expect(await runner.sum(100)).toBe(4950);
    provider.numbers = (count) => slowly(counting(count));
    expect(await runner.sum(50)).toBe(1225);
    provider.numbers = () => slowly([]);
    expect(await runner.sum(50)).toBe(0);
  });

  it('reads what is there without waiting', async () => {
    provider.numbers = counting;
    expect(await runner.sum(100)).toBe(4950);
    expect(await runner.sumNow(100)).toBe(4950);
  });

  it('is not entered again while it goes on after a wait', async () => {
    let reads = 0;
    let nested: Promise<unknown> | undefined;
    const next = async (): Promise<IteratorResult<Uint32Array, undefined>> => {
      reads += 1;
      // The guest is on the stack: it asks for more after its first wait.
      if (reads === 2) nested = runner.giveNow(5).catch((error: unknown) => error);
      if (reads > 2) return { done: true, value: undefined };
      await new Promise((resolve) => setImmediate(resolve));
      return { done: false, value: Uint32Array.of(reads) };
    };
    provider.numbers = () => ({ [Symbol.asyncIterator]: () => ({ next }) });
    expect(await runner.sum(0)).toBe(3);
    expect(await nested).toMatchObject({ code: 'conflict' });
  });

  it('waits for a future', async () => {
    provider.later = () => new Promise((resolve) => setImmediate(resolve, 77));
    expect(await runner.wait()).toBe(77);
  });

  it('returns a stream, and goes on with it', async () => {
    const doubled = await runner.double(slowly([Uint32Array.of(1, 2, 3, 4, 5), Uint32Array.of(6)]));
    expect(await gather(doubled)).toEqual([2, 4, 6, 8, 10, 12]);
  });

  it('is told when the host leaves, and the host when it does', async () => {
    let isLeft = false;
    async function* endless(): AsyncGenerator<Uint32Array> {
      try {
        for (;;) yield Uint32Array.of(1);
      } finally {
        isLeft = true;
      }
    }
    for await (const chunk of await runner.double(endless())) {
      expect([...chunk]).toEqual([2]);
      break;
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(isLeft).toBe(true);
  });

  it('writes without waiting, as far as the budget goes', async () => {
    await runner.giveNow(5);
    expect(await provider.taken).toEqual([4, 3, 2, 1, 0]);
    await runner.lines();
    expect(await provider.text).toEqual(['first', 'second']);
  });

  it('makes error contexts and reads those of the host', async () => {
    expect(await runner.explain()).toBe('oops, said the host');
  });

  it('runs calls beside each other', async () => {
    provider.later = () => new Promise((resolve) => setImmediate(resolve, 5));
    const waiting = runner.wait();
    expect(await runner.explain()).toBe('oops, said the host');
    expect(await waiting).toBe(5);
    expect(subject.logs).toEqual([]);
  });
});

describe('a component that breaks a rule', () => {
  it.each([
    [0, 'reads by a handle that it never had', 'is unknown or dropped'],
    [1, 'reads from the writable end', 'is the writable end of a stream, not the readable end'],
    [2, 'reads into what is no memory', 'ends outside the memory'],
    [3, 'reads into what is not aligned', 'is not aligned to 4'],
    [4, 'reads more than a copy may have', 'a copy of 268435456 items is too large'],
    [5, 'drops an end twice', 'is unknown or dropped'],
    [6, 'gives the writable end away', 'is the writable end of a stream, not the readable end'],
    [7, 'gives a stream away twice', 'is unknown or dropped'],
    [
      8,
      'drops a stream as a future',
      'is the readable end of a stream, not the readable end of a future',
    ],
    [9, 'reads what it writes itself', 'give the readable end away'],
    [10, 'drops a stream as an error context', 'is a "channel-end", not a "error-context"'],
    [11, 'waits for what is no end', 'is unknown or dropped'],
    [12, 'writes what nobody can take, without waiting', 'before its readable end was given'],
  ])('traps where it %i: %s', async (rule, _, message) => {
    provider.numbers = counting;
    await expect(runner.breakRule(rule)).rejects.toThrow('[internal] the function trapped');
    expect(subject.logs.pop()?.message).toContain(message);
    await expect(runner.explain()).rejects.toThrow('[unavailable]');
    using another = await fn.open();
    expect(await another.bind(target).explain()).toBe('oops, said the host');
  });
});

describe('what never comes', () => {
  it('is given up when the time is over', async () => {
    provider.later = () => new Promise(() => undefined);
    await expect(runner.wait()).rejects.toThrow(
      '[timeout] the function did not answer within 500 ms',
    );
    subject.logs.length = 0;
  });

  it('is said where it cannot be waited for', async () => {
    provider.numbers = (count) => slowly(counting(count));
    await expect(runner.sumNow(1)).rejects.toThrow('the function trapped');
    expect(subject.logs.pop()?.message).toContain('a stream could not be read at once');
  });

  it('ends with the session', async () => {
    provider.later = () => new Promise(() => undefined);
    const waiting = runner.wait();
    const doubled = await runner.double(slowly(counting(3)));
    session.dispose();
    await expect(waiting).rejects.toThrow('[cancelled] the session is over');
    await expect(gather(doubled)).rejects.toMatchObject({ name: 'ChannelError' });
    expect(subject.logs).toEqual([]);
  });

  it('breaks the call where the host broke off', async () => {
    provider.later = () => Promise.reject(new Error('not today'));
    await expect(runner.wait()).rejects.toThrow('the function trapped');
    expect(subject.logs.pop()?.message).toContain('a future of the host broke off');
  });
});
