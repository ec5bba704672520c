import * as collector from 'rt/tcms';
import { OBJECT, TOTAL_OVERHEAD } from 'rt/common';

/** Bytes of objects below which collecting is not worth its time. */
const SMALLEST_HEAP: usize = 1 << 20;

/** Bytes of objects at which the next collection is due. */
let limit: usize = SMALLEST_HEAP;

/** Bytes that were allocated here since the last collection. */
let allocated: usize = 0;

/** Reasons not to collect. */
let pauses: i32 = 0;

/** Until it is resumed, nothing is collected: the host may look at memory that no object refers to. */
export function pauseCollection(): void {
  pauses += 1;
}

/** Ends one pause. */
export function resumeCollection(): void {
  pauses -= 1;
}

/**
 * The allocator that the host calls. It answers managed objects, so that strings and lists of numbers
 * are taken over as they are, and nothing is freed by hand.
 */
@exportAs('cabi_realloc')
export function cabiRealloc(old: usize, _oldSize: usize, align: usize, size: usize): usize {
  if (size == 0) return align;
  allocated += size;
  // Objects are aligned to 16 bytes, which is more than the canonical ABI ever asks for.
  return old <= 16 ? __new(size, idof<ArrayBuffer>()) : __renew(old, size);
}

/** Memory for what is lowered: garbage as soon as nothing refers to it. */
export function allocate(size: usize): usize {
  allocated += size;
  return __new(size, idof<ArrayBuffer>());
}

/**
 * Collects garbage when there is twice as much as after the last time. It runs after the host has
 * taken a result: then nothing but globals and pinned objects is in use.
 */
export function afterReturn(): void {
  if (pauses > 0) return;
  if (used() < limit) return;
  __collect();
  allocated = 0;
  limit = max(SMALLEST_HEAP, used() * 2);
}

/** The collector's own count, where the build has made it visible; else what was counted here. */
function used(): usize {
  return isDefined(collector.total) ? collector.total : allocated;
}

/** A string that the host wrote, taken over without a copy. */
export function liftString(pointer: usize, length: i32): string {
  if (length == 0) return '';
  const size = <usize>length << 1;
  return changetype<string>(adopt(pointer, size, idof<string>()));
}

/** A list of numbers that the host wrote, taken over without a copy. */
export function liftArray<T extends ArrayBufferView>(pointer: usize, length: i32): T {
  const size = <usize>length << (alignof<valueof<T>>());
  const buffer =
    length == 0 ? __new(0, idof<ArrayBuffer>()) : adopt(pointer, size, idof<ArrayBuffer>());
  const made = changetype<T>(__new(offsetof<T>(), idof<T>()));
  store<usize>(changetype<usize>(made), buffer, offsetof<T>('buffer'));
  __link(changetype<usize>(made), buffer, false);
  store<usize>(changetype<usize>(made), buffer, offsetof<T>('dataStart'));
  store<i32>(changetype<usize>(made), <i32>size, offsetof<T>('byteLength'));
  return made;
}

/** Makes an object of a block of `cabiRealloc`. Its length is what the host says, if it is that long. */
function adopt(pointer: usize, size: usize, id: u32): usize {
  const object = changetype<OBJECT>(pointer - TOTAL_OVERHEAD);
  assert(<usize>object.rtSize >= size, 'the host wrote more than it asked memory for');
  object.rtId = id;
  object.rtSize = <u32>size;
  return pointer;
}

/** A copy of a list of numbers whose length its type says. */
export function liftStatic<T>(address: usize, length: i32): T {
  const size = <usize>length << (alignof<valueof<T>>());
  const made = __new(size, idof<T>());
  memory.copy(made, address, size);
  return changetype<T>(made);
}
