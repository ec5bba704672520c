import { bytes } from '../gen/random';
import { assertServing } from './phase';

/** Takes the place of what the language's `Math.random` begins with: entropy of the host. */
export function seed(): f64 {
  assertServing();
  return load<f64>(bytes(8).dataStart);
}
