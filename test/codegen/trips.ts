/** How many times as much the suites of random types and values do as in CI: 1 unless `TRIPS` says more. */
export const tripFactor = Number(process.env['TRIPS'] ?? 1);

/** What random worlds and values of this run are made from: another each run, unless `TRIPS_SEED` names one. */
export const tripSeed = Number(process.env['TRIPS_SEED'] ?? Date.now() & 0xffff);

/** Time for a test that takes `ms` at most in CI. */
export function tripTime(ms: number): number {
  return ms * Math.max(1, tripFactor);
}
