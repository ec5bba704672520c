import { fileURLToPath } from 'node:url';
import type { FunctionSession } from '@org/host-bindings';
import type { ExportInterface } from '@org/host-bindings/contract';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emitWorld } from '../e2e/emitted-world.js';
import { type LoggedHost, startHost } from '../e2e/function-harness.js';
import { buildGuest } from './as-guest.js';

const ENTRY = `
import { StringFuture, StringFutureStream, LineStream, U32Stream, VoidStream } from './gen/channels';
import { Answers, serveAnswers } from './gen/answers';
import { Counter, Feed, Line, Much, serveFeed } from './gen/feed';

class MyCounter extends Counter {
  constructor(private step: u32) { super(); }
  count(times: u32): U32Stream {
    const items = new Uint32Array(times);
    for (let index: u32 = 0; index < times; index++) items[index] = index * this.step;
    return U32Stream.of(items);
  }
}

class MyAnswers extends Answers {
  soon(text: string): StringFuture { return StringFuture.of(text + '.'); }
}

class MyFeed extends Feed {
  createCounter(step: u32): Counter { return new MyCounter(step); }
  numbers(count: u32): U32Stream {
    const items = new Uint32Array(count);
    for (let index: u32 = 0; index < count; index++) items[index] = index;
    const numbers = U32Stream.of(items);
    // What is written is a copy.
    items.fill(0);
    return numbers;
  }
  lines(count: u32): LineStream {
    const lines: Line[] = [];
    for (let index: u32 = 0; index < count; index++) {
      lines.push({ text: 'line ' + index.toString(), tags: ['ä', index.toString()] });
    }
    return LineStream.of(lines);
  }
  ticks(count: u32): VoidStream { return VoidStream.of(count); }
  all(text: string): Much {
    const numbers = this.numbers(3);
    return { a: text, b: text, c: text, d: text, e: text, f: text, g: text, h: text, numbers };
  }
  later(text: string): StringFuture { return StringFuture.of(text + '!'); }
  each(texts: string[]): StringFutureStream {
    return StringFutureStream.of(texts.map<StringFuture>((text) => StringFuture.of(text)));
  }
  pass(items: U32Stream): U32Stream { return items; }
  now(text: string): StringFuture { return StringFuture.of(text + '?'); }
  numbersNow(count: u32): U32Stream { return this.numbers(count); }
  sum(items: U32Stream): u32 {
    let sum: u32 = 0;
    for (let all = items.read(10); all.length > 0; all = items.read(10)) {
      for (let index = 0; index < all.length; index++) sum += all[index];
    }
    items.drop();
    return sum;
  }
  litter(count: u32): u32 {
    let length = 0;
    for (let index: u32 = 0; index < count; index++) length += new Uint8Array(4096).fill(255).length;
    return length;
  }
}
serveFeed(new MyFeed());
serveAnswers(new MyAnswers());
`;

interface Line {
  text: string;
  tags: string[];
}

interface Counter {
  count(times: number): Promise<AsyncIterable<Uint32Array>>;
}

interface Answers {
  soon(text: string): Promise<string>;
}

interface Feed {
  readonly counter: { create(step: number): Promise<Counter & Disposable> };
  numbers(count: number): Promise<AsyncIterable<Uint32Array>>;
  lines(count: number): Promise<AsyncIterable<Line[]>>;
  ticks(count: number): Promise<AsyncIterable<number>>;
  all(text: string): Promise<{ h: string; numbers: AsyncIterable<Uint32Array> }>;
  later(text: string): Promise<string>;
  each(texts: string[]): Promise<AsyncIterable<Promise<string>[]>>;
  pass(items: AsyncIterable<Uint32Array>): Promise<AsyncIterable<Uint32Array>>;
  now(text: string): Promise<string>;
  numbersNow(count: number): Promise<AsyncIterable<Uint32Array>>;
  sum(items: Iterable<Uint32Array> | AsyncIterable<Uint32Array>): Promise<number>;
  litter(count: number): Promise<number>;
}

async function gather<T>(stream: AsyncIterable<Iterable<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const chunk of stream) all.push(...chunk);
  return all;
}

const fives = [Uint32Array.of(5), Uint32Array.of(2, 3)];

async function* slowly<T>(chunks: readonly T[]): AsyncGenerator<T> {
  for (const chunk of chunks) {
    await new Promise((resolve) => setImmediate(resolve));
    yield chunk;
  }
}

const counted = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

let target: ExportInterface<Feed>;
let root: ExportInterface<Answers>;
const built = new Map<boolean, Uint8Array>();

beforeAll(async () => {
  const file = '../e2e/answers.wit';
  const { host } = await emitWorld<{
    feed: { feed: ExportInterface<Feed> };
    answers: { answers: ExportInterface<Answers> };
  }>('answers.wit', 'answers');
  target = host.feed.feed;
  root = host.answers.answers;
  const wit = fileURLToPath(new URL(file, import.meta.url));
  for (const asyncify of [false, true]) {
    const guest = await buildGuest({ wit, world: 'answers', entry: ENTRY, asyncify });
    built.set(asyncify, guest.component);
  }
}, 60_000);

describe.each([
  { asyncify: false, waits: 'never', isolation: 'request' },
  { asyncify: true, waits: 'auto', isolation: 'shared' },
  { asyncify: true, waits: 'auto', isolation: 'request' },
  { asyncify: true, waits: 'thread', isolation: 'request' },
] as const)('what an exported function returns ($waits, $isolation)', (one) => {
  let subject: LoggedHost;
  let session: FunctionSession;
  let feed: Feed;
  let open: () => Promise<FunctionSession>;

  beforeAll(async () => {
    const { asyncify, waits, isolation } = one;
    subject = await startHost({ waits, limits: { wallMs: 3000 }, instances: 1 });
    const fn = await subject.host.load(built.get(asyncify)!, { name: 'answers', isolation });
    open = () => fn.open();
  }, 60_000);

  beforeEach(async () => {
    session = await open();
    feed = session.bind(target);
  });

  afterEach(() => {
    session.dispose();
    expect(subject.logs.splice(0)).toEqual([]);
  });

  test('is read to its end after the function has returned', async () => {
    expect(await gather(await feed.numbers(1000))).toEqual(counted(1000));
    expect(await gather(await feed.numbers(0))).toEqual([]);
    expect(await gather(await feed.lines(2))).toEqual([
      { text: 'line 0', tags: ['ä', '0'] },
      { text: 'line 1', tags: ['ä', '1'] },
    ]);
    let ticks = 0;
    for await (const count of await feed.ticks(3)) ticks += count;
    expect(ticks).toBe(3);
    const { h, numbers } = await feed.all('hö');
    expect([h, await gather(numbers)]).toEqual(['hö', [0, 1, 2]]);
    expect(await feed.later('soon')).toBe('soon!');
    expect(await feed.later('')).toBe('!');
    const each = (await gather(await feed.each(['a', 'b']))).toReversed();
    expect(await Promise.all(each)).toEqual(['b', 'a']);
    expect(await gather(await feed.pass(await feed.numbers(3)))).toEqual([0, 1, 2]);
  });

  test('is that of methods, and of functions of the world, too', async () => {
    using counter = await feed.counter.create(3);
    expect(await gather(await counter.count(4))).toEqual([0, 3, 6, 9]);
    expect(await session.bind(root).soon('soon')).toBe('soon.');
  });

  test('is there until it is read, whatever else the guest does', async () => {
    const numbers = await feed.numbers(5000);
    const lines = await feed.lines(500);
    const short = await feed.numbers(2);
    for (let count = 0; count < 4; count += 1) {
      expect(await feed.litter(500)).toBe(500 * 4096);
      expect(await gather(await feed.numbers(10))).toEqual(counted(10));
      expect(await feed.sum(one.waits === 'never' ? fives : slowly(fives))).toBe(10);
    }
    expect((await gather(lines)).map(({ tags }) => tags[1])).toEqual(counted(500).map(String));
    expect(await gather(numbers)).toEqual(counted(5000));
    // Garbage is collected again once all has been read.
    expect(await gather(short)).toEqual([0, 1]);
    for (let count = 0; count < 20; count += 1) await feed.litter(4000);
  });

  test('may be left by its reader early', async () => {
    for (let count = 0; count < 3; count += 1) {
      for await (const chunk of await feed.numbers(100)) {
        expect(chunk).toHaveLength(100);
        break;
      }
      await (await feed.numbers(7))[Symbol.asyncIterator]().return!();
    }
    expect(await gather(await feed.numbers(3))).toEqual([0, 1, 2]);
  });

  test('is given up where the session ends before it is read', async () => {
    const [numbers, text] = [await feed.numbers(3), feed.later('late')];
    expect(await text).toBe('late!');
    session.dispose();
    await expect(gather(numbers)).rejects.toMatchObject({ name: 'ChannelError' });
    session = await open();
    feed = session.bind(target);
    expect(await gather(await feed.numbers(3))).toEqual([0, 1, 2]);
  });

  test('comes from a function that is not async, too, up to the end of the session', async () => {
    expect(await feed.now('now')).toBe('now?');
    const reader = (await feed.numbersNow(3))[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ done: false, value: Uint32Array.of(0, 1, 2) });
    // Nobody is left in the guest to end it.
    const end = reader.next();
    expect(await feed.now('more')).toBe('more?');
    expect(await gather(await feed.numbers(3))).toEqual([0, 1, 2]);
    session.dispose();
    await expect(end).rejects.toThrow('the guest is gone');
  });
});
