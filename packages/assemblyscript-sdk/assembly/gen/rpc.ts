// Emitted by host-bindings from wajs:platform/rpc@0.1.0 (--target as-guest); do not edit.

/**
 * Calls to other functions, by service and method.
 *
 * @packageDocumentation
 */

import { Option, Pending, Result, Unit, allocate, liftArray, liftString } from '../codegen-v1';
import { Error, loadError } from './types';

/**
 * Options that travel with a call.
 *
 * WIT: `record call-options { timeout: option<u32>, idempotency-key: option<string> }`
 */
export class CallOptions {
  /** Milliseconds until the call fails with `timeout`; none means the request's own deadline. */
  timeout: Option<u32>;
  /** Two calls with the same key have the effect of one. */
  idempotencyKey: string | null = null;
}

/**
 * Calls a method and waits for its result. Payload and result are values in the component model's value
 * encoding, where emitted clients and servers make them.
 *
 * ```wit
 * call: async func(
 *   service: string,
 *   method: string,
 *   payload: list<u8>,
 *   options: call-options,
 * ) -> result<list<u8>, error>
 * ```
 */
export function call(
  service: string,
  method: string,
  payload: Uint8Array,
  options: CallOptions,
): Result<Uint8Array, Error> {
  let core6: i32 = 0;
  let core7: i32 = 0;
  let core8: i32 = 0;
  let core9: i32 = 0;
  let core10: i32 = 0;
  const timeout = options.timeout;
  if (timeout.isSome) {
    core6 = 1;
    core7 = timeout.value;
  }
  const idempotencyKey = options.idempotencyKey;
  if (idempotencyKey !== null) {
    core8 = 1;
    core9 = changetype<i32>(idempotencyKey);
    core10 = idempotencyKey.length;
  }
  const at = memory.data(40, 8);
  importCall(
    changetype<i32>(service),
    service.length,
    changetype<i32>(method),
    method.length,
    i32(payload.dataStart),
    payload.length,
    core6,
    core7,
    core8,
    core9,
    core10,
    at,
  );
  return loadU8ListErrorResult(at);
}

/**
 * Calls a method and waits for its result. Payload and result are values in the component model's value
 * encoding, where emitted clients and servers make them.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * ```wit
 * call: async func(
 *   service: string,
 *   method: string,
 *   payload: list<u8>,
 *   options: call-options,
 * ) -> result<list<u8>, error>
 * ```
 */
export function callAsync(
  service: string,
  method: string,
  payload: Uint8Array,
  options: CallOptions,
): Pending<Result<Uint8Array, Error>> {
  const given = allocate(44);
  i32.store(given, changetype<i32>(service));
  i32.store(given, service.length, 4);
  i32.store(given, changetype<i32>(method), 8);
  i32.store(given, method.length, 12);
  i32.store(given, i32(payload.dataStart), 16);
  i32.store(given, payload.length, 20);
  storeCallOptions(given + 24, options);
  const at = allocate(40);
  const state = importCallAsync(given, at);
  return new Pending<Result<Uint8Array, Error>>(state, at, loadU8ListErrorResult);
}

/**
 * Starts a call and answers at once with a reference to its result.
 *
 * ```wit
 * submit: async func(
 *   service: string,
 *   method: string,
 *   payload: list<u8>,
 *   options: call-options,
 * ) -> result<string, error>
 * ```
 */
export function submit(
  service: string,
  method: string,
  payload: Uint8Array,
  options: CallOptions,
): Result<string, Error> {
  let core6: i32 = 0;
  let core7: i32 = 0;
  let core8: i32 = 0;
  let core9: i32 = 0;
  let core10: i32 = 0;
  const timeout = options.timeout;
  if (timeout.isSome) {
    core6 = 1;
    core7 = timeout.value;
  }
  const idempotencyKey = options.idempotencyKey;
  if (idempotencyKey !== null) {
    core8 = 1;
    core9 = changetype<i32>(idempotencyKey);
    core10 = idempotencyKey.length;
  }
  const at = memory.data(40, 8);
  importSubmit(
    changetype<i32>(service),
    service.length,
    changetype<i32>(method),
    method.length,
    i32(payload.dataStart),
    payload.length,
    core6,
    core7,
    core8,
    core9,
    core10,
    at,
  );
  return loadStringErrorResult(at);
}

/**
 * Starts a call and answers at once with a reference to its result.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * ```wit
 * submit: async func(
 *   service: string,
 *   method: string,
 *   payload: list<u8>,
 *   options: call-options,
 * ) -> result<string, error>
 * ```
 */
export function submitAsync(
  service: string,
  method: string,
  payload: Uint8Array,
  options: CallOptions,
): Pending<Result<string, Error>> {
  const given = allocate(44);
  i32.store(given, changetype<i32>(service));
  i32.store(given, service.length, 4);
  i32.store(given, changetype<i32>(method), 8);
  i32.store(given, method.length, 12);
  i32.store(given, i32(payload.dataStart), 16);
  i32.store(given, payload.length, 20);
  storeCallOptions(given + 24, options);
  const at = allocate(40);
  const state = importSubmitAsync(given, at);
  return new Pending<Result<string, Error>>(state, at, loadStringErrorResult);
}

/**
 * Waits for the result of a submitted call. A result can be collected once.
 *
 * ```wit
 * collect: async func(
 *   reference: string,
 *   timeout: option<u32>,
 * ) -> result<list<u8>, error>
 * ```
 */
export function collect(reference: string, timeout: Option<u32>): Result<Uint8Array, Error> {
  let core2: i32 = 0;
  let core3: i32 = 0;
  if (timeout.isSome) {
    core2 = 1;
    core3 = timeout.value;
  }
  const at = memory.data(40, 8);
  importCollect(changetype<i32>(reference), reference.length, core2, core3, at);
  return loadU8ListErrorResult(at);
}

/**
 * Waits for the result of a submitted call. A result can be collected once.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * ```wit
 * collect: async func(
 *   reference: string,
 *   timeout: option<u32>,
 * ) -> result<list<u8>, error>
 * ```
 */
export function collectAsync(
  reference: string,
  timeout: Option<u32>,
): Pending<Result<Uint8Array, Error>> {
  let core2: i32 = 0;
  let core3: i32 = 0;
  if (timeout.isSome) {
    core2 = 1;
    core3 = timeout.value;
  }
  const at = allocate(40);
  const state = importCollectAsync(changetype<i32>(reference), reference.length, core2, core3, at);
  return new Pending<Result<Uint8Array, Error>>(state, at, loadU8ListErrorResult);
}

/**
 * Gives up on a submitted call. One that has ended already is forgotten.
 *
 * WIT: `cancel: async func(reference: string) -> result<_, error>`
 */
export function cancel(reference: string): Result<Unit, Error> {
  const at = memory.data(40, 8);
  importCancel(changetype<i32>(reference), reference.length, at);
  return loadVoidErrorResult(at);
}

/**
 * Gives up on a submitted call. One that has ended already is forgotten.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * WIT: `cancel: async func(reference: string) -> result<_, error>`
 */
export function cancelAsync(reference: string): Pending<Result<Unit, Error>> {
  const at = allocate(40);
  const state = importCancelAsync(changetype<i32>(reference), reference.length, at);
  return new Pending<Result<Unit, Error>>(state, at, loadVoidErrorResult);
}

@external('wajs:platform/rpc@0.1.0', 'call')
declare function importCall(
  p0: i32,
  p1: i32,
  p2: i32,
  p3: i32,
  p4: i32,
  p5: i32,
  p6: i32,
  p7: i32,
  p8: i32,
  p9: i32,
  p10: i32,
  p11: usize,
): void;

@external('wajs:platform/rpc@0.1.0', '[async-lower]call')
declare function importCallAsync(p0: usize, p1: usize): i32;

@external('wajs:platform/rpc@0.1.0', 'submit')
declare function importSubmit(
  p0: i32,
  p1: i32,
  p2: i32,
  p3: i32,
  p4: i32,
  p5: i32,
  p6: i32,
  p7: i32,
  p8: i32,
  p9: i32,
  p10: i32,
  p11: usize,
): void;

@external('wajs:platform/rpc@0.1.0', '[async-lower]submit')
declare function importSubmitAsync(p0: usize, p1: usize): i32;

@external('wajs:platform/rpc@0.1.0', 'collect')
declare function importCollect(p0: i32, p1: i32, p2: i32, p3: i32, p4: usize): void;

@external('wajs:platform/rpc@0.1.0', '[async-lower]collect')
declare function importCollectAsync(p0: i32, p1: i32, p2: i32, p3: i32, p4: usize): i32;

@external('wajs:platform/rpc@0.1.0', 'cancel')
declare function importCancel(p0: i32, p1: i32, p2: usize): void;

@external('wajs:platform/rpc@0.1.0', '[async-lower]cancel')
declare function importCancelAsync(p0: i32, p1: i32, p2: usize): i32;

/** Stores the type `call-options` in memory. */
export function storeCallOptions(at: usize, value: CallOptions): void {
  const timeout = value.timeout;
  if (timeout.isSome) {
    i32.store8(at, 1);
    i32.store(at, timeout.value, 4);
  } else {
    i32.store8(at, 0);
  }
  const idempotencyKey = value.idempotencyKey;
  if (idempotencyKey !== null) {
    i32.store8(at, 1, 8);
    i32.store(at, changetype<i32>(idempotencyKey), 12);
    i32.store(at, idempotencyKey.length, 16);
  } else {
    i32.store8(at, 0, 8);
  }
}

function loadStringErrorResult(at: usize): Result<string, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<string, Error>(liftString(i32.load(at, 8), i32.load(at, 12)));
  }
  return Result.err<string, Error>(loadError(at + 8));
}

function loadU8ListErrorResult(at: usize): Result<Uint8Array, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<Uint8Array, Error>(liftArray<Uint8Array>(i32.load(at, 8), i32.load(at, 12)));
  }
  return Result.err<Uint8Array, Error>(loadError(at + 8));
}

function loadVoidErrorResult(at: usize): Result<Unit, Error> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<Unit, Error>(Unit.Value);
  }
  return Result.err<Unit, Error>(loadError(at + 8));
}
