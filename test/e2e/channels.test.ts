import { beforeAll, describe, expect, it } from 'vitest';
import type { LoadedFunction } from '@org/host-bindings';
import { type FeedsHost, startFeeds } from './channels-harness.js';
import { ask } from './function-harness.js';

/** Answers what the body of a case returns, or how it failed. */
const cases = (bodies: Readonly<Record<string, string>>): string => `
  import { run } from '@org/wajs';
  import * as feeds from './feeds.js';
  const items = async (stream) => { const all = []; for await (const chunk of stream) all.push(...chunk); return all; };
  async function* give(...chunks) { yield* chunks; }
  const cases = {
    ${Object.entries(bodies)
      .map(([name, body]) => `async ${name}(context) { ${body} },`)
      .join('\n')}
  };
  run(async (request, context) => {
    const name = new URL(request.url).pathname.slice(1);
    try {
      return Response.json(await cases[name](context) ?? null);
    } catch (error) {
      return Response.json({ error: String(error.code ?? error.name), text: String(error.message) });
    }
  });
`;

const expected: Readonly<Record<string, readonly [body: string, answer: unknown]>> = {
  numbers: [`return items(feeds.numbers(250)).then((all) => [all.length, all[249]]);`, [250, 249]],
  noNumbers: [`return items(feeds.numbers(0));`, []],
  leavesEarly: [
    `for await (const chunk of feeds.numbers(1000)) return [...chunk.slice(0, 3)];`,
    [0, 1, 2],
  ],
  files: [
    `const all = [];
     for await (const chunk of feeds.files()) {
       for (const file of chunk) all.push([file.name, await items(file.data), (await file.checksum) ?? null]);
     }
     return all;`,
    [
      ['a', [1, 2, 3], 6],
      ['b', [], null],
    ],
  ],
  collect: [
    `return feeds.collect(give(['a', 'b'], [], ['c \\u{1f600}']));`,
    ['a', 'b', 'c \u{1f600}'],
  ],
  collectArray: [`return feeds.collect([['a'], ['b']]);`, ['a', 'b']],
  collectStream: [
    `return feeds.collect(new ReadableStream({ start(c) { c.enqueue(['a']); c.enqueue(['b']); c.close(); } }));`,
    ['a', 'b'],
  ],
  store: [
    `return feeds.store(give([
       { name: 'x', data: give(Uint8Array.of(1), Uint8Array.of(2, 3)), checksum: Promise.resolve(6) },
       { name: 'y', data: give() },
     ]));`,
    ['x: 1,2,3 6', 'y:  undefined'],
  ],
  count: [`return feeds.count(give(2, 0, 3));`, 5],
  ticks: [
    `let total = 0; for await (const some of feeds.ticks(100000)) total += some; return total;`,
    100_000,
  ],
  later: [`return feeds.later('then');`, 'then'],
  muchLater: [`return feeds.muchLater('then');`, 'then'],
  muchLaterFails: [
    `return feeds.muchLater('');`,
    { error: 'nothing to say', text: expect.anything() },
  ],
  broken: [
    `return feeds.broken();`,
    { error: 'internal', text: expect.stringContaining('the log of the host says why') },
  ],
  brokenIgnored: [`feeds.broken(); return 'fine';`, 'fine'],
  settle: [`return feeds.settle(Promise.resolve(['done']));`, ['done']],
  settleRejects: [
    `return feeds.settle(Promise.reject(new Error('changed my mind')));`,
    { error: 'changed my mind', text: expect.anything() },
  ],
  breaks: [
    `const all = [];
     try { for await (const chunk of feeds.breaks()) all.push(...chunk); } catch (error) { all.push(error.code); }
     return all;`,
    ['one', 'internal'],
  ],
  signalled: [`return feeds.signalled(Promise.resolve());`, true],
  notSignalled: [`return feeds.signalled(Promise.reject(new Error('no')));`, false],
  explain: [
    `return feeds.explain(feeds.explain({ debugMessage: 'it broke' })).debugMessage;`,
    'it broke!!',
  ],
  feed: [
    `const feed = feeds.Feed.create(give(['a']));
     return [await items(feed.items()), (await feed.ended()).debugMessage];`,
    [['of', 'the', 'feed'], 'well'],
  ],
  failingFeed: [
    `async function* fails() { yield ['a']; throw new Error('lost the thread'); }
     return (await feeds.Feed.create(fails()).ended()).debugMessage;`,
    'lost the thread',
  ],
  nested: [
    `const rows = [];
     for await (const chunk of feeds.nested(give([give(Uint8Array.of(1), Uint8Array.of(2))], [give(), give(Uint8Array.of(3))]))) {
       for (const row of chunk) rows.push(await items(row));
     }
     return rows;`,
    [[1, 2], [], [3]],
  ],
  tenThousand: [
    `async function* many() { for (let at = 0; at < 10000; at += 1) yield [String(at)]; }
     const all = await feeds.collect(many());
     return [all.length, all[9999]];`,
    [10_000, '9999'],
  ],
  large: [
    `const chunk = Array.from({ length: 150000 }, (_, index) => String(index));
     const all = await feeds.collect(give(chunk));
     return [all.length, all[149999]];`,
    [150_000, '149999'],
  ],
  noStream: [
    `return feeds.collect(7);`,
    { error: 'EncodeError', text: expect.stringContaining('not a stream') },
  ],
  noChunk: [
    `return (await feeds.Feed.create(give('text')).ended()).debugMessage;`,
    expect.stringContaining('"text" is not a chunk of a stream'),
  ],
  wrongItem: [
    `return (await feeds.Feed.create(give([7])).ended()).debugMessage;`,
    expect.stringContaining('"7" is not a string'),
  ],
};

let subject: FeedsHost;
let fn: LoadedFunction;

beforeAll(async () => {
  subject = await startFeeds();
  fn = await subject.load(
    cases(Object.fromEntries(Object.entries(expected).map(([name, [body]]) => [name, body]))),
  );
});

async function call(name: string, target: LoadedFunction = fn): Promise<unknown> {
  return (await target.fetch(ask(`/${name}`))).json();
}

describe('a function with streams and futures', () => {
  it.each(Object.entries(expected))('%s', async (name, [, answer]) => {
    expect(await call(name)).toEqual(answer);
    // And again, by the same instance: nothing of the first call is in the way.
    expect(await call(name)).toEqual(answer);
  });
});

describe('a producer', () => {
  it('makes no more than the host takes, and is left when the host leaves', async () => {
    const source = cases({
      early: `
        let made = 0;
        let isLeft = false;
        async function* endless() {
          try { for (;;) yield [String(made++)]; } finally { isLeft = true; }
        }
        const taken = await feeds.take(endless(), 3);
        await new Promise((resolve) => setTimeout(resolve, 1));
        return { taken, isLeft, isAhead: made > 5 };`,
      cancelled: `
        let reason;
        const stream = new ReadableStream({ start: (c) => c.enqueue(['a']), cancel: (given) => { reason = given ?? 'left'; } });
        const taken = await feeds.take(stream, 1);
        await new Promise((resolve) => setTimeout(resolve, 1));
        return { taken, reason };`,
    });
    const producer = await subject.load(source);
    expect(await call('early', producer)).toEqual({
      taken: ['0', '1', '2'],
      isLeft: true,
      isAhead: false,
    });
    // The stream has nothing more to say: it is told at once, not at its next chunk.
    expect(await call('cancelled', producer)).toEqual({ taken: ['a'], reason: 'left' });
  });

  it('goes on after the answer, and the next request waits for no leftovers', async () => {
    const { load, seen, logs } = await startFeeds({ instances: 1 });
    const producer = await load(
      cases({
        keep: `
          async function* bytes() { for (let at = 0; at < 50; at += 1) { await new Promise((resolve) => setTimeout(resolve, 1)); yield new Uint8Array(1000); } }
          feeds.keep(bytes());
          return 'answered';`,
        numbers: `
          const iterator = feeds.numbers(1e6)[Symbol.asyncIterator]();
          await iterator.next();
          return 'enough';`,
      }),
    );
    const response = await producer.fetch(ask('/keep'), { requestId: 'first' });
    expect(await response.json()).toBe('answered');
    expect(await seen.later.get('first')).toBe(50_000);
    expect(seen.returned).toBe(0);
    expect(await call('numbers', producer)).toBe('enough');
    expect(await call('numbers', producer)).toBe('enough');
    expect(seen.returned).toBe(2);
    expect(logs).toEqual([]);
  });

  it('that never ends is ended by the limit of its request, and its reader is told', async () => {
    const { load, seen, logs } = await startFeeds({ instances: 1, limits: { wallMs: 1000 } });
    const producer = await load(
      cases({
        keep: `feeds.keep(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(10)) })); return 'answered';`,
        next: `return items(feeds.numbers(3));`,
      }),
    );
    await producer.fetch(ask('/keep'), { requestId: 'endless' });
    await expect(seen.later.get('endless')).rejects.toMatchObject({ name: 'ChannelError' });
    expect(await call('next', producer)).toEqual([0, 1, 2]);
    expect(logs.map(({ message }) => message)).toEqual(['the function did not end within 1000 ms']);
  });
});

describe('in shared mode', () => {
  it('streams of requests at once are not mixed up', async () => {
    const shared = await startFeeds();
    const source = `
      import { run } from '@org/wajs';
      import * as feeds from './feeds.js';
      run(async (request) => {
        const id = new URL(request.url).searchParams.get('id');
        async function* many() { for (let at = 0; at < 20; at += 1) yield [id + '.' + at]; }
        const all = await feeds.collect(many());
        return Response.json({ id, right: all.length === 20 && all.every((item, at) => item === id + '.' + at) });
      });
    `;
    const several = await shared.load(source, { isolation: 'shared' });
    const ids = Array.from({ length: 16 }, (_, index) => String(index));
    const answers = await Promise.all(
      ids.map(async (id) => (await several.fetch(ask(`/?id=${id}`))).json()),
    );
    expect(answers).toEqual(ids.map((id) => ({ id, right: true })));
  });
});
