import { EncodeError } from './errors.js';

/**
 * A list of a fixed length, as it is.
 * @throws EncodeError when it has another length.
 */
export function checkLength<T extends { readonly length: number }>(list: T, length: number): T {
  if (list.length !== length) {
    throw new EncodeError(
      `list has ${String(list.length)} elements; pass one of exactly "${length}"`,
    );
  }
  return list;
}
