import type { DirectGuest } from './interfaces.js';
import type { ValueReader } from './value-reader.js';
import type { ValueWriter } from './value-writer.js';

/** How what a stream or future carries crosses: `T` is a stream's chunk, or a future's value. */
export interface ChannelType<T> {
  /** WIT text with all names in full: two with the same text are of one type, in whatever module they are. */
  readonly wit?: string;
  /** Ring: reads one. */
  read(reader: ValueReader): T;
  /** Ring: writes one. */
  write(writer: ValueWriter, value: T): void;
  /** Direct: bytes of an item in memory. */
  readonly size: number;
  /** Direct: alignment of an item. */
  readonly align: number;
  /** Direct: loads `count` items, 1 for a future, from a checked address. */
  load(guest: DirectGuest, at: number, count: number): T;
  /** Direct: stores one at an address with room for it. */
  store(guest: DirectGuest, at: number, value: T): void;
}
