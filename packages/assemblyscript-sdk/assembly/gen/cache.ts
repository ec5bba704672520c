// Emitted by host-bindings from wajs:platform/cache@0.1.0 (--target as-guest); do not edit.

/**
 * The "local cache" tier: one per node, bounded, and free to forget at any time.
 *
 * @packageDocumentation
 */

import { Option, Pending, Result, Unit, allocate, liftArray } from '../codegen-v1';
import { Error, loadError } from './types';

/**
 * The value under a key; none where it is not there (any more).
 *
 * WIT: `get: async func(key: string) -> result<option<list<u8>>, error>`
 */
export function get_(key: string): Result<Uint8Array | null, Error> {
  const at = memory.data(40, 8);
  importGet(changetype<i32>(key), key.length, at);
  return loadU8ListOptionErrorResult(at);
}

/**
 * The value under a key; none where it is not there (any more).
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * WIT: `get: async func(key: string) -> result<option<list<u8>>, error>`
 */
export function getAsync(key: string): Pending<Result<Uint8Array | null, Error>> {
  const at = allocate(40);
  const state = importGetAsync(changetype<i32>(key), key.length, at);
  return new Pending<Result<Uint8Array | null, Error>>(state, at, loadU8ListOptionErrorResult);
}

/**
 * Keeps a value for at most `ttl` seconds; none means until space is needed.
 *
 * ```wit
 * put: async func(
 *   key: string,
 *   value: list<u8>,
 *   ttl: option<u32>,
 * ) -> result<_, error>
 * ```
 */
export function put(key: string, value: Uint8Array, ttl: Option<u32>): Result<Unit, Error> {
  let core4: i32 = 0;
  let core5: i32 = 0;
  if (ttl.isSome) {
    core4 = 1;
    core5 = ttl.value;
  }
  const at = memory.data(40, 8);
  importPut(changetype<i32>(key), key.length, i32(value.dataStart), value.length, core4, core5, at);
  return loadVoidErrorResult(at);
}

/**
 * Keeps a value for at most `ttl` seconds; none means until space is needed.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * ```wit
 * put: async func(
 *   key: string,
 *   value: list<u8>,
 *   ttl: option<u32>,
 * ) -> result<_, error>
 * ```
 */
export function putAsync(
  key: string,
  value: Uint8Array,
  ttl: Option<u32>,
): Pending<Result<Unit, Error>> {
  const given = allocate(24);
  i32.store(given, changetype<i32>(key));
  i32.store(given, key.length, 4);
  i32.store(given, i32(value.dataStart), 8);
  i32.store(given, value.length, 12);
  if (ttl.isSome) {
    i32.store8(given, 1, 16);
    i32.store(given, ttl.value, 20);
  } else {
    i32.store8(given, 0, 16);
  }
  const at = allocate(40);
  const state = importPutAsync(given, at);
  return new Pending<Result<Unit, Error>>(state, at, loadVoidErrorResult);
}

/**
 * Forgets a key.
 *
 * WIT: `delete: async func(key: string) -> result<_, error>`
 */
export function delete_(key: string): Result<Unit, Error> {
  const at = memory.data(40, 8);
  importDelete(changetype<i32>(key), key.length, at);
  return loadVoidErrorResult(at);
}

/**
 * Forgets a key.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * WIT: `delete: async func(key: string) -> result<_, error>`
 */
export function deleteAsync(key: string): Pending<Result<Unit, Error>> {
  const at = allocate(40);
  const state = importDeleteAsync(changetype<i32>(key), key.length, at);
  return new Pending<Result<Unit, Error>>(state, at, loadVoidErrorResult);
}

@external('wajs:platform/cache@0.1.0', 'get')
declare function importGet(p0: i32, p1: i32, p2: usize): void;

@external('wajs:platform/cache@0.1.0', '[async-lower]get')
declare function importGetAsync(p0: i32, p1: i32, p2: usize): i32;

@external('wajs:platform/cache@0.1.0', 'put')
declare function importPut(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32, p5: i32, p6: usize): void;

@external('wajs:platform/cache@0.1.0', '[async-lower]put')
declare function importPutAsync(p0: usize, p1: usize): i32;

@external('wajs:platform/cache@0.1.0', 'delete')
declare function importDelete(p0: i32, p1: i32, p2: usize): void;

@external('wajs:platform/cache@0.1.0', '[async-lower]delete')
declare function importDeleteAsync(p0: i32, p1: i32, p2: usize): i32;

function loadU8ListOptionErrorResult(at: usize): Result<Uint8Array | null, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<Uint8Array | null, Error>(
      i32.load8_u(at, 8) != 0 ? liftArray<Uint8Array>(i32.load(at, 12), i32.load(at, 16)) : null,
    );
  }
  return Result.err<Uint8Array | null, Error>(loadError(at + 8));
}

function loadVoidErrorResult(at: usize): Result<Unit, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<Unit, Error>(Unit.Value);
  }
  return Result.err<Unit, Error>(loadError(at + 8));
}
