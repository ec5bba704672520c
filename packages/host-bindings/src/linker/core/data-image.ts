import { LinkError } from '../link-error.js';
import { evaluateOffset } from './constants.js';
import type { Program, Unit } from './program.js';

/** A run of bytes of the initial memory. */
export interface DataRun {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Zeros that are cheaper to store than another segment's header. */
const longestZeroRun = 16;

/**
 * Lays all active data segments over each other, in the order in which the component would have
 * applied them, and cuts the result into few runs.
 */
export function layOutData(
  program: Program,
  units: readonly Unit[],
  memoryPages: number,
): DataRun[] {
  const segments = units.flatMap((unit) =>
    unit.module.data.flatMap((segment) =>
      segment.offset === undefined
        ? []
        : [{ offset: evaluateOffset(program, unit, segment.offset), bytes: segment.bytes }],
    ),
  );
  let size = 0;
  for (const { offset, bytes } of segments) {
    if (offset + bytes.length > memoryPages * 65_536)
      throw new LinkError('invalid', 'a data segment lies outside the memory');
    if (bytes.length > 0) size = Math.max(size, offset + bytes.length);
  }
  const image = new Uint8Array(size);
  for (const { offset, bytes } of segments) image.set(bytes, offset);
  return cutRuns(image);
}

function cutRuns(image: Uint8Array): DataRun[] {
  const runs: DataRun[] = [];
  let start = -1;
  let last = -1;
  for (let index = 0; index < image.length; index++) {
    if (image[index] === 0) continue;
    if (start < 0) start = index;
    else if (index - last > longestZeroRun) {
      runs.push({ offset: start, bytes: image.subarray(start, last + 1) });
      start = index;
    }
    last = index;
  }
  if (start >= 0) runs.push({ offset: start, bytes: image.subarray(start, last + 1) });
  return runs;
}
