import { fileURLToPath } from 'node:url';
import { bindInterface, type FunctionSession, type LoadedFunction } from '@org/host-bindings';
import type { ExportInterface, ImportInterface } from '@org/host-bindings/contract';
import { linkComponent } from '@org/host-bindings/linker';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildGuest } from '../codegen/as-guest.js';
import { emitWorld } from './emitted-world.js';
import { type LoggedHost, startHost } from './function-harness.js';

const source = (top = ''): string => `
import { Holder, Runner, serveRunner } from './gen/runner';
import * as waits from './gen/waits';

let most: u64 = 0;

abstract class Part { abstract value(): u64; }
class Late extends Part { value(): u64 { return waits.wide(20); } }
class Early extends Part { value(): u64 { return waits.now(); } }

function fall(depth: u32, a: u64, b: f64, c: u32): u64 {
  if (depth == 0) return waits.wide(1);
  const below = fall(depth - 1, a + 1, b / 2, c ^ depth);
  // Everything that is used after the wait is kept over it.
  most += a + u64(b) + u64(c);
  return below + 1;
}

class MyHolder extends Holder {
  length(): u32 { return waits.text(12).length; }
  drop(): void { waits.wide(7); }
}

class MyRunner extends Runner {
  createHolder(): Holder { return new MyHolder(); }
  deep(depth: u32): u64 { return fall(depth, 1, 2, 3); }
  halves(count: u32): f64 {
    let sum: f64 = 0;
    for (let n: u32 = 0; n < count; n++) sum += waits.half(n);
    return sum;
  }
  sorted(items: Uint32Array): Uint32Array {
    return items.sort((a, b) => i32(waits.wide(a)) - i32(waits.wide(b)));
  }
  virtualCalls(): u64 {
    const parts: Part[] = [new Late(), new Early(), new Late()];
    let sum: u64 = 0;
    for (let n = 0; n < parts.length; n++) sum += parts[n].value();
    return sum;
  }
  grown(bytes: u32): u32 {
    const before = new Uint8Array(bytes);
    before.fill(7);
    const text = waits.text(bytes);
    let sum: u32 = 0;
    for (let n: u32 = 0; n < bytes; n++) sum += before[n];
    return sum + text.length;
  }
  texts(count: u32): u32 {
    const texts: string[] = [];
    for (let n: u32 = 0; n < count; n++) texts.push(waits.text(n));
    return texts.join('').length;
  }
}
serveRunner(new MyRunner());
${top}
`;

interface Holder extends Disposable {
  length(): number;
}

interface Runner {
  holder: { create(): Promise<Holder> };
  deep(depth: number): Promise<bigint>;
  halves(count: number): Promise<number>;
  sorted(items: Uint32Array): Promise<Uint32Array>;
  virtualCalls(): Promise<bigint>;
  grown(bytes: number): Promise<number>;
  texts(count: number): Promise<number>;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function later<T>(value: T): Promise<T> {
  await turn();
  return value;
}

const provider = {
  wide: (value: bigint) => later(value),
  half: (value: number) => later(value / 2),
  text: (length: number) => later('x'.repeat(length)),
  now: () => 5,
};

const wit = fileURLToPath(new URL('frames.wit', import.meta.url));
const build = async (top?: string, asyncify?: boolean): Promise<Uint8Array> =>
  (await buildGuest({ wit, world: 'frames', entry: source(top), optimize: 'speed', asyncify }))
    .component;

let subject: LoggedHost;
let fn: LoadedFunction;
let target: ExportInterface<Runner>;
let session: FunctionSession;
let runner: Runner;

beforeAll(async () => {
  const { host } = await emitWorld<{
    waits: { waits: ImportInterface<object> };
    runner: { runner: ExportInterface<Runner> };
  }>('frames.wit', 'frames');
  target = host.runner.runner;
  subject = await startHost({
    policy: { interfaces: [host.waits.waits.name] },
    interfaces: [bindInterface(host.waits.waits, provider)],
    waits: 'asyncify',
  });
  fn = await subject.host.load(await build(), { name: 'frames' });
}, 60_000);

beforeEach(async () => {
  session = await fn.open();
  runner = session.bind(target);
});

afterEach(() => session.dispose());

describe('a guest whose own code goes out of the way while it waits', () => {
  it('keeps its frames, however many there are', async () => {
    expect(await runner.deep(0)).toBe(1n);
    expect(await runner.deep(100)).toBe(101n);
  });

  it('is ended where its frames take too much room, and serves on', async () => {
    await expect(runner.deep(1000)).rejects.toMatchObject({ code: 'internal' });
    expect(subject.logs.at(-1)?.message).toContain('frames of more than 16384 bytes');
    const next = await fn.open();
    expect(await next.bind(target).deep(50)).toBe(51n);
    next.dispose();
  });

  it('waits again and again, for values of all sizes', async () => {
    expect(await runner.halves(200)).toBe(9950);
    expect(await runner.texts(100)).toBe(4950);
  });

  it('waits in functions that are called by their address, or of an unknown class', async () => {
    expect(await runner.sorted(Uint32Array.of(3, 9, 1, 4))).toEqual(Uint32Array.of(1, 3, 4, 9));
    expect(await runner.virtualCalls()).toBe(45n);
  });

  it('goes on where its memory has grown for what it gets', async () => {
    expect(await runner.grown(200_000)).toBe(1_600_000);
  });

  it('is many at once, each on its own', async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, () => fn.open()));
    const answers = sessions.map((one, index) => one.bind(target).deep(index));
    expect(await Promise.all(answers)).toEqual(sessions.map((_, index) => BigInt(index + 1)));
    for (const one of sessions) one.dispose();
  });

  it('is not entered again meanwhile', async () => {
    const first = runner.deep(3);
    await expect(runner.deep(4)).rejects.toMatchObject({ code: 'conflict' });
    expect(await first).toBe(4n);
  });

  it('lets a method of a resource wait, and its destructor not', async () => {
    const holder = await runner.holder.create();
    expect(await holder.length()).toBe(12);
    holder[Symbol.dispose]();
    await turn();
    expect(subject.logs.at(-1)?.message).toContain('waits where the guest cannot be suspended');
    await expect(runner.deep(1)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('is refused where it would wait before it is loaded', async () => {
    const component = await build('assert(waits.wide(3) == 3);');
    await expect(subject.host.load(component, { name: 'early' })).rejects.toThrow(
      'waits where the guest cannot be suspended',
    );
  });

  it('is so only where the build makes it so, and where something can wait', async () => {
    expect(linkComponent(await build()).plan.asyncify).toBe('realloc-0');
    expect(linkComponent(await build('', false)).plan.asyncify).toBeUndefined();
  });
});
