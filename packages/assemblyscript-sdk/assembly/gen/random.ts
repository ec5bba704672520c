// Emitted by host-bindings from wajs:platform/random@0.1.0 (--target as-guest); do not edit.

/**
 * Entropy, fit for keys.
 *
 * @packageDocumentation
 */

import { liftArray } from '../codegen-v1';

/**
 * Random bytes, 65,536 at most.
 *
 * WIT: `bytes: func(length: u32) -> list<u8>`
 */
export function bytes(length: u32): Uint8Array {
  const at = memory.data(8, 4);
  importBytes(length, at);
  return liftArray<Uint8Array>(i32.load(at), i32.load(at, 4));
}

@external('wajs:platform/random@0.1.0', 'bytes')
declare function importBytes(p0: i32, p1: usize): void;
