import { platform } from './platform.js';

/** Typed arrays that `getRandomValues` fills. */
export type IntegerArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** Entropy from the host. There is no `subtle` here. */
export class Crypto {
  /**
   * Fills a typed array with random bytes.
   *
   * @throws TypeError for arrays of floats; DOMException `QuotaExceededError` over 65,536 bytes;
   * WajsError `invalid` while no request is being served
   */
  getRandomValues<T extends ArrayBufferView>(array: T): T {
    if (!ArrayBuffer.isView(array) || array instanceof DataView || isFloat(array)) {
      throw new DOMException('only arrays of integers can be filled', 'TypeMismatchError');
    }
    if (array.byteLength > 65_536) {
      throw new DOMException(
        `${array.byteLength} random bytes are over the limit of 65536`,
        'QuotaExceededError',
      );
    }
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    bytes.set(platform().entropy(bytes.length));
    return array;
  }

  /** A random UUID of version 4. */
  randomUUID(): `${string}-${string}-${string}-${string}-${string}` {
    const bytes = platform().entropy(16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  get [Symbol.toStringTag](): string {
    return 'Crypto';
  }
}

function isFloat(array: ArrayBufferView): boolean {
  return /^Float/.test((array as Uint8Array)[Symbol.toStringTag]);
}
