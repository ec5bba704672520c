/**
 * How many instances a host keeps: for all functions that share an engine, and for each function on the
 * direct carrier, whose instances serve no other.
 */
export interface PoolOptions {
  /**
   * Instances that are made ahead, and kept while nothing needs them. Default 1. Those that wait on a
   * thread of their own are never made ahead: all functions of a host share its threads.
   */
  readonly minimum?: number;
  /** Most instances alive at a time. Default 64. */
  readonly maximum?: number;
  /** Milliseconds, about, after which an instance over the minimum that nothing needed goes. Default 60,000. */
  readonly idleMs?: number;
  /** Most requests that wait for an instance; one more is refused as `unavailable`. Default 1,024. */
  readonly queue?: number;
}

/** How a pool behaves. */
export type PoolSettings = Required<PoolOptions>;

/**
 * The options of a pool, with their defaults.
 *
 * @param instances The options, or the maximum alone.
 * @param queue Most requests that wait, where the options do not say it.
 * @throws {RangeError} where a number is not whole, or out of its range.
 */
export function resolvePoolOptions(
  instances: number | PoolOptions = {},
  queue?: number,
): PoolSettings {
  const given: PoolOptions = typeof instances === 'number' ? { maximum: instances } : instances;
  const maximum = given.maximum ?? 64;
  const resolved: PoolSettings = {
    maximum,
    minimum: given.minimum ?? Math.min(1, maximum),
    idleMs: given.idleMs ?? 60_000,
    queue: given.queue ?? queue ?? 1024,
  };
  check('maximum', resolved.maximum, 1, Number.MAX_SAFE_INTEGER);
  check('minimum', resolved.minimum, 0, resolved.maximum);
  // A longer timer fires at once.
  check('idleMs', resolved.idleMs, 1, 0x7fff_ffff);
  check('queue', resolved.queue, 0, Number.MAX_SAFE_INTEGER);
  return resolved;
}

function check(name: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new RangeError(
    `option "${name}" of the instances is "${value}": use a whole number from ${least} to ${most}`,
  );
}
