import { bytes } from '../gen/random';
import { assertServing } from './phase';

/** Takes the place of the language's `crypto`. */
export namespace crypto {
  /** Fills an array with bytes that nobody can guess. */
  export function getRandomValues(array: Uint8Array): void {
    assertServing();
    array.set(bytes(array.length));
  }
}
