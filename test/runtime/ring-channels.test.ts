import { beforeEach, describe, expect, test } from 'vitest';
import { Trap } from '../../packages/host-bindings/src/codegen-v1/index.js';
import {
  CLOSE,
  END,
  FAIL,
  GIVE,
  GIVE_FUTURE,
  TAKE,
  TAKE_FUTURE,
  WATCH,
  WRITE,
  call,
  channel,
  ended,
  errorOf,
  handles,
  numbers,
  onHandle,
  open,
  openGiven,
  provider,
  read,
  readerOf,
  ring,
  settle,
  start,
  strings,
  write,
} from './channel-harness.js';

beforeEach(() => start());

describe('a stream that a guest writes', () => {
  test('completes each write when the host has taken it, and ends', async () => {
    const handle = openGiven();
    const first = write(handle, ['a', 'b']);
    await settle();
    expect(ended.has(first)).toBe(false);
    expect(await provider.stream!.next()).toEqual({ done: false, value: ['a', 'b'] });
    await settle();
    expect(readerOf(first).bool()).toBe(true);
    const next = provider.stream!.next();
    // Somebody waits: the write completes in the same crossing.
    const second = write(handle, ['c']);
    expect(readerOf(second).bool()).toBe(true);
    expect(await next).toEqual({ done: false, value: ['c'] });
    const last = write(handle, ['d']);
    onHandle(END, handle);
    expect(await provider.stream!.next()).toEqual({ done: false, value: ['d'] });
    expect(await provider.stream!.next()).toEqual({ done: true, value: undefined });
    await settle();
    expect(readerOf(last).bool()).toBe(true);
    expect(handles.size).toBe(0);
  });

  test('waits for the call that gives it away', async () => {
    const { writable, readable } = open();
    write(writable, ['early']);
    onHandle(END, writable);
    call(GIVE, (writer) => writer.u32(readable));
    expect(await provider.stream!.next()).toEqual({ done: false, value: ['early'] });
    expect(await provider.stream!.next()).toEqual({ done: true, value: undefined });
  });

  test('tells the guest when the host wants no more', async () => {
    const handle = openGiven();
    const watch = onHandle(WATCH, handle);
    const first = write(handle, ['a']);
    await settle();
    expect(ended.has(watch)).toBe(false);
    await provider.stream!.return!();
    await settle();
    expect(ended.has(watch)).toBe(true);
    expect(readerOf(first).bool()).toBe(false);
    expect(readerOf(write(handle, ['b'])).bool()).toBe(false);
    expect(await provider.stream!.next()).toEqual({ done: true, value: undefined });
  });

  test('fails for the host with what the guest says of it, once', async () => {
    const handle = openGiven();
    const next = provider.stream!.next();
    channel(FAIL, (writer) => {
      writer.u32(handle);
      writer.string('out of ideas');
    });
    await expect(next).rejects.toMatchObject({ name: 'ChannelError', message: 'out of ideas' });
    expect(await provider.stream!.next()).toEqual({ done: true, value: undefined });
  });

  test('ends with the life of the instance', async () => {
    const handle = openGiven();
    const next = provider.stream!.next();
    ring.reset(new Error('over'));
    handles.clear();
    await expect(next).rejects.toMatchObject({ name: 'ChannelError' });
    expect(handles.size).toBe(0);
    expect(() => write(handle, ['late'])).toThrow(Trap);
  });
});

describe('a future that a guest writes', () => {
  test('carries one value', async () => {
    const handle = openGiven(GIVE_FUTURE);
    const written = channel(WRITE, (writer) => {
      writer.u32(handle);
      numbers.write(writer, Uint32Array.of());
    });
    expect(await provider.future).toEqual(Uint32Array.of());
    expect(readerOf(written).bool()).toBe(true);
  });

  test('that is dropped rejects for who looks, and for nobody else', async () => {
    onHandle(END, openGiven(GIVE_FUTURE));
    await settle();
    await expect(provider.future).rejects.toMatchObject({ name: 'ChannelError' });
  });
});

describe('what a guest reads', () => {
  test('is pulled chunk by chunk, in parts of what it asks for', async () => {
    let made = 0;
    let isLeft = false;
    provider.source = {
      async *[Symbol.asyncIterator]() {
        try {
          for (;;) yield [`${(made += 1)}`, 'x', 'y'];
        } finally {
          isLeft = true;
        }
      },
    };
    const handle = readerOf(call(TAKE)).u32();
    await settle();
    expect(made).toBe(0);
    const chunks: string[][] = [];
    for (const max of [2, 2, 9]) {
      const event = read(handle, max);
      await settle();
      const reader = readerOf(event);
      expect(reader.bool()).toBe(true);
      chunks.push(strings.read(reader));
    }
    expect(chunks).toEqual([['1', 'x'], ['y'], ['2', 'x', 'y']]);
    expect(made).toBe(2);
    onHandle(CLOSE, handle);
    await settle();
    expect(isLeft).toBe(true);
    expect(handles.size).toBe(0);
  });

  test('is there in the same crossing where the host has it', () => {
    provider.source = [['a'], [], ['b']];
    const handle = readerOf(call(TAKE)).u32();
    for (const item of ['a', 'b']) {
      const reader = readerOf(read(handle));
      expect(reader.bool()).toBe(true);
      expect(strings.read(reader)).toEqual([item]);
    }
    expect(readerOf(read(handle)).bool()).toBe(false);
  });

  test('is let go of with the life of the instance', async () => {
    let isLeft = false;
    const iterator: AsyncIterator<string[]> = {
      next: () => new Promise(() => undefined),
      return: async () => {
        isLeft = true;
        return { done: true, value: undefined };
      },
    };
    provider.source = { [Symbol.asyncIterator]: () => iterator };
    const handle = readerOf(call(TAKE)).u32();
    read(handle);
    handles.clear();
    expect(isLeft).toBe(true);
  });

  test('can be a future, which is read once', async () => {
    const handle = readerOf(call(TAKE_FUTURE)).u32();
    const event = read(handle, 1);
    await settle();
    const reader = readerOf(event);
    expect([reader.bool(), numbers.read(reader)]).toEqual([true, Uint32Array.of(7)]);
    expect(errorOf(read(handle, 1))).toBe('invalid');
  });
});
