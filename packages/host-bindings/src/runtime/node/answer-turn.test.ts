import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { AnswerTurn } from './answer-turn.js';

/** Makes the clock say what a test wants. */
function holdClock(): { now: number } {
  const clock = { now: 100 };
  vi.spyOn(performance, 'now').mockImplementation(() => clock.now);
  return clock;
}

describe('AnswerTurn', () => {
  it('ends for all at once, after what else has arrived', async () => {
    holdClock();
    const turn = new AnswerTurn();
    const order: string[] = [];
    for (const name of ['first', 'second']) void turn.wait()!.then(() => order.push(name));
    await Promise.resolve();
    order.push('rest of the turn');
    await nextTurn();
    expect(order).toEqual(['rest of the turn', 'first', 'second']);
    expect(turn.wait()).toBeInstanceOf(Promise);
  });

  it('ends early for an answer that comes late', async () => {
    const clock = holdClock();
    const turn = new AnswerTurn();
    const waiting = turn.wait();
    clock.now += 1;
    expect(turn.wait()).toBeUndefined();
    await waiting;
    expect(turn.wait()).toBeInstanceOf(Promise);
  });

  it('is left out for a while after a slow one', async () => {
    const clock = holdClock();
    const turn = new AnswerTurn();
    const waiting = turn.wait();
    clock.now += 50;
    await nextTurn();
    await waiting;
    expect(turn.wait()).toBeUndefined();
    clock.now += 1001;
    expect(turn.wait()).toBeInstanceOf(Promise);
  });
});
