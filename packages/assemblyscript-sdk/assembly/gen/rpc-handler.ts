// Emitted by host-bindings from wajs:platform/rpc-handler@0.1.0 (--target as-guest); do not edit.

import { Result, afterReturn, liftArray, liftString } from '../codegen-v1';
import { Error, storeError } from './types';

/**
 * Facts about the call that are not in its payload.
 *
 * ```wit
 * record context {
 *   request-id: string,
 *   deadline: f64,
 *   caller: option<string>,
 *   idempotency-key: option<string>,
 * }
 * ```
 */
export class Context {
  /** Unique id of this call; the host's log lines carry it too. */
  requestId: string;
  /** When the caller gives up, in milliseconds since 1970-01-01 UTC. */
  deadline: f64;
  /** Name of the calling function, where there is one. */
  caller: string | null = null;
  /** The caller's idempotency key, where it gave one. */
  idempotencyKey: string | null = null;
}

/**
 * What a function exports to serve methods to other functions.
 *
 * Extend it, and pass an object of your class to `serveRpcHandler`.
 */
export abstract class RpcHandler {
  /**
   * Serves one call. An unknown method answers `not-found`.
   *
   * ```wit
   * call: async func(
   *   method: string,
   *   payload: list<u8>,
   *   context: context,
   * ) -> result<list<u8>, error>
   * ```
   */
  abstract call(method: string, payload: Uint8Array, context: Context): Result<Uint8Array, Error>;
}

let served: RpcHandler | null = null;

/**
 * Makes an object answer what the host calls of `wajs:platform/rpc-handler@0.1.0`.
 *
 * Call it at the top level of the entry file, so that it is done before the first call.
 */
export function serveRpcHandler(implementation: RpcHandler): void {
  served = implementation;
}

function implementation(): RpcHandler {
  const found = served;
  assert(found !== null, 'call serveRpcHandler at the top level of the entry file');
  return found!;
}

@exportAs('wajs:platform/rpc-handler@0.1.0#call')
export function exportCall(
  p0: i32,
  p1: i32,
  p2: i32,
  p3: i32,
  p4: i32,
  p5: i32,
  p6: f64,
  p7: i32,
  p8: i32,
  p9: i32,
  p10: i32,
  p11: i32,
  p12: i32,
): usize {
  const method = liftString(p0, p1);
  const payload = liftArray<Uint8Array>(p2, p3);
  const context = liftContext(p4, p5, p6, p7, p8, p9, p10, p11, p12);
  const answer = implementation().call(method, payload, context);
  const at = memory.data(40, 8);
  if (answer.isOk) {
    i32.store8(at, 0);
    i32.store(at, i32(answer.value.dataStart), 8);
    i32.store(at, answer.value.length, 12);
  } else {
    i32.store8(at, 1);
    storeError(at + 8, answer.error);
  }
  return at;
}

@exportAs('cabi_post_wajs:platform/rpc-handler@0.1.0#call')
export function postCall(_result: i32): void {
  afterReturn();
}

/** Lifts the type `context` from core values. */
export function liftContext(
  p0: i32,
  p1: i32,
  p2: f64,
  p3: i32,
  p4: i32,
  p5: i32,
  p6: i32,
  p7: i32,
  p8: i32,
): Context {
  return {
    requestId: liftString(p0, p1),
    deadline: p2,
    caller: p3 != 0 ? liftString(p4, p5) : null,
    idempotencyKey: p6 != 0 ? liftString(p7, p8) : null,
  };
}
