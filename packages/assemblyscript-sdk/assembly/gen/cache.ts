// Emitted by host-bindings from wajs:platform/cache@0.1.0 (--target as-guest); do not edit.

/**
 * The "local cache" tier: one per node, bounded, and free to forget at any time.
 *
 * @packageDocumentation
 */

import { Option, Result, Unit, liftArray } from '../codegen-v1';
import { Error, loadError } from './types';

/**
 * The value under a key; none where it is not there (any more).
 *
 * WIT: `get: async func(key: string) -> result<option<list<u8>>, error>`
 */
export function get_(key: string): Result<Uint8Array | null, Error> {
  const at = memory.data(40, 8);
  importGet(changetype<i32>(key), key.length, at);
  return i32.load8_u(at) == 0
    ? Result.ok<Uint8Array | null, Error>(
        i32.load8_u(at, 8) != 0 ? liftArray<Uint8Array>(i32.load(at, 12), i32.load(at, 16)) : null,
      )
    : Result.err<Uint8Array | null, Error>(loadError(at + 8));
}

/**
 * Keeps a value for at most `ttl` seconds; none means until space is needed.
 *
 * WIT: `put: async func(key: string, value: list<u8>, ttl: option<u32>) -> result<_, error>`
 */
export function put(key: string, value: Uint8Array, ttl: Option<u32>): Result<Unit, Error> {
  let c4: i32 = 0;
  let c5: i32 = 0;
  if (ttl.isSome) {
    c4 = 1;
    c5 = ttl.value;
  }
  const at = memory.data(40, 8);
  importPut(changetype<i32>(key), key.length, i32(value.dataStart), value.length, c4, c5, at);
  return i32.load8_u(at) == 0
    ? Result.ok<Unit, Error>(Unit.Value)
    : Result.err<Unit, Error>(loadError(at + 8));
}

/**
 * Forgets a key.
 *
 * WIT: `delete: async func(key: string) -> result<_, error>`
 */
export function delete_(key: string): Result<Unit, Error> {
  const at = memory.data(40, 8);
  importDelete(changetype<i32>(key), key.length, at);
  return i32.load8_u(at) == 0
    ? Result.ok<Unit, Error>(Unit.Value)
    : Result.err<Unit, Error>(loadError(at + 8));
}

@external('wajs:platform/cache@0.1.0', 'get')
declare function importGet(p0: i32, p1: i32, p2: usize): void;

@external('wajs:platform/cache@0.1.0', 'put')
declare function importPut(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32, p6: usize): void;

@external('wajs:platform/cache@0.1.0', 'delete')
declare function importDelete(p0: i32, p1: i32, p2: usize): void;
