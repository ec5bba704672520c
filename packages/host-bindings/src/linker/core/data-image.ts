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
/** Spans of the memory that are closer than this are laid out as one. */
const mergeRoom = 65_536;

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
  for (const { offset, bytes } of segments) {
    if (offset + bytes.length > memoryPages * 65_536)
      throw new LinkError('invalid', 'a data segment lies outside the memory');
  }
  return mergeSpans(segments).flatMap(({ start, end, members }) => {
    const image = new Uint8Array(end - start);
    // In the component's order: a later segment covers an earlier one.
    for (const member of members.sort((a, b) => a - b)) {
      const { offset, bytes } = segments[member]!;
      image.set(bytes, offset - start);
    }
    return cutRuns(image, start);
  });
}

/** A part of the memory, and the segments in it by their place in the list. */
interface Span {
  readonly start: number;
  end: number;
  readonly members: number[];
}

/** What segments cover, in order; those close to each other as one. */
function mergeSpans(segments: readonly DataRun[]): Span[] {
  const spans: Span[] = [];
  const inOrder = [...segments.keys()].sort((a, b) => segments[a]!.offset - segments[b]!.offset);
  for (const member of inOrder) {
    const { offset, bytes } = segments[member]!;
    if (bytes.length === 0) continue;
    const end = offset + bytes.length;
    const last = spans.at(-1);
    if (last === undefined || offset > last.end + mergeRoom)
      spans.push({ start: offset, end, members: [member] });
    else {
      last.end = Math.max(last.end, end);
      last.members.push(member);
    }
  }
  return spans;
}

function cutRuns(image: Uint8Array, base: number): DataRun[] {
  const runs: DataRun[] = [];
  let start = -1;
  let last = -1;
  for (let index = 0; index < image.length; index++) {
    if (image[index] === 0) continue;
    if (start < 0) start = index;
    else if (index - last > longestZeroRun) {
      runs.push({ offset: base + start, bytes: image.subarray(start, last + 1) });
      start = index;
    }
    last = index;
  }
  if (start >= 0) runs.push({ offset: base + start, bytes: image.subarray(start, last + 1) });
  return runs;
}
