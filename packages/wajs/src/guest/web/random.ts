import { platform } from './platform.js';

/** State of the generator (xoshiro128**); undefined until something random is wanted. */
let state: Uint32Array | undefined;

/**
 * A number from 0 up to 1. Seeded from the host at the first call of a request, so that no two
 * requests repeat each other.
 *
 * @throws WajsError `invalid` while no request is being served: what is random at build time would
 * be the same in every request
 */
export function random(): number {
  const words = (state ??= seed());
  const first = next(words) >>> 5;
  const second = next(words) >>> 6;
  return (first * 67_108_864 + second) / 9_007_199_254_740_992;
}

function seed(): Uint32Array {
  const bytes = platform().entropy(16);
  return new Uint32Array(bytes.slice().buffer);
}

function next(words: Uint32Array): number {
  const a = words[0]!;
  const b = words[1]!;
  const crossed = words[2]! ^ a;
  const turned = words[3]! ^ b;
  const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
  words[1] = b ^ crossed;
  words[0] = a ^ turned;
  words[2] = crossed ^ (b << 9);
  words[3] = rotate(turned, 11);
  return result;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
