import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import type { FunctionSession, LoadedFunction } from '@org/host-bindings';
import type { ExportInterface } from '@org/host-bindings/contract';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emitWorld } from './emitted-world.js';
import { type LoggedHost, startHost } from './function-harness.js';

interface Pump {
  poke(at: number, value: number): Promise<void>;
  numbers(pointer: number, count: number): Promise<AsyncIterable<Uint32Array>>;
  texts(pointer: number, count: number): Promise<AsyncIterable<string[]>>;
  later(pointer: number): Promise<number>;
  numbersNow(pointer: number, count: number): Promise<AsyncIterable<Uint32Array>>;
  keep(pointer: number, count: number): Promise<void>;
  leave(pointer: number, count: number): Promise<void>;
  outcome(): Promise<number>;
  cancel(): Promise<number>;
  again(pointer: number, count: number): Promise<void>;
  end(): Promise<void>;
}

const pump = 'test:early/pump@1.0.0';
const imported = (name: string, type: string): string =>
  `(import "[export]${pump}" "${name}" (func $${name} ${type}))`;
const copy = '(param i32 i32 i32) (result i32)';

/** What makes a channel, begins a write with a built-in, and leaves the readable end on the stack. */
const begin = (create: string, write: string): string => `
    (local $ends i64)
    (local.set $ends (call $${create}))
    (global.set $out (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
    (if (i32.eqz (global.get $set)) (then (global.set $set (call $set-new))))
    (call $join (global.get $out) (global.get $set))
    (drop (call $${write}))
    (i32.wrap_i64 (local.get $ends))`;
const write = (name: string): string => `${name} (global.get $out) (local.get 0) (local.get 1)`;

const guest = `(module
  ${imported('[stream-new-0]numbers', '(result i64)')}
  ${imported('[async-lower][stream-write-0]numbers', copy)}
  ${imported('[stream-write-0]numbers-now', copy)}
  ${imported('[stream-cancel-write-0]numbers', '(param i32) (result i32)')}
  ${imported('[stream-drop-readable-0]numbers', '(param i32)')}
  ${imported('[stream-drop-writable-0]numbers', '(param i32)')}
  ${imported('[stream-new-0]texts', '(result i64)')}
  ${imported('[async-lower][stream-write-0]texts', copy)}
  ${imported('[future-new-0]later', '(result i64)')}
  ${imported('[async-lower][future-write-0]later', '(param i32 i32) (result i32)')}
  (import "$root" "[waitable-set-new]" (func $set-new (result i32)))
  (import "$root" "[waitable-set-poll]" (func $poll (param i32 i32) (result i32)))
  (import "$root" "[waitable-join]" (func $join (param i32 i32)))
  (memory (export "memory") 1)
  (global $out (mut i32) (i32.const 0))
  (global $set (mut i32) (i32.const 0))
  (func (export "${pump}#poke") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
  (func (export "${pump}#numbers") (param i32 i32) (result i32)
    ${begin('[stream-new-0]numbers', write('[async-lower][stream-write-0]numbers'))})
  (func (export "${pump}#texts") (param i32 i32) (result i32)
    ${begin('[stream-new-0]texts', write('[async-lower][stream-write-0]texts'))})
  (func (export "${pump}#later") (param i32) (result i32)
    ${begin('[future-new-0]later', '[async-lower][future-write-0]later (global.get $out) (local.get 0)')})
  (func (export "${pump}#numbers-now") (param i32 i32) (result i32)
    ${begin('[stream-new-0]numbers', write('[stream-write-0]numbers-now'))})
  (func (export "${pump}#keep") (param i32 i32)
    ${begin('[stream-new-0]numbers', write('[async-lower][stream-write-0]numbers'))} (drop))
  (func (export "${pump}#leave") (param i32 i32)
    ${begin('[stream-new-0]numbers', write('[async-lower][stream-write-0]numbers'))}
    (call $[stream-drop-readable-0]numbers))
  (func (export "${pump}#outcome") (result i32)
    (if (result i32) (call $poll (global.get $set) (i32.const 16))
      (then (i32.load (i32.const 20))) (else (i32.const 65535))))
  (func (export "${pump}#cancel") (result i32)
    (call $[stream-cancel-write-0]numbers (global.get $out)))
  (func (export "${pump}#again") (param i32 i32)
    (drop (call $${write('[async-lower][stream-write-0]numbers')})))
  (func (export "${pump}#end") (call $[stream-drop-writable-0]numbers (global.get $out))))
`.replaceAll(/\$[^\s()]+/g, (id) => id.replaceAll(/[[\]]/g, '.'));

let subject: LoggedHost;
let fn: LoadedFunction;
let target: ExportInterface<Pump>;
let session: FunctionSession;
let guestPump: Pump;

beforeAll(async () => {
  const { host } = await emitWorld<{ pump: { pump: ExportInterface<Pump> } }>(
    'early-writes.wit',
    'early',
  );
  target = host.pump.pump;
  subject = await startHost({ limits: { wallMs: 2000 }, instances: 1, waits: 'never' });
  const wit = fileURLToPath(new URL('early-writes.wit', import.meta.url));
  const witSource = await readFile(wit, 'utf8');
  const binary = await parse(guest);
  const component = await componentNew(await componentEmbed({ binary, witSource, world: 'early' }));
  fn = await subject.host.load(component, { name: 'early' });
});

beforeEach(async () => {
  session = await fn.open();
  guestPump = session.bind(target);
  for (const at of [0, 1, 2]) await guestPump.poke(64 + 4 * at, 7 + at);
});

afterEach(() => {
  session.dispose();
  expect(subject.logs.splice(0)).toEqual([]);
});

const next = <T>(stream: AsyncIterable<T>): Promise<IteratorResult<T>> =>
  stream[Symbol.asyncIterator]().next();

describe('a write that begins before its readable end is given away', () => {
  it('is done once somebody reads, of what is in memory then', async () => {
    const numbers = await guestPump.numbers(64, 3);
    expect(await guestPump.outcome()).toBe(65_535);
    await guestPump.poke(68, 80);
    expect(await next(numbers)).toEqual({ done: false, value: Uint32Array.of(7, 80, 9) });
    expect(await guestPump.outcome()).toBe(3 << 4);
    await guestPump.again(68, 1);
    expect(await next(numbers)).toEqual({ done: false, value: Uint32Array.of(80) });
    expect(await guestPump.outcome()).toBe(1 << 4);
    await guestPump.end();
    expect(await next(numbers)).toEqual({ done: true, value: undefined });
  });

  it('is of text and of a future, too', async () => {
    await guestPump.poke(128, 0x6168); // "ha"
    await guestPump.poke(32, 128);
    await guestPump.poke(36, 2);
    expect(await next(await guestPump.texts(32, 1))).toEqual({ done: false, value: ['ha'] });
    expect(await guestPump.outcome()).toBe(1 << 4);
    expect(await guestPump.later(72)).toBe(9);
    expect(await guestPump.outcome()).toBe(0);
  });

  it('is told that its reader has left', async () => {
    const numbers = (await guestPump.numbers(64, 3))[Symbol.asyncIterator]();
    await numbers.return!();
    expect(await guestPump.outcome()).toBe(1);
    await guestPump.end();
    await guestPump.leave(64, 3);
    expect(await guestPump.outcome()).toBe(1);
    await guestPump.end();
  });

  it('can be taken back', async () => {
    const numbers = await guestPump.numbers(64, 3);
    expect(await guestPump.cancel()).toBe(2);
    expect(await guestPump.outcome()).toBe(65_535);
    await guestPump.again(72, 1);
    expect(await next(numbers)).toEqual({ done: false, value: Uint32Array.of(9) });
    expect(await guestPump.cancel()).toBe(1 << 4);
    await guestPump.end();
  });

  it('ends with the session, whoever has the readable end', async () => {
    const numbers = await guestPump.numbers(64, 3);
    await guestPump.keep(64, 3);
    session.dispose();
    await expect(next(numbers)).rejects.toMatchObject({ name: 'ChannelError' });
    session = await fn.open();
    guestPump = session.bind(target);
    await guestPump.poke(64, 1);
    expect(await next(await guestPump.numbers(64, 1))).toMatchObject({ value: Uint32Array.of(1) });
  });

  it.each([
    [65_532, 2, 'ends outside the memory'],
    [66, 1, 'is not aligned to 4'],
    [64, 2 ** 28, 'is too large'],
    [2 ** 32 - 4, 2 ** 27, 'outside the memory'],
  ])('of %i and %i items is refused as soon as its type is known', async (at, count, message) => {
    const numbers = await guestPump.numbers(at, count);
    await expect(next(numbers)).rejects.toMatchObject({
      name: 'ChannelError',
      cause: expect.objectContaining({ message: expect.stringContaining(message) as string }),
    });
    await expect(guestPump.outcome()).rejects.toThrow('the function trapped');
    expect(subject.logs.pop()?.message).toContain(message);
  });

  it('cannot be dropped while it goes on', async () => {
    const numbers = await guestPump.numbers(64, 3);
    await expect(guestPump.end()).rejects.toThrow('the function trapped');
    expect(subject.logs.pop()?.message).toContain('dropped during a copy');
    await expect(next(numbers)).rejects.toMatchObject({ name: 'ChannelError' });
  });

  it('traps where it would wait for ever', async () => {
    await expect(guestPump.numbersNow(64, 3)).rejects.toThrow('the function trapped');
    expect(subject.logs.pop()?.message).toContain('write with the asynchronous form');
  });
});
