import { ByteReader } from '../binary/byte-reader.js';
import { ByteWriter } from '../binary/byte-writer.js';

const memorySection = 5;
/** Limits of a memory that threads share, which must have a maximum. */
const shared = 3;

/**
 * A linked module whose memory can be seen from another thread than the one that it runs on.
 *
 * @param maximumPages Most pages that the memory may grow to.
 */
export function shareMemory(linked: Uint8Array, maximumPages: number): Uint8Array {
  const reader = new ByteReader(linked);
  const out = new ByteWriter();
  reader.position = 8;
  let copied = 0;
  while (!reader.done) {
    const start = reader.position;
    const id = reader.u8();
    const size = reader.u32();
    const end = reader.position + size;
    if (id === memorySection) {
      // The linker has written one memory, without a maximum.
      reader.position += 2;
      const minimum = reader.u32();
      out.raw(linked.subarray(copied, start));
      out.section(memorySection, (w) =>
        w.u32(1).u8(shared).u32(minimum).u32(Math.max(minimum, maximumPages)),
      );
      copied = end;
    }
    reader.position = end;
  }
  return out.raw(linked.subarray(copied)).finish();
}
