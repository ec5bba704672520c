import { beforeEach, describe, expect, test } from 'vitest';
import {
  CHANNELS_PROVIDER,
  type ChannelType,
  HandleTable,
  type ImportInterface,
  readFuture,
  readStream,
  Trap,
  ValueReader,
  ValueWriter,
  writeFuture,
  writeStream,
} from '../codegen-v1/index.js';
import { readError } from '../contract/gen/types.js';
import { resolveLimits } from '../contract/limits.js';
import { RequestCall } from './call.js';
import type { GuestInstance } from './guest-instance.js';
import { bindInterface } from './host-interfaces.js';
import { RingCarrier } from './ring-carrier.js';
import { outcome, readSubmissions, writeCompletions } from './ring-entries.js';

const [READ, CLOSE, OPEN, WRITE, WATCH, END, FAIL] = [0, 1, 2, 3, 4, 5, 6] as const;
const [GIVE, GIVE_FUTURE, TAKE, TAKE_FUTURE] = [0, 1, 2, 3] as const;

const refuse = (): never => {
  throw new Error('not on this carrier');
};

const direct = { size: 0, align: 1, load: refuse, store: refuse };

const strings: ChannelType<string[]> = {
  ...direct,
  read(reader) {
    const list: string[] = [];
    for (let left = reader.count(); left > 0; left -= 1) list.push(reader.string());
    return list;
  },
  write(writer, chunk) {
    writer.count(chunk.length);
    for (const item of chunk) writer.string(item);
  },
};

const numbers: ChannelType<Uint32Array> = {
  ...direct,
  read: (reader) => reader.u32s(),
  write: (writer, chunk) => writer.u32s(chunk),
};

/** What the host was given, and what it gives. */
interface Provider {
  stream: AsyncIterator<string[]> | undefined;
  future: Promise<Uint32Array> | undefined;
  source: AsyncIterable<string[]> | Iterable<string[]>;
  value: Promise<Uint32Array>;
}

const calls: ImportInterface<Provider> = {
  name: 'test:channels/calls',
  functions: [
    {
      name: 'give',
      async: false,
      invoke(provider, reader) {
        provider.stream = readStream(reader, strings)[Symbol.asyncIterator]();
        reader.end();
      },
      encode() {},
      direct: refuse,
    },
    {
      name: 'give-future',
      async: false,
      invoke(provider, reader) {
        provider.future = readFuture(reader, numbers);
        reader.end();
      },
      encode() {},
      direct: refuse,
    },
    {
      name: 'take',
      async: false,
      invoke: (provider) => provider.source,
      encode: (writer, value: AsyncIterable<string[]>) => writeStream(writer, strings, value),
      direct: refuse,
    },
    {
      name: 'take-future',
      async: false,
      invoke: (provider) => provider.value,
      encode: (writer, value: Promise<Uint32Array>) => writeFuture(writer, numbers, value),
      direct: refuse,
    },
  ],
};

/** How a hostcall ended. */
type Ended = { readonly error: string } | { readonly reader: ValueReader };

let handles: HandleTable;
let ring: RingCarrier;
let provider: Provider;
let traps: Error[];
let ended: Map<number, Ended>;
let lastEvent: number;

function start(limits: Parameters<typeof resolveLimits>[0] = {}): void {
  const resolved = resolveLimits(limits);
  handles = new HandleTable(resolved.handles);
  traps = [];
  ended = new Map();
  lastEvent = 0;
  const observer = {
    finish: () => undefined,
    end: () => undefined,
    fail: () => undefined,
    wake: () => take(ring.takeCompleted()),
    trap: (error: Error) => traps.push(error),
  };
  const guest = { handles } as GuestInstance;
  ring = new RingCarrier(guest, resolved, observer, new RequestCall('test', 'test', 0));
  provider = {
    stream: undefined,
    future: undefined,
    source: [],
    value: Promise.resolve(Uint32Array.of(7)),
  };
  ring.imports = [bindInterface(calls, provider)];
}

beforeEach(() => start());

/** Looks at completions, whose heads are those of submissions. */
function take({ bytes, text }: { bytes: Uint8Array; text: string }): void {
  for (const one of readSubmissions(bytes, text)) {
    const reader = new ValueReader(one.payload, handles, undefined, one.text);
    const isFailure = one.provider === outcome.failed;
    ended.set(one.event, isFailure ? { error: readError(reader).tag } : { reader });
  }
}

/** Submits one hostcall and answers its event. */
function submit(
  target: number,
  fn: number,
  write: (writer: ValueWriter) => void = () => undefined,
): number {
  const writer = new ValueWriter(new HandleTable(), 64, true);
  writer.u32(fn);
  write(writer);
  lastEvent += 1;
  const payload = writer.finish();
  const entry = { event: lastEvent, outcome: target, payload, text: writer.text };
  const { bytes, text } = writeCompletions([entry]);
  take(ring.submit(bytes, text));
  return lastEvent;
}

const channel = (fn: number, write?: (writer: ValueWriter) => void): number =>
  submit(CHANNELS_PROVIDER, fn, write);
const call = (fn: number, write?: (writer: ValueWriter) => void): number => submit(0, fn, write);

function readerOf(event: number): ValueReader {
  const found = ended.get(event);
  if (found === undefined || 'error' in found) throw new Error(`event ${event}: ${found?.error}`);
  return found.reader;
}

const errorOf = (event: number): string | undefined => {
  const found = ended.get(event);
  return found !== undefined && 'error' in found ? found.error : undefined;
};

/** Lets everything run that is not waiting for the guest. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function open(): { writable: number; readable: number } {
  const reader = readerOf(channel(OPEN));
  return { writable: reader.u32(), readable: reader.u32() };
}

/** Opens a channel and gives its readable end to the host. */
function openGiven(fn: typeof GIVE | typeof GIVE_FUTURE = GIVE): number {
  const { writable, readable } = open();
  call(fn, (writer) => writer.u32(readable));
  return writable;
}

function write(handle: number, chunk: string[]): number {
  return channel(WRITE, (writer) => {
    writer.u32(handle);
    strings.write(writer, chunk);
  });
}

const onHandle = (fn: number, handle: number): number =>
  channel(fn, (writer) => writer.u32(handle));

function read(handle: number, max = 100): number {
  return channel(READ, (writer) => {
    writer.u32(handle);
    writer.u32(max);
  });
}

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
