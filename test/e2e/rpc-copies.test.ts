import { createMemoryRpc } from '@org/host-bindings/providers/memory';
import { afterEach, describe, expect, it } from 'vitest';
import { ask, startHost } from './function-harness.js';

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
// oxlint-disable-next-line typescript/unbound-method -- put back as they were
const { slice, set } = typedArray;

/** A length that nothing else has: the encoded arguments around it add less than `slack`. */
const payloadBytes = 300_001;
const slack = 1_000;

interface Copies {
  /** Copies by `slice`: out of a memory, or from buffer to buffer. */
  sliced: number;
  /** Copies by `set`: into a memory, or from buffer to buffer. */
  set: number;
}

/** Counts copies of about the payload's length from now on. */
function countCopies(): Copies {
  const copies: Copies = { sliced: 0, set: 0 };
  const isPayload = (length: number): boolean =>
    length >= payloadBytes && length < payloadBytes + slack;
  typedArray.slice = function count(this: Uint8Array, start?: number, end?: number) {
    const copy = slice.call(this, start, end);
    if (isPayload(copy.byteLength)) copies.sliced += 1;
    return copy;
  } as typeof slice;
  typedArray.set = function count(this: Uint8Array, from: ArrayLike<number>, at?: number) {
    if (isPayload(from.length)) copies.set += 1;
    set.call(this, from, at);
  } as typeof set;
  return copies;
}

afterEach(() => {
  typedArray.slice = slice;
  typedArray.set = set;
});

const shop = (length: number): string => `
  import { rpc, run } from '@org/wajs';
  run(async () => {
    const payload = new Uint8Array(${length});
    for (let at = 0; at < payload.length; at++) payload[at] = at % 251;
    const pending = rpc.call('depot', 'turn', payload);
    payload.fill(0);
    const answer = await pending;
    let wrong = 0;
    for (let at = 0; at < answer.length; at++) if (answer[at] !== 255 - (at % 251)) wrong += 1;
    return Response.json({ length: answer.length, wrong });
  });`;
const depot = `
  import { serveRpc } from '@org/wajs';
  serveRpc({ turn: (payload) => payload.map((byte) => 255 - byte) });`;

describe('a call between functions of one process', () => {
  it('copies payload and answer once out of one memory and once into the other', async () => {
    const rpc = createMemoryRpc();
    const { load, logs } = await startHost({ policy: { interfaces: ['rpc'] }, providers: { rpc } });
    const caller = await load(shop(payloadBytes));
    rpc.add('depot', await load(depot));
    const copies = countCopies();
    const response = await caller.fetch(ask());
    const counted = { ...copies };
    expect(await response.json()).toEqual({ length: payloadBytes, wrong: 0 });
    expect(logs).toEqual([]);
    // The payload on its way, and the answer on its way back.
    expect(counted).toEqual({ sliced: 2, set: 2 });
  });

  it.each([1023, 1024, 1025, 3 * 1024 * 1024 + 1])(
    'carries %i bytes there and back',
    async (length) => {
      const rpc = createMemoryRpc();
      const { load, logs } = await startHost({
        policy: { interfaces: ['rpc'] },
        providers: { rpc },
      });
      const caller = await load(shop(length));
      rpc.add('depot', await load(depot));
      expect(await (await caller.fetch(ask())).json()).toEqual({ length, wrong: 0 });
      expect(logs).toEqual([]);
    },
  );

  it('carries several payloads that were sent together, each with its own', async () => {
    const rpc = createMemoryRpc();
    const { load } = await startHost({ policy: { interfaces: ['rpc'] }, providers: { rpc } });
    const caller = await load(`
      import { rpc, run } from '@org/wajs';
      run(async () => {
        const sent = [5000, 3, 2000, 70000].map((length, index) => new Uint8Array(length).fill(index));
        const answers = await Promise.all(sent.map((one) => rpc.call('depot', 'turn', one)));
        return Response.json(answers.map((one) => [one.length, ...new Set(one)]));
      });`);
    rpc.add('depot', await load(depot));
    expect(await (await caller.fetch(ask())).json()).toEqual([
      [5000, 255],
      [3, 254],
      [2000, 253],
      [70000, 252],
    ]);
  });

  it('hands a service of the host the payload, and many callers the one answer', async () => {
    const seen: Uint8Array[] = [];
    const answer = Uint8Array.from({ length: payloadBytes }, (_byte, at) => 255 - (at % 251));
    const rpc = createMemoryRpc({
      services: {
        depot: {
          call(_method, payload) {
            seen.push(payload);
            return answer;
          },
        },
      },
    });
    const { load } = await startHost({ policy: { interfaces: ['rpc'] }, providers: { rpc } });
    const caller = await load(shop(payloadBytes));
    const answers = await Promise.all([caller.fetch(ask()), caller.fetch(ask())]);
    for (const response of answers) {
      expect(await response.json()).toEqual({ length: payloadBytes, wrong: 0 });
    }
    for (const payload of seen) {
      // The guest has overwritten its own since; what was copied stands.
      expect(payload.every((byte, at) => byte === at % 251)).toBe(true);
      expect(payload.buffer.byteLength).toBeLessThan(payloadBytes + slack);
    }
  });
});
