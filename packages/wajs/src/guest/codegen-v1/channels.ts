import { createWriter, invoke, invokeNow, post } from './invoke.js';
import { builtInInterface } from './registry.js';
import { enqueue, isServing } from './ring.js';
import type { ChannelType } from './channel-type.js';
import type { ValueReader } from './value-reader.js';

/** The host's built-in interface that carries streams and futures. Nothing has to be granted for it. */
const channels = builtInInterface('wajs:platform/channels', 0xffff_ffff);

const [READ, CLOSE, OPEN, WRITE, WATCH, END, FAIL] = [0, 1, 2, 3, 4, 5, 6] as const;

/** Most characters of an error that the host is told. */
const MOST_MESSAGE = 1000;

/** Both ends of a channel that this guest writes to. */
export interface Channel {
  /** Handle to write to, until all is written. */
  readonly writable: number;
  /** Handle to give to the host, once. */
  readonly readable: number;
}

/** Reads a chunk or value; undefined at a stream's end. Rejects with WajsError where the host failed. */
export function readChannel<T>(
  handle: number,
  max: number,
  type: ChannelType<T>,
): Promise<{ readonly value: T } | undefined> {
  const writer = createWriter(READ);
  writer.u32(handle);
  writer.u32(max);
  return invoke(channels, writer, (reader) =>
    reader.bool() ? { value: type.read(reader) } : undefined,
  );
}

/** Gives a stream or future back to the host, with the next crossing. */
export function closeChannel(handle: number): void {
  if (!isServing()) return;
  const writer = createWriter(CLOSE);
  writer.u32(handle);
  enqueue(channels.provider, writer, null);
}

/**
 * A new channel of the host, for this guest to write to.
 * @throws WajsError `invalid` while no request is being served.
 */
export function openChannel(): Channel {
  return invokeNow(channels, createWriter(OPEN), readEnds);
}

/** Writes a chunk or value. Answers whether more is wanted, once the host has taken it. */
export function writeChannel<T>(handle: number, type: ChannelType<T>, value: T): Promise<boolean> {
  const writer = createWriter(WRITE);
  writer.u32(handle);
  type.write(writer, value);
  return invoke(channels, writer, readBool);
}

/** Resolves once nothing more is wanted, or it is over. */
export function watchChannel(handle: number): Promise<void> {
  const writer = createWriter(WATCH);
  writer.u32(handle);
  return invoke(channels, writer, () => undefined);
}

/** Says that everything is written. */
export function endChannel(handle: number): void {
  const writer = createWriter(END);
  writer.u32(handle);
  post(channels, writer);
}

/** Says that it broke off, and why. */
export function failChannel(handle: number, error: unknown): void {
  const writer = createWriter(FAIL);
  writer.u32(handle);
  writer.string(describe(error).slice(0, MOST_MESSAGE).toWellFormed());
  post(channels, writer);
}

function readEnds(reader: ValueReader): Channel {
  return { writable: reader.u32(), readable: reader.u32() };
}

function readBool(reader: ValueReader): boolean {
  return reader.bool();
}

function describe(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'an error that cannot be said';
  }
}
