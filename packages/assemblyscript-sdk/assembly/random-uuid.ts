import { assertServing } from './ambient/phase';
import { bytes } from './gen/random';

/**
 * A random UUID of version 4, which nobody can guess: what `crypto.randomUUID()` is in JavaScript.
 *
 * @example
 * const id = randomUUID();
 */
export function randomUUID(): string {
  assertServing();
  const random = bytes(16);
  random[6] = (random[6] & 0x0f) | 0x40;
  random[8] = (random[8] & 0x3f) | 0x80;
  const made = __new(72, idof<string>());
  let to = made;
  for (let index = 0; index < 16; index++) {
    if (index == 4 || index == 6 || index == 8 || index == 10) {
      store<u16>(to, 45);
      to += 2;
    }
    const byte = unchecked(random[index]);
    store<u16>(to, hexDigit(byte >> 4));
    store<u16>(to, hexDigit(byte & 15), 2);
    to += 4;
  }
  return changetype<string>(made);
}

function hexDigit(value: u32): u16 {
  return <u16>(value < 10 ? 48 + value : 87 + value);
}
