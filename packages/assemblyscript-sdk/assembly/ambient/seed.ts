import { bytes } from '../gen/random';

/** Takes the place of what the language's `Math.random` begins with: entropy of the host. */
export function seed(): f64 {
  return load<f64>(bytes(8).dataStart);
}
