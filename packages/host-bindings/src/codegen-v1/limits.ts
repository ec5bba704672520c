/** How much one call may hand to the host. */
export interface LiftLimits {
  /** Bytes of all strings and lists together. */
  readonly bytes: number;
  /** Elements of all lists together, lists of bytes excepted. */
  readonly elements: number;
}

/** 16 MiB and a million elements a call. */
export const DEFAULT_LIFT_LIMITS: LiftLimits = { bytes: 16 * 1024 * 1024, elements: 1_000_000 };
