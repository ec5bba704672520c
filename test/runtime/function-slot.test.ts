import { describe, expect, it } from 'vitest';
import { FunctionSlot, type LoadedFunction } from '@org/host-bindings';

interface Stand {
  readonly fn: LoadedFunction;
  /** Ends the oldest call that is under way, once there is one. */
  end(): Promise<void>;
  isDisposed: boolean;
}

/** A function that answers calls with its name, when it is told to. */
function stand(name: string): Stand {
  const ends: (() => void)[] = [];
  const one: Stand = {
    isDisposed: false,
    async end() {
      await expect.poll(() => ends.length).toBeGreaterThan(0);
      ends.shift()!();
    },
    fn: {
      name,
      call: () =>
        new Promise((resolve) => {
          ends.push(() => resolve(new TextEncoder().encode(name)));
        }),
      dispose: () => {
        if (one.isDisposed) throw new Error(`"${name}" was disposed of twice`);
        one.isDisposed = true;
      },
    } as unknown as LoadedFunction,
  };
  return one;
}

const ask = async (slot: FunctionSlot): Promise<string> =>
  new TextDecoder().decode(await slot.call('m', new Uint8Array()));

describe('a slot', () => {
  it('gives new requests to the new function and lets the old one end what it has', async () => {
    const [a, b, c] = [stand('a'), stand('b'), stand('c')];
    const comes = [a, b];
    const slot = new FunctionSlot('s', async () => comes.shift()!.fn);
    await slot.get();
    const [first, second] = [ask(slot), ask(slot)];
    await slot.reload();
    expect(slot.current).toBe(b.fn);
    const third = ask(slot);
    await a.end();
    expect(await first).toBe('a');
    expect(a.isDisposed).toBe(false);
    await a.end();
    await b.end();
    expect([await second, await third]).toEqual(['a', 'b']);
    expect([a.isDisposed, b.isDisposed]).toEqual([true, false]);
    slot.replace(c.fn);
    expect([b.isDisposed, c.isDisposed]).toEqual([true, false]);
    slot.replace(c.fn);
    slot.dispose();
    expect(c.isDisposed).toBe(true);
    await expect(ask(slot)).rejects.toThrow('[unavailable] function "s" is disposed of');
  });

  it('loads once for all who ask at first, and again where that failed', async () => {
    const a = stand('a');
    let loads = 0;
    const slot = new FunctionSlot('s', async () => {
      loads += 1;
      if (loads === 1) throw new Error('half a file');
      return a.fn;
    });
    const both = await Promise.allSettled([ask(slot), ask(slot)]);
    expect(both).toMatchObject([
      { status: 'rejected', reason: { message: 'half a file' } },
      { status: 'rejected' },
    ]);
    expect(loads).toBe(1);
    const answers = [ask(slot), ask(slot)];
    await expect.poll(() => slot.current).toBe(a.fn);
    await a.end();
    await a.end();
    expect(await Promise.all(answers)).toEqual(['a', 'a']);
    expect(loads).toBe(2);
  });

  it('keeps the old function where the new one does not load', async () => {
    const a = stand('a');
    let loads = 0;
    const slot = new FunctionSlot('s', async () => {
      if (loads++ > 0) throw new Error('damaged');
      return a.fn;
    });
    await slot.get();
    await expect(slot.reload()).rejects.toThrow('damaged');
    expect(slot.current).toBe(a.fn);
    expect(a.isDisposed).toBe(false);
  });

  it('lets an exchange win over the first loading, and over its own end', async () => {
    const [slow, quick, late] = [stand('slow'), stand('quick'), stand('late')];
    let arrive: (fn: LoadedFunction) => void = () => {};
    const slot = new FunctionSlot('s', () => new Promise((resolve) => (arrive = resolve)));
    const answer = ask(slot);
    await Promise.resolve();
    slot.replace(quick.fn);
    arrive(slow.fn);
    await expect.poll(() => slow.isDisposed).toBe(true);
    await quick.end();
    expect(await answer).toBe('quick');
    slot.dispose();
    slot.replace(late.fn);
    expect([quick.isDisposed, late.isDisposed]).toEqual([true, true]);
  });
});
