import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  type ChannelType,
  DecodeLimitError,
  type DirectGuest,
  GuestMemory,
  HandleTable,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { GuestChannels } from '../../packages/host-bindings/src/runtime/guest-channels.js';

const memory = { buffer: new ArrayBuffer(131_072) };
const budget = 65_536;

function createGuest(): { guest: DirectGuest; channels: GuestChannels } {
  const guest = {
    handles: new HandleTable(100),
    memory: new GuestMemory({
      memory,
      realloc: () => 0,
      encoding: 'utf8',
      limits: { bytes: 1 << 20, elements: 1 << 20 },
    }),
  } as unknown as DirectGuest;
  return { guest, channels: new GuestChannels(guest, budget) };
}

const refuse = (): never => {
  throw new Error('not on this carrier');
};

/** Chunks of strings, each of which is a pointer and a length. */
const strings: ChannelType<string[]> = {
  read: refuse,
  write: refuse,
  size: 8,
  align: 4,
  load: (guest, at, count) =>
    Array.from({ length: count }, (_, index) => {
      const { view } = guest.memory;
      const place = at + index * 8;
      return guest.memory.loadString(view.getUint32(place, true), view.getUint32(place + 4, true));
    }),
  store: refuse,
};

/** Items that carry nothing. */
const nothing: ChannelType<number> = {
  read: refuse,
  write: refuse,
  size: 0,
  align: 1,
  load: (_guest, _at, count) => count,
  store: () => undefined,
};

/** Items of one byte. */
const bytes: ChannelType<number> = { ...nothing, size: 1 };

const rejections: unknown[] = [];
const note = (error: unknown): void => void rejections.push(error);

/** Rejections that nobody has handled, which would end the process. */
async function unhandled(run: () => void): Promise<unknown[]> {
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  run();
  await new Promise((resolve) => setTimeout(resolve, 20));
  return rejections;
}

afterEach(() => {
  rejections.length = 0;
});

describe('what a guest reads without waiting', () => {
  it('does not end the process where a stream of the host breaks off later', async () => {
    const { guest, channels } = createGuest();
    const broken: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          await new Promise((resolve) => setImmediate(resolve));
          throw new Error('not today');
        },
      }),
    };
    const handle = channels.lowerStream(nothing, broken);
    const end = channels.end('stream', 'readable', handle);
    const seen = await unhandled(() =>
      expect(() => end.read({ guest, pointer: 0, count: 1, isAsync: false })).toThrow(
        'could not be read at once',
      ),
    );
    expect(seen).toEqual([]);
  });

  it('does not end the process where a future of the host fails later', async () => {
    const { guest, channels } = createGuest();
    const value = new Promise<number>((_resolve, reject) => {
      setImmediate(() => reject(new Error('not today')));
    });
    const end = channels.end('future', 'readable', channels.lowerFuture(bytes, value));
    const seen = await unhandled(() =>
      expect(() => end.read({ guest, pointer: 0, count: 1, isAsync: false })).toThrow(
        'could not be read at once',
      ),
    );
    expect(seen).toEqual([]);
  });

  it('does not end the process where a future comes back that nobody looks at', async () => {
    const { channels } = createGuest();
    const handle = channels.lowerFuture(bytes, Promise.reject(new Error('not today')));
    const seen = await unhandled(() => void channels.liftFuture(bytes, handle));
    expect(seen).toEqual([]);
  });
});

describe('what a guest writes without waiting, while nobody reads', () => {
  it('counts the text that many short items point to', () => {
    const { guest, channels } = createGuest();
    const view = new DataView(memory.buffer);
    view.setUint32(0, 1024, true);
    view.setUint32(4, 16_384, true);
    const both = channels.create('stream');
    channels.liftStream(strings, Number(both & 0xffff_ffffn));
    const end = channels.end('stream', 'writable', Number(both >> 32n));
    const write = (): unknown => end.write({ guest, pointer: 0, count: 1, isAsync: false });
    for (let index = 0; index < 3; index += 1) write();
    expect(() => {
      for (let index = 0; index < 3; index += 1) write();
    }).toThrow(DecodeLimitError);
  });

  it('counts writes that carry nothing', () => {
    const { guest, channels } = createGuest();
    const both = channels.create('stream');
    channels.liftStream(nothing, Number(both & 0xffff_ffffn));
    const end = channels.end('stream', 'writable', Number(both >> 32n));
    expect(() => {
      for (let index = 0; index < 100_000; index += 1) {
        void end.write({ guest, pointer: 0, count: 1, isAsync: false });
      }
    }).toThrow(DecodeLimitError);
  });
});

describe('error contexts', () => {
  it('keep no more of a long text than a person reads', () => {
    const { channels } = createGuest();
    const { debugMessage } = channels.liftErrorContext(channels.createErrorContext(1024, 100_000));
    expect(debugMessage.length).toBeLessThanOrEqual(4096);
  });
});
