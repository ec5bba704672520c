/**
 * The middle of some numbers.
 * @param {readonly number[]} numbers One at least.
 */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * Times an action several times, one after the other.
 * @param {number} count
 * @param {() => unknown} action
 * @returns {Promise<number>} Milliseconds of the median one.
 */
export async function timeMedian(count, action) {
  const times = [];
  for (let index = 0; index < count; index++) {
    const started = performance.now();
    await action();
    times.push(performance.now() - started);
  }
  return median(times);
}
