/** What a pool has done and holds. */
export interface PoolStatus {
  /** Instances that exist. */
  readonly live: number;
  /** Those of them that serve nothing. */
  readonly idle: number;
  /** Requests that wait for one. */
  readonly waiting: number;
  /** Bytes of memory of the live ones. */
  readonly memoryBytes: number;
  /** Instances that were made, since the beginning. */
  readonly created: number;
  /** Those that are gone because they had grown or broke. */
  readonly retired: number;
  /** Those that are gone because nothing needed them. */
  readonly reclaimed: number;
  /** How often an instance was put back to an image. */
  readonly restores: number;
}

/** What several pools have done and hold together. */
export function sumStatuses(statuses: readonly PoolStatus[]): PoolStatus {
  const sum = (name: keyof PoolStatus): number =>
    statuses.reduce((total, status) => total + status[name], 0);
  return {
    live: sum('live'),
    idle: sum('idle'),
    waiting: sum('waiting'),
    memoryBytes: sum('memoryBytes'),
    created: sum('created'),
    retired: sum('retired'),
    reclaimed: sum('reclaimed'),
    restores: sum('restores'),
  };
}
