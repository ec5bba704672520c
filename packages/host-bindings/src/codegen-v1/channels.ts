import { type ChannelBudget, ChannelSink, readableEnd, writableEnd } from './channel-sink.js';
import { channelSource } from './channel-source.js';
import type { Reading } from './channel-source.js';
import { Trap } from './errors.js';
import type { ImportInterface } from './interfaces.js';

/**
 * The built-in interface that carries streams and futures on the ring. All of them live on the host;
 * a guest names them by handles. It needs no grant: it reaches what the guest was given, nothing else.
 */
export const channels: ImportInterface<ChannelBudget> = {
  name: 'wajs:platform/channels',
  functions: [
    {
      name: 'read',
      async: true,
      invoke(_provider, reader) {
        const source = reader.borrow(channelSource);
        const max = reader.u32();
        reader.end();
        return source.read(max);
      },
      encode(writer, reading: Reading | undefined) {
        writer.bool(reading !== undefined);
        if (reading !== undefined) reading.type.write(writer, reading.value);
      },
      direct: ringOnly,
    },
    {
      name: 'close',
      async: false,
      invoke(_provider, reader) {
        reader.drop(channelSource);
        reader.end();
      },
      encode() {},
      direct: ringOnly,
    },
    {
      name: 'open',
      async: false,
      invoke(provider, reader) {
        reader.end();
        return new ChannelSink(provider);
      },
      encode(writer, sink: ChannelSink) {
        writer.own(writableEnd, sink);
        writer.own(readableEnd, sink);
      },
      direct: ringOnly,
    },
    {
      name: 'write',
      async: true,
      invoke: (_provider, reader) => reader.borrow(writableEnd).write(reader),
      encode(writer, isWanted: boolean) {
        writer.bool(isWanted);
      },
      direct: ringOnly,
    },
    {
      name: 'watch',
      async: true,
      invoke(_provider, reader) {
        const sink = reader.borrow(writableEnd);
        reader.end();
        return sink.watch();
      },
      encode() {},
      direct: ringOnly,
    },
    {
      name: 'end',
      async: false,
      invoke(_provider, reader) {
        const sink = reader.own(writableEnd);
        reader.end();
        sink.end();
      },
      encode() {},
      direct: ringOnly,
    },
    {
      name: 'fail',
      async: false,
      invoke(_provider, reader) {
        const sink = reader.own(writableEnd);
        const message = reader.string();
        reader.end();
        sink.fail(message);
      },
      encode() {},
      direct: ringOnly,
    },
  ],
};

/** Place of `channels` among the providers of the ring: no guest describes it, each has it. */
export const CHANNELS_PROVIDER = 0xffff_ffff;

function ringOnly(): never {
  throw new Trap("this interface is the ring's own; use the built-ins of the canonical ABI");
}
