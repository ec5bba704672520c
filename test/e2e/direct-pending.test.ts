import {
  bindInterface,
  type BoundInterface,
  type FunctionSession,
  type LoadedFunction,
  type WaitMechanism,
} from '@org/host-bindings';
import { ResultError } from '@org/host-bindings/codegen-v1';
import type { CallContext, ExportInterface, ImportInterface } from '@org/host-bindings/contract';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emitWorld } from './emitted-world.js';
import { startHost } from './function-harness.js';
import { buildParallelGuest } from './parallel-guest.js';

interface Runner {
  both(first: string, second: string): Promise<(string | undefined)[]>;
  many(count: number): Promise<number>;
  shapes(): Promise<string>;
  fastest(keys: string[]): Promise<string>;
  ready(key: string): Promise<boolean>;
  cancel(key: string): Promise<boolean>;
  breakRule(rule: number): Promise<void>;
}

interface Part {
  readonly name: string;
  readonly weight: number;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Clock {
  #now: number;
  constructor(now: number) {
    this.#now = now;
  }
  async next(step: number): Promise<number> {
    await turn();
    return (this.#now += step);
  }
}

const seen = { underWay: 0, least: 1, notes: [] as string[] };

/** Answers once so many calls are under way. */
async function late<T>(answer: () => T, least = 1): Promise<T> {
  seen.underWay += 1;
  while (seen.underWay < least) await turn();
  await turn();
  return answer();
}

const plainRead = (key: string, _call: CallContext): unknown => late(() => `<${key}>`);

const provider = {
  clock: { create: (start: number) => new Clock(start) },
  read: plainRead,
  add: (a: bigint, b: bigint): unknown => late(() => a + b, seen.least),
  describe: (part: Part, first: string, second: number | undefined) =>
    late(() => [`${part.name} ${part.weight} ${first} ${second}`, new Uint8Array([1, 2, 3])]),
  note: (text: string) => late(() => void seen.notes.push(text)),
};

let bound: BoundInterface;
let component: Uint8Array;
let session: FunctionSession;
let runner: Runner;
let target: ExportInterface<Runner>;

beforeAll(async () => {
  const { host } = await emitWorld<{
    slow: { slow: ImportInterface<object> };
    runner: { runner: ExportInterface<Runner> };
  }>('parallel.wit', 'parallel');
  target = host.runner.runner;
  bound = bindInterface(host.slow.slow, provider);
  component = await buildParallelGuest();
}, 60_000);

beforeEach(() => {
  provider.read = plainRead;
  Object.assign(seen, { underWay: 0, least: 1, notes: [] });
});

afterEach(() => session.dispose());

const mechanisms: readonly WaitMechanism[] = [
  'asyncify',
  ...('Suspending' in WebAssembly ? (['stack-switching'] as const) : []),
  'thread',
];

describe.each(mechanisms)('a guest with several hostcalls under way, with waits "%s"', (waits) => {
  let fn: LoadedFunction;

  beforeAll(async () => {
    const subject = await startHost({
      policy: { interfaces: [bound.interface.name] },
      interfaces: [bound],
      limits: { wallMs: 2000 },
      waits,
    });
    fn = await subject.host.load(component, { name: 'parallel' });
  });

  beforeEach(async () => {
    session = await fn.open();
    runner = session.bind(target);
  });

  it('reads both results, in whatever order they come and are waited for', async () => {
    provider.read = (key) => late(() => `<${key}>`, 2);
    expect(await runner.both('a', 'b')).toEqual(['<a>', '<b>']);
    provider.read = (key) => (key === 'a' ? `<${key}>` : late(() => undefined));
    expect(await runner.both('a', 'b')).toEqual(['<a>', undefined]);
    provider.read = (key) => (key === 'b' ? undefined : late(() => `<${key}>`));
    expect(await runner.both('a', 'b')).toEqual(['<a>', undefined]);
  });

  it('is told of an err case by the call that it is of', async () => {
    provider.read = async (key) => {
      await turn();
      if (key === 'b') throw new ResultError('no such key');
      return key;
    };
    await expect(runner.both('a', 'b')).rejects.toMatchObject({ payload: 'no such key' });
    expect(await runner.both('a', 'c')).toEqual(['a', 'c']);
  });

  it('has hundreds of them, of one after the other', async () => {
    seen.least = 500;
    expect(await runner.many(500)).toBe(125_250);
    expect(await runner.many(500)).toBe(125_250);
  });

  it('passes arguments and results of every shape', async () => {
    expect(await runner.shapes()).toBe('bolt 1.5 x 7 | 1,2,3 | nut 2 y undefined | 105');
    expect(seen.notes).toEqual(['a note']);
  });

  it('goes on with the fastest, and tells the others that nobody waits', async () => {
    const reasons: unknown[] = [];
    provider.read = (key, { signal }) => {
      if (key === 'fast') return late(() => 'first');
      signal.addEventListener('abort', () => reasons.push((signal.reason as Error).message));
      return new Promise(() => undefined);
    };
    expect(await runner.fastest(['slow', 'fast', 'slower'])).toBe('first');
    const cancelled = '[cancelled] the guest has cancelled the call';
    expect(reasons).toEqual([cancelled, cancelled]);
    provider.read = (key) => key;
    expect(await runner.fastest(['at once', 'too'])).toBe('at once');
  });

  it('sees what is ready without waiting', async () => {
    provider.read = (key) => new Promise((resolve) => setTimeout(resolve, 100, key));
    expect(await runner.ready('later')).toBe(false);
    provider.read = (key) => key;
    expect(await runner.ready('now')).toBe(true);
  });

  it('never sees what a cancelled call comes to', async () => {
    provider.read = async (key) => {
      await turn();
      throw new Error(`nobody asks for ${key}`);
    };
    expect(await runner.cancel('x')).toBe(true);
    expect(seen.notes).toEqual(['after']);
    await turn();
  });

  it.each([0, 1, 2])('is ended where it breaks rule %s of pending calls', async (rule) => {
    await expect(runner.breakRule(rule)).rejects.toMatchObject({ code: 'internal' });
  });

  it('waits in a later call of the session for what an earlier one began', async () => {
    await runner.breakRule(3);
    await runner.breakRule(4);
  });

  it('leaves nothing under way when its session ends', async () => {
    let reason: Error | undefined;
    let asked!: () => void;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    provider.read = (_key, { signal }) => {
      asked();
      signal.addEventListener('abort', () => (reason = signal.reason as Error));
      return new Promise(() => undefined);
    };
    const answer = runner.both('a', 'b').catch((error: unknown) => error);
    await isAsked;
    session.dispose();
    expect(await answer).toMatchObject({ code: 'cancelled' });
    expect(reason).toMatchObject({ code: 'cancelled' });
  });
});
