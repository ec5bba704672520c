import { HostError } from '../contract/errors.js';

const decimal = /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const longestNumber = 64;

/** A counter after an addition. */
export interface CounterStep {
  /** Its new value. */
  readonly sum: number;
  /** The text that is stored for it. */
  readonly text: Uint8Array;
}

/**
 * Adds to a counter that is stored as its decimal text; a missing one counts as 0.
 *
 * @throws {HostError} `invalid` where the stored value is no number or the sum is not finite.
 */
export function addToCounter(stored: Uint8Array | undefined, delta: number): CounterStep {
  const sum = (stored === undefined ? 0 : parseCounter(stored)) + delta;
  if (!Number.isFinite(sum)) {
    throw new HostError('invalid', 'the counter would overflow: add less, or delete it first');
  }
  return { sum: sum === 0 ? 0 : sum, text: new TextEncoder().encode(String(sum)) };
}

function parseCounter(stored: Uint8Array): number {
  const text = stored.length > longestNumber ? '' : String.fromCharCode(...stored);
  const value = decimal.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new HostError('invalid', 'the stored value is no number: use another key for the counter');
}
