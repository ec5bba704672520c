import { bindInterface, type FunctionSession } from '@org/host-bindings';
import type { ExportInterface, ImportInterface } from '@org/host-bindings/contract';
import { beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { emitWorld } from './emitted-world.js';
import { buildSource, startHost } from './function-harness.js';
import { type Counter, type Counters, MemoryAccount, startDesk } from './session-harness.js';

interface TwinModules {
  readonly ledger: { readonly ledger: ImportInterface<object> };
  readonly counters: { readonly counters: ImportInterface<object> };
  readonly 'exported-counters': { readonly counters: ExportInterface<Counters> };
}

let desk: Awaited<ReturnType<typeof startDesk>>;
let session: FunctionSession;
let counters: Counters;

beforeAll(async () => {
  desk = await startDesk();
});

beforeEach(async () => {
  session = await desk.fn.open();
  counters = session.bind(desk.counters);
});

afterEach(() => session.dispose());

describe('resources that a JavaScript function exports', () => {
  it('are made, called, lent, given away, taken back and disposed of', async () => {
    const one = await counters.counter.create(1);
    expect(await one.add(2)).toBe(3);
    expect(await one.addLater(4)).toBe(7);
    expect(await one.handle()).toBe(77);
    await expect(one.addLater(0)).rejects.toMatchObject({
      name: 'ResultError',
      payload: 'nothing to add',
    });
    const both = await counters.counter.sum(one, one);
    expect(await both.add(0)).toBe(14);
    const back = (await counters.swap(one))!;
    expect(await back.add(1)).toBe(8);
    expect(await both.absorb(back)).toBe(22);
    await both.add(100);
    expect(await counters.swap(both)).toBeUndefined();
    expect(await counters.disposed()).toBe(0);
    const last = await counters.counter.create(5);
    last[Symbol.dispose]();
    last[Symbol.dispose]();
    expect(await counters.disposed()).toBe(1);
  });

  it('are part of lists, records and results, and of other interfaces', async () => {
    const made = await counters.make(['a', 'bcd']);
    expect(made.map(({ name }) => name)).toEqual(['a', 'bcd']);
    const reports = session.bind(desk.reports);
    const [a, b] = made.map(({ counter }) => counter) as [Counter, Counter];
    expect(
      await reports.total([
        { counter: a, weight: 10 },
        { counter: b, weight: 100 },
        { counter: a, weight: 1 },
      ]),
    ).toBe(311);
    const picked = await reports.pick([b, a]);
    expect(await picked.add(0)).toBe(3);
    await expect(b.add(1)).rejects.toThrow('the "counter" was given away; use it before that');
  });

  it('have constructors that can fail', async () => {
    expect(await (await counters.ticket.create(12)).number()).toBe(12);
    await expect(counters.ticket.create(13)).rejects.toMatchObject({ payload: 'nobody wants 13' });
  });

  it('fail with what a hostcall failed with, which is no error of their own', async () => {
    using session = await desk.fn.open();
    const counters = session.bind(desk.counters);
    await expect(counters.ticket.create(14)).rejects.toThrow('[internal]');
    const lines = desk.logs.map((line) => JSON.stringify(line));
    expect(lines.some((line) => line.includes('the store is down'))).toBe(true);
  });
});

describe('misuse of resources by the host', () => {
  const failing = (call: Promise<unknown>, message: string): Promise<void> =>
    expect(call).rejects.toThrow(message);

  it('is said of what was disposed of, given away, made up, or of another type', async () => {
    const counter = await counters.counter.create(1);
    counter[Symbol.dispose]();
    await failing(counter.add(1), 'the "counter" was disposed of; use it before that');
    await failing(counters.swap(counter), 'the "counter" was disposed of');
    const given = await counters.counter.create(1);
    await counters.swap(given);
    await failing(counters.swap(given), 'the "counter" was given away');
    given[Symbol.dispose]();
    expect(await counters.disposed()).toBe(1);
    await failing(
      counters.swap({ ...given }),
      'a "counter" of the guest is needed; pass one that it gave',
    );
    await failing(counters.swap(undefined as never), 'a "counter" of the guest is needed');
    const ticket = await counters.ticket.create(1);
    await failing(
      counters.swap(ticket as never),
      'a "ticket" was passed where a "counter" is needed',
    );
    expect(await ticket.number()).toBe(1);
  });

  it('is said of what belongs to another session, be it over or not', async () => {
    using other = await desk.fn.open();
    const foreign = await other.bind(desk.counters).counter.create(9);
    await failing(counters.swap(foreign), 'the "counter" is of another session');
    await failing(counters.counter.sum(foreign, foreign), 'the "counter" is of another session');
    other.dispose();
    using again = await desk.fn.open();
    const own = await again.bind(desk.counters).counter.create(1);
    foreign[Symbol.dispose]();
    await failing(again.bind(desk.counters).swap(foreign), 'the "counter" is of another session');
    expect(await own.add(1)).toBe(2);
    expect(await again.bind(desk.counters).disposed()).toBe(0);
  });

  it('changes no hands where one of the arguments is wrong', async () => {
    const [a, b] = [await counters.counter.create(1), await counters.counter.create(2)];
    const reports = session.bind(desk.reports);
    await failing(reports.pick([a, b, a]), 'the "counter" was given away');
    expect(await a.add(1)).toBe(2);
    expect(await b.add(1)).toBe(3);
  });

  it('waits with the end of an object until the calls are over that use it', async () => {
    const counter = await counters.counter.create(1);
    const adding = counter.addLater(2);
    await failing(counters.swap(counter), 'the "counter" is in use by a call that has not ended');
    counter[Symbol.dispose]();
    expect(await counters.disposed()).toBe(0);
    expect(await adding).toBe(3);
    expect(await counters.disposed()).toBe(1);
  });
});

describe('resources of the host in exported functions', () => {
  it('are lent for a call, and of no use after it', async () => {
    const account = new MemoryAccount();
    expect(await counters.pay(account, 5)).toBe(5);
    await expect(counters.look()).rejects.toThrow('the function failed');
    expect(desk.logs.at(-1)!.message).toContain('the resource was disposed of or given away');
    expect(account.isDisposed).toBe(false);
    expect(await counters.close(account)).toBe(5);
    expect(account.isDisposed).toBe(true);
  });
});

describe('misuse of resources by the function', () => {
  it('is the fault of the function that gives one object away twice', async () => {
    for (let round = 0; round < 2; round++) {
      await expect(counters.twice()).rejects.toThrow('the function failed');
      expect(desk.logs.at(-1)!.message).toContain('the host holds this "counter" already');
    }
    expect(await counters.visits()).toBe(1);
  });
});

describe('an interface that a function both imports and exports', () => {
  it('has resources of two types, which do not mix', async () => {
    const { host: emitted, guest } = await emitWorld<TwinModules>('objects.wit', 'twins');
    const numbers: number[] = [];
    const provider = {
      counter: {
        create: (start: number) => ({
          add: (amount: number) => start + amount,
          [Symbol.dispose]: () => void numbers.push(start),
        }),
      },
    };
    const started = await startHost({
      interfaces: [
        bindInterface(emitted.counters.counters, provider),
        bindInterface(emitted.ledger.ledger, {}),
      ],
      policy: { interfaces: ['acme:desk/counters@1.0.0', 'acme:desk/ledger@1.0.0'] },
    });
    const { artifact } = await buildSource(
      `
      import { Counter } from './counters.js';
      import { serveCounters } from './exported-counters.js';
      serveCounters({
        counter: {
          create(start) {
            const inner = Counter.create(start + 100);
            return { add: (amount) => inner.add(amount) * 2, [Symbol.dispose]: () => inner[Symbol.dispose]() };
          },
        },
        ticket: {},
      });`,
      { files: { ...guest } },
    );
    const fn = await started.host.load(artifact);
    using own = await fn.open();
    const twins = own.bind(emitted['exported-counters'].counters);
    const counter = await twins.counter.create(1);
    expect(await counter.add(5)).toBe(212);
    counter[Symbol.dispose]();
    await expect(counter.add(5)).rejects.toThrow('was disposed of');
    await expect.poll(() => numbers).toEqual([101]);
  });
});
