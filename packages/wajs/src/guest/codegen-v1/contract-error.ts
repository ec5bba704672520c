/** Cases of `wajs:platform/types.error`; the two that are over a limit carry a record. */
export const ERROR_CASES = [
  'denied',
  'invalid',
  'not-found',
  'conflict',
  'too-large',
  'limit',
  'timeout',
  'unavailable',
  'cancelled',
  'internal',
] as const;

const known: ReadonlySet<unknown> = new Set(ERROR_CASES);

/** Whether the payload of a WajsError is one of the contract's errors, which any call can fail with. */
export function isContractError(payload: unknown): boolean {
  const { tag, val } = (payload ?? {}) as { tag?: unknown; val?: unknown };
  if (!known.has(tag)) return false;
  const isExceeded = tag === 'too-large' || tag === 'limit';
  return typeof val === (isExceeded ? 'object' : 'string') && val !== null;
}
