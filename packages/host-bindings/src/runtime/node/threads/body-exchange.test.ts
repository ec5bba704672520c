import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../../codegen-v1/index.js';
import { HostError } from '../../../contract/errors.js';
import type { BodyReader } from '../../../contract/gen/http.js';
import { BodyExchange, type BodyMessage } from './body-exchange.js';

/** Two ends, with messages that arrive in a later turn, cloned. */
function createPair(): { here: BodyExchange; there: BodyExchange; sent: BodyMessage[] } {
  const sent: BodyMessage[] = [];
  const ends: BodyExchange[] = [];
  const end = (other: number): BodyExchange =>
    new BodyExchange((message, transfer = []) => {
      sent.push(message);
      const clone = structuredClone(message, { transfer: [...transfer] });
      setImmediate(() => ends[other]!.receive(clone));
    });
  const here = end(1);
  const there = end(0);
  ends.push(here, there);
  return { here, there, sent };
}

function contextOf(signal = new AbortController().signal): CallContext {
  return { functionName: '', requestId: '', deadline: Infinity, signal };
}

describe('a body between two threads', () => {
  it('crosses chunk by chunk, each when it is asked for', async () => {
    const { here, there } = createPair();
    let reads = 0;
    const source: BodyReader = {
      read: (max) => (++reads > 3 ? undefined : new Uint8Array(max).fill(reads)),
    };
    const reader = there.open(here.offer(source));
    await nextTurn();
    expect(reads).toBe(0);
    expect(await reader.read(2, contextOf())).toEqual(new Uint8Array([1, 1]));
    await nextTurn();
    expect(reads).toBe(1);
    expect(await reader.read(10_000, contextOf())).toHaveLength(10_000);
    await reader.read(1, contextOf());
    expect(await reader.read(1, contextOf())).toBeUndefined();
    expect(await reader.read(1, contextOf())).toBeUndefined();
    expect([reads, here.size, there.size]).toEqual([4, 0, 0]);
  });

  it('ends its source once where it is dropped', async () => {
    const { here, there } = createPair();
    let dropped = 0;
    const source: BodyReader = { read: () => undefined, [Symbol.dispose]: () => void dropped++ };
    const reader = there.open(here.offer(source));
    reader[Symbol.dispose]!();
    reader[Symbol.dispose]!();
    await nextTurn();
    await nextTurn();
    expect(dropped).toBe(1);
    await expect(reader.read(1, contextOf())).rejects.toThrow('the body reader has been dropped');
  });

  it('carries what broke it', async () => {
    const { here, there } = createPair();
    const source: BodyReader = {
      read: () => {
        throw new HostError('too-large', { what: 'body-bytes', used: 2, maximum: 1 });
      },
    };
    await expect(there.open(here.offer(source)).read(1, contextOf())).rejects.toMatchObject({
      code: 'too-large',
      detail: { what: 'body-bytes', used: 2, maximum: 1 },
    });
  });

  it('stops waiting on either side where the reader gives up', async () => {
    const { here, there } = createPair();
    let gaveUp = false;
    const source: BodyReader = {
      read: (_max, call) =>
        new Promise((_resolve, reject) => {
          call.signal.addEventListener('abort', () => {
            gaveUp = true;
            reject(new HostError('cancelled', 'given up'));
          });
        }),
    };
    const controller = new AbortController();
    const read = there.open(here.offer(source)).read(1, contextOf(controller.signal));
    await nextTurn();
    controller.abort();
    await expect(read).rejects.toMatchObject({ code: 'cancelled' });
    await nextTurn();
    await nextTurn();
    expect(gaveUp).toBe(true);
    expect([here.size, there.size]).toEqual([0, 0]);
  });

  it('fails with the thread that it comes from', async () => {
    const { here, there } = createPair();
    let dropped = 0;
    const offered: BodyReader = { read: () => undefined, [Symbol.dispose]: () => void dropped++ };
    there.offer(offered);
    const read = there.open(here.offer({ read: () => new Promise(() => {}) })).read(1, contextOf());
    there.fail(new HostError('unavailable', 'the thread was stopped'));
    await expect(read).rejects.toMatchObject({ code: 'unavailable' });
    expect(dropped).toBe(1);
    expect(there.size).toBe(0);
  });
});
