import { beforeEach, describe, expect, test } from 'vitest';
import {
  CHANNELS_PROVIDER,
  Trap,
  type ValueWriter,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import {
  CLOSE,
  END,
  FAIL,
  GIVE,
  READ,
  TAKE,
  WATCH,
  WRITE,
  call,
  channel,
  errorOf,
  onHandle,
  open,
  openGiven,
  provider,
  read,
  readerOf,
  settle,
  start,
  submit,
  traps,
  write,
} from './channel-harness.js';

beforeEach(() => start());

describe('a hostile guest', () => {
  test.each([READ, CLOSE, WRITE, WATCH, END, FAIL])(
    'traps with a handle that it never had, in function %i',
    (fn) => {
      for (const handle of [0, 1, 77, 0xffff_ffff]) {
        expect(() =>
          channel(fn, (writer) => {
            writer.u32(handle);
            if (fn === READ) writer.u32(1);
          }),
        ).toThrow(Trap);
      }
    },
  );

  test('traps where it mixes up ends and kinds', () => {
    const { writable, readable } = open();
    expect(() => read(writable)).toThrow('is a "writable-end"');
    expect(() => write(readable, [])).toThrow('is a "readable-end"');
    expect(() => onHandle(CLOSE, readable)).toThrow(Trap);
    provider.source = [];
    const source = readerOf(call(TAKE)).u32();
    expect(() => write(source, [])).toThrow(Trap);
    expect(() => call(GIVE, (writer) => writer.u32(source))).toThrow(Trap);
  });

  test('traps where it writes after the end, ends twice, or gives one stream twice', () => {
    const { writable, readable } = open();
    call(GIVE, (writer) => writer.u32(readable));
    expect(() => call(GIVE, (writer) => writer.u32(readable))).toThrow(Trap);
    onHandle(END, writable);
    expect(() => write(writable, ['a'])).toThrow(Trap);
    expect(() => onHandle(END, writable)).toThrow(Trap);
  });

  test('is refused a second write or read while one is under way', () => {
    const handle = openGiven();
    write(handle, ['a']);
    expect(errorOf(write(handle, ['b']))).toBe('invalid');
    provider.source = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
    const source = readerOf(call(TAKE)).u32();
    read(source);
    expect(errorOf(read(source))).toBe('invalid');
  });

  test.each([
    ['more items than there are', 'invalid', (writer: ValueWriter) => writer.u32(1000)],
    ['more items than fit', 'too-large', (writer: ValueWriter) => writer.u32(0xffff_ffff)],
    [
      'bytes behind the last item',
      'invalid',
      (writer: ValueWriter) => {
        writer.u32(0);
        writer.u32(7);
      },
    ],
    ['no item where a length stands', 'invalid', () => undefined],
  ])('that writes %s is told so, and its reader too', async (_, code, lie) => {
    for (const isAwaited of [true, false]) {
      const handle = openGiven();
      const waiting = isAwaited ? provider.stream!.next() : undefined;
      waiting?.catch(() => undefined);
      const event = channel(WRITE, (writer) => {
        writer.u32(handle);
        lie(writer);
      });
      const next = waiting ?? provider.stream!.next();
      await expect(next).rejects.toMatchObject({ name: 'ChannelError' });
      await settle();
      expect(errorOf(event)).toBe(code);
      expect(traps).toEqual([]);
    }
  });

  test('cannot make the host keep more than its limit', async () => {
    start({ ringBytes: 10_000 });
    const first = openGiven();
    const chunk = ['x'.repeat(1500)];
    const { stream } = provider;
    write(first, chunk);
    expect(errorOf(write(openGiven(), chunk))).toBeUndefined();
    expect(errorOf(write(openGiven(), chunk))).toBeUndefined();
    expect(errorOf(write(openGiven(), chunk))).toBe('too-large');
    // What is taken makes room.
    await stream!.next();
    expect(errorOf(write(openGiven(), chunk))).toBeUndefined();
  });

  test('cannot open channels without end', () => {
    start({ handles: 20 });
    expect(() => {
      for (let count = 0; count < 11; count += 1) open();
    }).toThrow('over the limit of 20');
  });

  test('is told where there is no such function, or nobody who waits', () => {
    expect(errorOf(channel(9))).toBe('invalid');
    expect(errorOf(submit(CHANNELS_PROVIDER - 1, 0))).toBe('invalid');
  });
});
