import type { ThreadLoad } from './thread-load.js';

/** One of those who take turns. */
export interface Candidate {
  /** What it was seen to take. */
  readonly load: ThreadLoad;
  /** Turns that it is behind, by its weight; kept by {@link pickNext}. */
  credit: number;
}

/** However slow, a candidate gets this share of the best one's turns: else nobody saw it recover. */
const leastShare = 0.02;

/**
 * Whose turn it is: smooth weighted round robin. Everybody gains credit by its share of all weights, the
 * richest has the turn and pays one. With equal weights that is round robin; weights may change between
 * turns. Undefined where there is no candidate.
 */
export function pickNext<C extends Candidate>(candidates: readonly C[]): C | undefined {
  if (candidates.length < 2) return candidates[0];
  const assumedMs = averageLatency(candidates);
  const weights = candidates.map(({ load }) => load.weigh(assumedMs));
  const least = leastShare * Math.max(...weights);
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] = Math.max(least, weights[i]!);
  let best = candidates[0]!;
  for (const [i, candidate] of candidates.entries()) {
    candidate.credit += weights[i]! / total;
    if (candidate.credit > best.credit) best = candidate;
  }
  best.credit -= 1;
  return best;
}

/** What is assumed of a candidate that has answered nothing yet: it is as fast as the others. */
function averageLatency(candidates: readonly Candidate[]): number {
  let sum = 0;
  let count = 0;
  for (const { load } of candidates) {
    if (load.latencyMs === undefined) continue;
    sum += load.latencyMs;
    count++;
  }
  return count === 0 ? 1 : sum / count;
}
