import { ByteWriter } from '../binary/byte-writer.js';

/**
 * Body of the function that stands for `memory.grow`: it moves a virtual break up and grows the
 * real memory only where the break passes it. A restore puts the break back; the real memory of
 * an instance never shrinks, so without the break every request that allocates would add to it.
 *
 * Pages between the break and the real end are zero: they are either fresh, or were cleared by
 * the restore that moved the break back.
 *
 * `(delta: i32) -> i32`: the old break in pages, or -1.
 */
export function growBody(pagesGlobal: number, limitGlobal: number): Uint8Array {
  const w = new ByteWriter();
  w.u8(1).u8(1).u8(0x7f); // one local of i32: the new break
  // if delta > (limit > pages ? limit - pages : 0), all unsigned: return -1
  w.u8(0x20).u8(0); // local.get delta
  w.u8(0x23).u32(limitGlobal).u8(0x23).u32(pagesGlobal).u8(0x6b); // limit - pages
  w.u8(0x41).u8(0); // i32.const 0
  w.u8(0x23).u32(limitGlobal).u8(0x23).u32(pagesGlobal).u8(0x4b).u8(0x1b); // i32.gt_u, select
  w.u8(0x4b).u8(0x04).u8(0x40); // i32.gt_u, if
  w.u8(0x41).signed(-1).u8(0x0f).u8(0x0b); // return -1
  // next = pages + delta
  w.u8(0x23).u32(pagesGlobal).u8(0x20).u8(0).u8(0x6a).u8(0x21).u8(1);
  // if next > memory.size: if memory.grow(next - memory.size) == -1: return -1
  w.u8(0x20).u8(1).u8(0x3f).u8(0).u8(0x4b).u8(0x04).u8(0x40);
  w.u8(0x20).u8(1).u8(0x3f).u8(0).u8(0x6b).u8(0x40).u8(0);
  w.u8(0x41).signed(-1).u8(0x46).u8(0x04).u8(0x40);
  w.u8(0x41).signed(-1).u8(0x0f).u8(0x0b).u8(0x0b);
  // old = pages; pages = next; return old
  w.u8(0x23).u32(pagesGlobal);
  w.u8(0x20).u8(1).u8(0x24).u32(pagesGlobal);
  w.u8(0x0b);
  return w.finish();
}
