import type { FunctionSession } from '@org/host-bindings';
import type { ExportInterface } from '@org/host-bindings/contract';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emitWorld } from './emitted-world.js';
import { buildSource, type LoggedHost, startHost } from './function-harness.js';

interface Box extends Disposable {
  items(): Promise<AsyncIterable<string[]>>;
}

interface Transfers {
  readonly box: { create(items: AsyncIterable<string[]>): Promise<Box> };
  countUp(count: number): Promise<AsyncIterable<Uint32Array>>;
  upper(items: AsyncIterable<string[]>): Promise<AsyncIterable<string[]>>;
  sum(numbers: AsyncIterable<Uint32Array>): Promise<number>;
  pass(value: Promise<string>): Promise<string>;
  find(name: string): Promise<AsyncIterable<Uint8Array>>;
  breaks(): Promise<AsyncIterable<string[]>>;
  never(): Promise<number>;
  wasLeft(): Promise<boolean>;
}

const source = `
import { WajsError } from '@org/wajs';
import { serveTransfers } from './transfers.js';

let isLeft = false;

serveTransfers({
  box: {
    create(items) {
      const all = (async () => { const kept = []; for await (const chunk of items) kept.push(...chunk); return kept; })();
      return { items: async function* () { yield await all; } };
    },
  },
  async *countUp(count) {
    isLeft = false;
    try {
      for (let at = 0; at < count; at += 1) yield Uint32Array.of(at);
    } finally {
      isLeft = true;
    }
  },
  async *upper(items) {
    for await (const chunk of items) yield chunk.map((item) => item.toUpperCase());
  },
  async sum(numbers) {
    let total = 0;
    for await (const chunk of numbers) for (const number of chunk) total += number;
    return total;
  },
  pass: (value) => value,
  find(name) {
    if (name === '') throw new WajsError('no name');
    return [new Uint8Array(name.length)];
  },
  async *breaks() {
    yield ['one'];
    throw new Error('the guest lost it');
  },
  never: () => Promise.reject(new Error('not today')),
  wasLeft: () => isLeft,
});
`;

async function* give<T>(...chunks: T[]): AsyncGenerator<T> {
  yield* chunks;
}

async function gather<T>(stream: AsyncIterable<Iterable<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const chunk of stream) all.push(...chunk);
  return all;
}

let subject: LoggedHost;
let target: ExportInterface<Transfers>;
let open: () => Promise<FunctionSession>;
let session: FunctionSession;
let transfers: Transfers;

beforeAll(async () => {
  const { host, guest } = await emitWorld<{
    transfers: { transfers: ExportInterface<Transfers> };
  }>('feeds.wit', 'sender');
  target = host.transfers.transfers;
  subject = await startHost({ instances: 1 });
  const { artifact } = await buildSource(source, { files: { ...guest } });
  const fn = await subject.host.load(artifact);
  open = () => fn.open();
});

beforeEach(async () => {
  session = await open();
  transfers = session.bind(target);
});

afterEach(() => session.dispose());

describe('a function that serves streams and futures', () => {
  it('gives and takes them', async () => {
    expect(await gather(await transfers.countUp(500))).toHaveLength(500);
    expect(await gather(await transfers.upper(give(['a', 'b'], ['c'])))).toEqual(['A', 'B', 'C']);
    expect(await transfers.sum(give(Uint32Array.of(1, 2), Uint32Array.of(3)))).toBe(6);
    expect(await transfers.pass(Promise.resolve('through'))).toBe('through');
    expect(await gather(await transfers.find('abc'))).toEqual([0, 0, 0]);
    await expect(transfers.find('')).rejects.toMatchObject({ payload: 'no name' });
    expect(subject.logs).toEqual([]);
  });

  it('has them in the methods of its resources', async () => {
    using box = await transfers.box.create(give(['kept'], ['well']));
    expect(await gather(await box.items())).toEqual(['kept', 'well']);
  });

  it('hands on item by item: the second only after the first', async () => {
    const seen: string[] = [];
    async function* slowly(): AsyncGenerator<string[]> {
      for (const item of ['a', 'b', 'c']) {
        seen.push(`given ${item}`);
        yield [item];
      }
    }
    for await (const [item] of await transfers.upper(slowly())) seen.push(`taken ${item}`);
    expect(seen.indexOf('taken A')).toBeLessThan(seen.indexOf('given c'));
    expect(seen.filter((line) => line.startsWith('taken'))).toEqual([
      'taken A',
      'taken B',
      'taken C',
    ]);
  });

  it('has its producer left when the host leaves early', async () => {
    for await (const [first] of await transfers.countUp(1e9)) {
      expect(first).toBe(0);
      break;
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(await transfers.wasLeft()).toBe(true);
  });

  it('breaks off with what it threw', async () => {
    const stream = (await transfers.breaks())[Symbol.asyncIterator]();
    expect(await stream.next()).toEqual({ done: false, value: ['one'] });
    await expect(stream.next()).rejects.toThrow('the guest lost it');
    await expect(transfers.never()).rejects.toThrow('not today');
  });

  it('sees the host break off', async () => {
    async function* broken(): AsyncGenerator<string[]> {
      yield ['a'];
      throw new Error('the host lost it');
    }
    await expect(gather(await transfers.upper(broken()))).rejects.toThrow('[internal]');
    expect(subject.logs.at(-1)?.message).toContain('the host lost it');
  });

  it('leaves nothing behind when its session is over', async () => {
    let isLeft = false;
    async function* endless(): AsyncGenerator<string[]> {
      try {
        for (;;) yield ['x'];
      } finally {
        isLeft = true;
      }
    }
    const stream = (await transfers.upper(endless()))[Symbol.asyncIterator]();
    expect(await stream.next()).toEqual({ done: false, value: ['X'] });
    const late = stream.next().then(() => stream.next());
    session.dispose();
    await expect(late).rejects.toMatchObject({ name: 'ChannelError' });
    expect(isLeft).toBe(true);
    using another = await open();
    expect(await another.bind(target).sum(give(Uint32Array.of(4)))).toBe(4);
  });
});
