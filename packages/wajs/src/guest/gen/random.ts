// Emitted by host-bindings from wajs:platform/random@0.1.0 (--target js-guest --codegen ../codegen-v1/index.js); do not edit.

import { createWriter, importInterface, invokeNow } from '../codegen-v1/index.js';
import type { ValueReader } from '../codegen-v1/index.js';

/**
 * Entropy, fit for keys.
 *
 * The interface `wajs:platform/random@0.1.0`: needed where it is called.
 */
export const randomInterface = /* @__PURE__ */ importInterface('wajs:platform/random@0.1.0');

/**
 * Random bytes, 65,536 at most.
 *
 * WIT: `bytes: func(length: u32) -> list<u8>`
 */
export function bytes(length: number): Uint8Array {
  const writer = createWriter(/* bytes */ 0);
  writer.u32(length);
  return invokeNow(randomInterface, writer, readU8List);
}

function readU8List(reader: ValueReader): Uint8Array {
  return reader.bytes();
}
