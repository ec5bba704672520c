import { EncodeError } from './errors.js';

/**
 * Index of an enum's case.
 * @throws EncodeError when there is no such case.
 */
export function caseIndex(cases: readonly string[], value: unknown): number {
  const index = cases.indexOf(value as string);
  if (index < 0) {
    throw new EncodeError(`"${String(value)}" is not a case; use one of: ${cases.join(', ')}`);
  }
  return index;
}

/** The error for a variant whose tag is none of its cases. */
export function unknownCase(value: unknown): EncodeError {
  const tag = (value as { tag?: unknown } | undefined)?.tag;
  return new EncodeError(`"${String(tag)}" is not a case; use one that the type lists`);
}
