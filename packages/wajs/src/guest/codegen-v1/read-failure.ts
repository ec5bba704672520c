import { ERROR_CASES } from './contract-error.js';
import { WajsError } from './errors.js';
import type { ValueReader } from './value-reader.js';

/** Reads a `types.error`. */
export function readFailure(reader: ValueReader): WajsError {
  const tag = ERROR_CASES[reader.discriminant(ERROR_CASES.length)]!;
  if (tag !== 'too-large' && tag !== 'limit') return new WajsError({ tag, val: reader.string() });
  const exceeded = { what: reader.string(), used: reader.f64(), maximum: reader.f64() };
  return new WajsError({ tag, val: exceeded });
}
