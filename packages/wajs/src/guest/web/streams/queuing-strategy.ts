/** How much a stream takes in before it asks its source to wait. */
export interface QueuingStrategy<T = any> {
  /** The most that the queue should hold. */
  highWaterMark?: number;
  /** What one chunk counts for; 1 without it. */
  size?: (chunk: T) => number;
}

/** Counts chunks. */
export class CountQueuingStrategy implements QueuingStrategy<any> {
  /** The most chunks that the queue should hold. */
  readonly highWaterMark: number;

  constructor(init: { highWaterMark: number }) {
    this.highWaterMark = init.highWaterMark;
  }

  /** Always 1. */
  get size(): (chunk?: any) => number {
    return one;
  }
}

/** Counts bytes. */
export class ByteLengthQueuingStrategy implements QueuingStrategy<ArrayBufferView> {
  /** The most bytes that the queue should hold. */
  readonly highWaterMark: number;

  constructor(init: { highWaterMark: number }) {
    this.highWaterMark = init.highWaterMark;
  }

  /** The chunk's `byteLength`. */
  get size(): (chunk: ArrayBufferView) => number {
    return byteLength;
  }
}

function one(): number {
  return 1;
}

function byteLength(chunk: ArrayBufferView): number {
  return chunk.byteLength;
}

/** @throws RangeError where the strategy's mark is no number, or less than 0 */
export function highWaterMarkOf(strategy: QueuingStrategy | undefined, usual: number): number {
  if (strategy?.highWaterMark === undefined) return usual;
  const mark = Number(strategy.highWaterMark);
  if (Number.isNaN(mark) || mark < 0) throw new RangeError('the high water mark must be 0 or more');
  return mark;
}
