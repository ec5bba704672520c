import { expect, test } from 'vitest';
import {
  HandleTable,
  Trap,
  ValueReader,
  ValueWriter,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import {
  clock,
  type Clock,
  defaultLimits,
} from '../../packages/host-bindings/src/contract/index.js';
import { readError } from '../../packages/host-bindings/src/contract/gen/types.js';
import { RequestCall } from '../../packages/host-bindings/src/runtime/call.js';
import type { GuestInstance } from '../../packages/host-bindings/src/runtime/guest-instance.js';
import { bindInterface } from '../../packages/host-bindings/src/runtime/host-interfaces.js';
import { RingCarrier } from '../../packages/host-bindings/src/runtime/ring-carrier.js';
import {
  readSubmissions,
  writeCompletions,
} from '../../packages/host-bindings/src/runtime/ring-entries.js';

const [NOW, , SLEEP] = [0, 1, 2];

/** A call of the clock, which sleeps until it is told. */
interface Asked {
  readonly event: number;
  readonly provider?: number;
  readonly fn?: number;
  readonly more?: readonly number[];
}

function start(ringEvents = 8): {
  submit(...asked: Asked[]): string[];
  taken(): string[];
  readonly ring: RingCarrier;
  readonly handles: HandleTable;
  readonly sleeping: (() => void)[];
  readonly woken: () => number;
} {
  const sleeping: (() => void)[] = [];
  let wakes = 0;
  const provider: Clock = {
    now: () => 7,
    monotonic: () => 8,
    sleep: () => new Promise((resolve) => sleeping.push(resolve)),
  };
  const ignore = (): void => {};
  const handles = new HandleTable();
  const guest = { handles } as unknown as GuestInstance;
  const observer = { finish: ignore, fail: ignore, end: ignore, trap: ignore, wake: () => wakes++ };
  const ring = new RingCarrier(
    guest,
    { ...defaultLimits, ringEvents },
    observer as never,
    new RequestCall('f', 'r', Number.MAX_SAFE_INTEGER),
  );
  ring.imports = [bindInterface(clock, provider)];
  const say = ({ bytes, text }: { bytes: Uint8Array; text: string }): string[] =>
    readSubmissions(Uint8Array.from(bytes), text).map((one) => {
      // A completion is laid out as a submission, with the outcome in place of the provider.
      if (one.provider !== 1) return `${one.event} answered`;
      const reader = new ValueReader(one.payload, new HandleTable(), undefined, one.text);
      return `${one.event} ${readError(reader).tag}`;
    });
  return {
    ring,
    handles,
    sleeping,
    woken: () => wakes,
    taken: () => say(ring.takeCompleted()),
    submit: (...asked) => {
      const { bytes, text } = writeCompletions(
        asked.map(({ event, provider: index = 0, fn = SLEEP, more = [] }) => {
          const writer = new ValueWriter(new HandleTable(), 64, true);
          writer.u32(fn!);
          if (fn === SLEEP) writer.f64(1);
          for (const byte of more) writer.u8(byte);
          return { event, outcome: index, payload: writer.finish(), text: '' };
        }),
      );
      return say(ring.submit(Uint8Array.from(bytes), text));
    },
  };
}

test('an event that is pending cannot be begun again, and is answered once', async () => {
  const { submit, sleeping, taken } = start();
  expect(submit({ event: 5 }, { event: 5 }, { event: 5, fn: NOW! })).toEqual([
    '5 invalid',
    '5 invalid',
  ]);
  expect(sleeping).toHaveLength(1);
  sleeping[0]!();
  await Promise.resolve().then(() => Promise.resolve());
  expect(taken()).toEqual(['5 answered']);
  expect(taken()).toEqual([]);
  expect(submit({ event: 5, fn: NOW! })).toEqual(['5 answered']);
});

test('events are any number of 32 bits, and mean nothing else', async () => {
  const { submit, sleeping, taken } = start();
  const events = [1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
  submit(...events.map((event) => ({ event })));
  for (const wake of sleeping) wake();
  await Promise.resolve().then(() => Promise.resolve());
  expect(taken()).toEqual(events.map((event) => `${event} answered`));
});

test('event 0 is never answered, and cannot wait', () => {
  const { submit, sleeping } = start();
  expect(submit({ event: 0 }, { event: 0, fn: NOW! }, { event: 0, fn: 99 })).toEqual([]);
  expect(sleeping).toHaveLength(0);
});

test('providers and functions that there are not, and arguments with a rest, are errors of one entry', () => {
  const { submit } = start();
  expect(
    submit(
      { event: 1, provider: 1, fn: NOW! },
      { event: 2, provider: 0xffff_fffe, fn: NOW! },
      { event: 3, fn: 3 },
      { event: 4, fn: 0xffff_ffff },
      { event: 5, fn: NOW!, more: [1, 2] },
      { event: 6, fn: NOW! },
    ),
  ).toEqual(['1 invalid', '2 invalid', '3 invalid', '4 invalid', '5 invalid', '6 answered']);
});

test('no more events can be pending than the limit, and those that are go on', async () => {
  const { submit, sleeping, taken } = start(3);
  const answers = submit(...[1, 2, 3, 4, 5].map((event) => ({ event })));
  expect(answers).toEqual(['4 limit', '5 limit']);
  for (const wake of sleeping) wake();
  await Promise.resolve().then(() => Promise.resolve());
  expect(taken()).toHaveLength(3);
  expect(submit({ event: 4, fn: NOW! })).toEqual(['4 answered']);
});

test('what is answered after a restore belongs to nobody, whatever the next request has begun', async () => {
  const { submit, sleeping, taken, ring, woken } = start();
  submit({ event: 1 }, { event: 2 });
  ring.reset(new Error('restored'));
  submit({ event: 1 });
  sleeping[0]!();
  sleeping[1]!();
  await Promise.resolve().then(() => Promise.resolve());
  expect([taken(), woken()]).toEqual([[], 0]);
  sleeping[2]!();
  await Promise.resolve().then(() => Promise.resolve());
  expect([taken(), woken()]).toEqual([['1 answered'], 1]);
});

test('a result that is not stored traps, and cancelling what is not pending does nothing', () => {
  const { ring } = start();
  for (const event of [0, 1, 0xffff_ffff]) {
    ring.cancel(event);
    expect(() => ring.read(event, 0, 100)).toThrow(Trap);
  }
});

test('an object that was given away with malformed arguments is disposed of', () => {
  const { ring, handles } = start();
  const type = { interface: 'a:b/c', name: 'thing' };
  let disposed = 0;
  const taken: object[] = [];
  ring.imports = [
    bindInterface(
      {
        name: 'a:b/c',
        functions: [
          {
            name: 'keep',
            async: false,
            invoke: (_provider, reader) => {
              const thing = reader.own(type);
              reader.end();
              taken.push(thing);
            },
            encode: () => undefined,
            direct: () => () => undefined,
          },
        ],
      },
      {},
    ),
  ];
  const give = (more: readonly number[]): void => {
    const writer = new ValueWriter(handles, 64, true);
    writer.u32(0);
    writer.own(type, { [Symbol.dispose]: () => void disposed++ });
    for (const byte of more) writer.u8(byte);
    const payload = writer.finish();
    const { bytes, text } = writeCompletions([{ event: 1, outcome: 0, payload, text: '' }]);
    ring.submit(Uint8Array.from(bytes), text);
  };
  give([]);
  expect([taken.length, disposed]).toEqual([1, 0]);
  give([1, 2, 3]);
  expect([taken.length, disposed, handles.size]).toEqual([1, 1, 0]);
});
