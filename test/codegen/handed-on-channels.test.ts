import { beforeAll, beforeEach, expect, test } from 'vitest';
import type {
  ExportInterface,
  ImportInterface,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { type BuiltGuest, buildGuest, RunningGuest } from './as-guest.js';
import { type Emitted, loadEmitted } from './emitted-module.js';

const wit = `package test:relay;
interface relay {
  record parcel { name: string, data: stream<u8>, note: future<item> }
  record item { word: string, count: u32 }
  pass: func(items: stream<item>) -> stream<item>;
  wait: func(value: future<string>) -> future<string>;
  send: func(parcel: parcel) -> parcel;
  twist: func(items: stream<u8>) -> stream<u8>;
}
interface other {
  type byte = u8;
  bytes: func(items: stream<byte>) -> stream<byte>;
  texts: func(items: stream<string>) -> stream<string>;
}
world loop { import relay; import other; export relay; }
`;

const entry = `
import { ByteStream, ItemStream, ItemStream_, StringFuture, StringStream, U8Stream } from './gen/channels';
import { Parcel, Relay, serveRelay } from './gen/exported-relay';
import * as host from './gen/relay';
import * as other from './gen/other';

class Handing extends Relay {
  pass(items: ItemStream_): ItemStream_ {
    return changetype<ItemStream_>(host.pass(changetype<ItemStream>(items)));
  }
  wait(value: StringFuture): StringFuture { return host.wait(value); }
  send(parcel: Parcel): Parcel { return changetype<Parcel>(host.send(changetype<host.Parcel>(parcel))); }
  twist(items: U8Stream): U8Stream {
    // The host's own type of bytes, under another name; and then as what it is not.
    const bytes = other.bytes(changetype<ByteStream>(items));
    return changetype<U8Stream>(other.texts(changetype<StringStream>(bytes)));
  }
}
serveRelay(new Handing());
`;

interface HostModules {
  readonly relay: { readonly relay: ImportInterface<never> };
  readonly other: { readonly other: ImportInterface<never> };
  readonly exportedRelay: { readonly relay: ExportInterface<unknown> };
}

let built: BuiltGuest;
let emitted: Emitted<HostModules>;
let guest: RunningGuest;
const same = (value: unknown): unknown => value;

beforeAll(async () => {
  built = await buildGuest({ wit, entry });
  emitted = await loadEmitted<HostModules>(built.world, 'ts-host');
}, 60_000);

beforeEach(() => {
  guest = new RunningGuest(built.component, [
    { interface: emitted.relay.relay, provider: { pass: same, wait: same, send: same } },
    { interface: emitted.other.other, provider: { bytes: same, texts: same } },
  ]);
});

function call(name: string, value: unknown): unknown {
  return guest.call(emitted.exportedRelay.relay, name, value);
}

async function* chunks<T>(...list: T[]): AsyncGenerator<T> {
  for (const one of list) yield await Promise.resolve(one);
}

async function gather<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}

test('a stream that a guest was given goes through it to its host, and back', async () => {
  const items = [[{ word: 'one', count: 1 }], [{ word: 'two', count: 2 }]];
  expect(await gather(call('pass', chunks(...items)) as AsyncIterable<unknown>)).toEqual(items);
});

test('a future does', async () => {
  expect(await call('wait', Promise.resolve('a word'))).toBe('a word');
});

test('a record with both does', async () => {
  const note = { word: 'later', count: 3 };
  const parcel = { name: 'a', data: chunks(Uint8Array.of(1, 2)), note: Promise.resolve(note) };
  const sent = call('send', parcel) as typeof parcel;
  expect(sent.name).toBe('a');
  expect(await gather(sent.data)).toEqual([Uint8Array.of(1, 2)]);
  expect(await sent.note).toEqual(note);
});

test('a stream of one type is none of another, whatever the guest says', () => {
  expect(() => call('twist', chunks(Uint8Array.of(1)))).toThrow(
    'a stream of one type was passed as one of another',
  );
});
