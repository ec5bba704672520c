import {
  CHANNELS_PROVIDER,
  type ChannelType,
  HandleTable,
  type ImportInterface,
  readFuture,
  readStream,
  ValueReader,
  ValueWriter,
  writeFuture,
  writeStream,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { readError } from '../../packages/host-bindings/src/contract/gen/types.js';
import { resolveLimits } from '../../packages/host-bindings/src/contract/limits.js';
import { RequestCall } from '../../packages/host-bindings/src/runtime/call.js';
import type { GuestInstance } from '../../packages/host-bindings/src/runtime/guest-instance.js';
import { bindInterface } from '../../packages/host-bindings/src/runtime/host-interfaces.js';
import { RingCarrier } from '../../packages/host-bindings/src/runtime/ring-carrier.js';
import {
  outcome,
  readSubmissions,
  writeCompletions,
} from '../../packages/host-bindings/src/runtime/ring-entries.js';

/** Functions of the built-in interface. */
export const [READ, CLOSE, OPEN, WRITE, WATCH, END, FAIL] = [0, 1, 2, 3, 4, 5, 6] as const;
/** Functions of the interface that gives and takes. */
export const [GIVE, GIVE_FUTURE, TAKE, TAKE_FUTURE] = [0, 1, 2, 3] as const;

const refuse = (): never => {
  throw new Error('not on this carrier');
};

const direct = { size: 0, align: 1, load: refuse, store: refuse };

/** Chunks of strings. */
export const strings: ChannelType<string[]> = {
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

/** Lists of numbers. */
export const numbers: ChannelType<Uint32Array> = {
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

/** An interface that gives and takes streams and futures. */
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

/** Handles of the guest. */
export let handles: HandleTable;
/** The ring of the guest. */
export let ring: RingCarrier;
/** What the host was given, and gives. */
export let provider: Provider;
/** Traps outside of the guest. */
export let traps: Error[];
/** How each event ended. */
export let ended: Map<number, Ended>;
let lastEvent: number;

/** Begins anew, with some limits. */
export function start(limits: Parameters<typeof resolveLimits>[0] = {}): void {
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

/** Looks at completions, whose heads are those of submissions. */
function take({ bytes, text }: { bytes: Uint8Array; text: string }): void {
  for (const one of readSubmissions(bytes, text)) {
    const reader = new ValueReader(one.payload, handles, undefined, one.text);
    const isFailure = one.provider === outcome.failed;
    ended.set(one.event, isFailure ? { error: readError(reader).tag } : { reader });
  }
}

/** Submits one hostcall and answers its event. */
export function submit(
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

/** Calls the built-in interface. */
export const channel = (fn: number, write?: (writer: ValueWriter) => void): number =>
  submit(CHANNELS_PROVIDER, fn, write);
/** Calls the interface that gives and takes. */
export const call = (fn: number, write?: (writer: ValueWriter) => void): number =>
  submit(0, fn, write);

/** The result of an event. */
export function readerOf(event: number): ValueReader {
  const found = ended.get(event);
  if (found === undefined || 'error' in found) throw new Error(`event ${event}: ${found?.error}`);
  return found.reader;
}

/** Code of the error of an event, where it failed. */
export const errorOf = (event: number): string | undefined => {
  const found = ended.get(event);
  return found !== undefined && 'error' in found ? found.error : undefined;
};

/** Lets everything run that is not waiting for the guest. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Both ends of a new channel. */
export function open(): { writable: number; readable: number } {
  const reader = readerOf(channel(OPEN));
  return { writable: reader.u32(), readable: reader.u32() };
}

/** Opens a channel and gives its readable end to the host. */
export function openGiven(fn: typeof GIVE | typeof GIVE_FUTURE = GIVE): number {
  const { writable, readable } = open();
  call(fn, (writer) => writer.u32(readable));
  return writable;
}

/** Writes a chunk. */
export function write(handle: number, chunk: string[]): number {
  return channel(WRITE, (writer) => {
    writer.u32(handle);
    strings.write(writer, chunk);
  });
}

/** Calls a function that takes a handle alone. */
export const onHandle = (fn: number, handle: number): number =>
  channel(fn, (writer) => writer.u32(handle));

/** Reads a chunk. */
export function read(handle: number, max = 100): number {
  return channel(READ, (writer) => {
    writer.u32(handle);
    writer.u32(max);
  });
}
