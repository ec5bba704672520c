import type { ValueReader } from './value-reader.js';
import type { ValueWriter } from './value-writer.js';

/** How what a stream or future carries crosses: `T` is a stream's chunk, or a future's value. */
export interface ChannelType<T> {
  /** Reads one. */
  read(reader: ValueReader): T;
  /** Writes one. */
  write(writer: ValueWriter, value: T): void;
}
