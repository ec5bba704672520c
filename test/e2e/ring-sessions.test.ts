import type { RequestMetric } from '@org/host-bindings';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask } from './function-harness.js';
import { MemoryAccount, startDesk } from './session-harness.js';

let desk: Awaited<ReturnType<typeof startDesk>>;

beforeAll(async () => {
  desk = await startDesk();
});

describe('a session over the ring', () => {
  it('calls what a function exports that serves no HTTP', async () => {
    using session = await desk.fn.open();
    const counters = session.bind(desk.counters);
    expect(await counters.visits()).toBe(1);
    expect(await counters.visits()).toBe(2);
    const response = await desk.fn.fetch(ask());
    expect(response.status).toBe(500);
    await expect(
      desk.fn.handle({ method: 'GET', url: 'http://h/', headers: [], body: { tag: 'empty' } }),
    ).rejects.toThrow('function "desk" serves no HTTP');
  });

  it('has the state of the image, and none of another', async () => {
    using one = await desk.fn.open();
    await one.bind(desk.counters).visits();
    using two = await desk.fn.open();
    expect(await two.bind(desk.counters).visits()).toBe(1);
    one.dispose();
    using three = await desk.fn.open();
    expect(await three.bind(desk.counters).visits()).toBe(1);
  });

  it('names the interface that the function does not export, and those that it does', async () => {
    using session = await desk.fn.open();
    expect(() => session.bind(desk.absent)).toThrow(
      '[not-found] function "desk" does not export "acme:desk/absent@1.0.0"; it exports "acme:desk/counters@1.0.0", "acme:desk/reports@1.0.0"',
    );
  });

  it('is over once it is disposed of, with all calls under way', async () => {
    const session = await desk.fn.open();
    const counters = session.bind(desk.counters);
    const counter = await counters.counter.create(1);
    const sleeping = counters.sleep();
    session.dispose();
    session.dispose();
    await expect(sleeping).rejects.toThrow('[cancelled] the session is over');
    await expect(counters.visits()).rejects.toThrow('because it was disposed of; open another');
    await expect(counter.add(1)).rejects.toThrow('[unavailable] the session of "desk" is over');
    counter[Symbol.dispose]();
  });

  it('tells hostcalls whose they are, however many calls are under way', async () => {
    using session = await desk.fn.open({ requestId: 'session-7' });
    const counters = session.bind(desk.counters);
    const account = new MemoryAccount();
    await Promise.all([counters.pay(account, 1), counters.pay(account, 2)]);
    expect(account.calls.map((call) => call.requestId)).toEqual(['session-7', 'session-7']);
    expect(account.calls[0]!.deadline).toBeGreaterThan(Date.now());
  });

  it('ends in the middle of a hostcall that ends it', async () => {
    const session = await desk.fn.open();
    const counters = session.bind(desk.counters);
    const account = new MemoryAccount();
    account.deposit = () => {
      session.dispose();
      return Promise.resolve(1);
    };
    await expect(counters.pay(account, 1)).rejects.toThrow('[cancelled] the session is over');
    expect(account.isDisposed).toBe(false);
    using next = await desk.fn.open();
    expect(await next.bind(desk.counters).visits()).toBe(1);
  });

  it('takes calls from providers that it is calling', async () => {
    using session = await desk.fn.open();
    const counters = session.bind(desk.counters);
    const account = new MemoryAccount();
    account.deposit = (amount) => counters.visits().then((visits) => visits + amount);
    expect(await counters.pay(account, 10)).toBe(11);
  });

  it('are told to the one who measures requests, each with how it ended', async () => {
    const metrics: RequestMetric[] = [];
    const { fn, counters } = await startDesk({ onRequest: (metric) => metrics.push(metric) });
    using session = await fn.open({ requestId: 'measured' });
    const bound = session.bind(counters);
    await bound.pay(new MemoryAccount(), 3);
    const one = await bound.counter.create(1);
    await expect(one.addLater(0)).rejects.toMatchObject({ name: 'ResultError' });
    await expect(bound.crash()).rejects.toThrow('the function failed');
    await expect(one.add('no number' as never)).rejects.toThrow();
    expect(metrics.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'session ok',
      'session ok',
      'session ok',
      'session internal',
      'session invalid',
    ]);
    const [pay] = metrics;
    expect(pay).toMatchObject({ functionName: 'desk', requestId: 'measured', waitMs: 0 });
    expect(pay!.durationMs).toBeGreaterThan(0);
    expect(pay!.cpuMs).toBeGreaterThan(0);
  });

  it('logs what the function throws, and goes on', async () => {
    using session = await desk.fn.open({ requestId: 'crash-1' });
    const counters = session.bind(desk.counters);
    await expect(counters.crash()).rejects.toThrow('[internal] the function failed');
    const line = desk.logs.at(-1)!;
    expect(line).toMatchObject({ level: 'error', functionName: 'desk', requestId: 'crash-1' });
    expect(line.message).toBe('Error: crashed on purpose');
    expect(await counters.visits()).toBe(1);
  });
});

describe('limits of a session', () => {
  it('has the time and the processor of a request in each call', async () => {
    const { fn, counters } = await startDesk({ limits: { wallMs: 1000, cpuKillMs: 300 } });
    const slow = await fn.open();
    const late = slow.bind(counters);
    const calls = [late.sleep(), late.sleep()];
    const reasons = await Promise.allSettled(calls);
    const texts = reasons.map((one) => String((one as PromiseRejectedResult).reason));
    // Both have the same deadline: the one whose timer fires first ends the session for the other.
    const missed = 'HostError: [timeout] the function did not answer within 1000 ms';
    expect(texts).toContain(missed);
    for (const text of texts)
      expect([missed, 'HostError: [cancelled] the session is over']).toContain(text);
    await expect(late.visits()).rejects.toThrow(
      'because a call of it trapped or did not end in time',
    );
    const spinning = await fn.open();
    await expect(spinning.bind(counters).spin()).rejects.toThrow('[internal] the function trapped');
    await expect(spinning.bind(counters).visits()).rejects.toMatchObject({ code: 'unavailable' });
    using fresh = await fn.open();
    expect(await fresh.bind(counters).visits()).toBe(1);
  });

  it('counts as an instance until it is disposed of, and ends with its function', async () => {
    const { fn, counters } = await startDesk({ instances: 1, queue: 1, limits: { wallMs: 1000 } });
    const first = await fn.open();
    const waiting = fn.open();
    await expect(fn.open()).rejects.toThrow('the queue is full');
    first.dispose();
    const second = await waiting;
    expect(await second.bind(counters).visits()).toBe(1);
    await expect(fn.open()).rejects.toMatchObject({ code: 'unavailable' });
    const controller = new AbortController();
    const aborted = fn.open({ signal: controller.signal });
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'cancelled' });
    fn.dispose();
    await expect(second.bind(counters).visits()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(fn.open()).rejects.toThrow('function "desk" is disposed of');
  });
});
