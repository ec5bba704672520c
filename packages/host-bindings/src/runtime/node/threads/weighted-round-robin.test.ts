import { describe, expect, it } from 'vitest';
import { ThreadLoad } from './thread-load.js';
import { type Candidate, pickNext } from './weighted-round-robin.js';

interface Simulated extends Candidate {
  readonly name: string;
  /** Milliseconds that it takes for one request; it serves one at a time. */
  takesMs: number;
  readonly queue: { readonly arrivedAt: number; doneAt: number }[];
  served: number;
}

function createThread(name: string, takesMs: number): Simulated {
  return { name, takesMs, queue: [], served: 0, load: new ThreadLoad(), credit: 0 };
}

/** Requests that arrive at a steady pace, on a clock of the simulation's own. */
function simulate(threads: readonly Simulated[], requests: number, everyMs: number): string[] {
  const order: string[] = [];
  for (let i = 0; i < requests; i++) {
    const now = i * everyMs;
    for (const thread of threads) settle(thread, now);
    const thread = pickNext(threads)!;
    thread.load.begin();
    const free = thread.queue.at(-1)?.doneAt ?? now;
    thread.queue.push({ arrivedAt: now, doneAt: Math.max(now, free) + thread.takesMs });
    thread.served++;
    order.push(thread.name);
  }
  return order;
}

function settle(thread: Simulated, now: number): void {
  while (thread.queue[0] !== undefined && thread.queue[0].doneAt <= now) {
    const { arrivedAt, doneAt } = thread.queue.shift()!;
    thread.load.end(doneAt - arrivedAt);
  }
}

describe('weighted round robin', () => {
  it('has nobody to give a turn to where there is no candidate, and one where there is one', () => {
    const only = createThread('a', 1);
    expect(pickNext([])).toBeUndefined();
    expect(pickNext([only])).toBe(only);
  });

  it('gives equal threads their turns one after the other', () => {
    const threads = ['a', 'b', 'c', 'd'].map((name) => createThread(name, 1));
    expect(simulate(threads, 12, 10).join('')).toBe('abcdabcdabcd');
  });

  it('spreads turns evenly in time and not in runs', () => {
    const [fast, slow] = [createThread('f', 1), createThread('s', 3)];
    const order = simulate([fast, slow], 400, 10).slice(100).join('');
    expect(order).not.toContain('ss');
    expect(order).not.toContain('fffff');
  });

  it('gives a thread that is four times slower about a fifth', () => {
    const [fast, slow] = [createThread('f', 1), createThread('s', 4)];
    simulate([fast, slow], 1000, 10);
    expect(slow.served).toBeGreaterThan(150);
    expect(slow.served).toBeLessThan(250);
  });

  it('gives a thread less for each answer that it owes', () => {
    const [idle, busy] = [createThread('i', 1), createThread('b', 1)];
    for (let i = 0; i < 9; i++) busy.load.begin();
    const turns = Array.from({ length: 110 }, () => pickNext([idle, busy])!.name);
    expect(turns.filter((name) => name === 'b')).toHaveLength(10);
  });

  it('never starves a slow thread, and notices when it recovers', () => {
    const [fast, slow] = [createThread('f', 1), createThread('s', 500)];
    simulate([fast, slow], 2000, 2);
    const before = slow.served;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(200);
    settle(slow, Infinity);
    slow.takesMs = 1;
    simulate([fast, slow], 8000, 10);
    const recovered = slow.served;
    simulate([fast, slow], 1000, 10);
    expect(slow.served - recovered).toBeGreaterThan(300);
  });

  it('takes a thread that has answered nothing yet for as fast as the others', () => {
    const [known, fresh] = [createThread('k', 1), createThread('n', 1)];
    known.load.begin();
    known.load.end(50);
    const turns = Array.from({ length: 10 }, () => pickNext([known, fresh])!.name);
    expect(turns.filter((name) => name === 'n')).toHaveLength(5);
  });
});
