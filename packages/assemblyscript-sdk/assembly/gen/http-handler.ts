// Emitted by host-bindings from wajs:platform/http-handler@0.1.0 (--target as-guest); do not edit.

import { Result, afterReturn, liftString } from '../codegen-v1';
import { Request, Response, liftRequest, storeResponse } from './http';
import { Error, storeError } from './types';

/**
 * Facts about the request that are not in it.
 *
 * ```wit
 * record context {
 *   request-id: string,
 *   deadline: f64,
 *   client-address: option<string>,
 * }
 * ```
 */
export class Context {
  /** Unique id of this request; the host's log lines carry it too. */
  requestId: string;
  /** When the host gives up on the answer, in milliseconds since 1970-01-01 UTC. */
  deadline: f64;
  /** Address of the client, where the host knows it. */
  clientAddress: string | null = null;
}

/**
 * What a function exports to serve HTTP.
 *
 * Extend it, and pass an object of your class to `serveHttpHandler`.
 */
export abstract class HttpHandler {
  /**
   * Answers one request. An error becomes a 500 with the request id; its text goes to the log only.
   *
   * ```wit
   * handle: async func(
   *   request: request,
   *   context: context,
   * ) -> result<response, error>
   * ```
   */
  abstract handle(request: Request, context: Context): Result<Response, Error>;
}

let served: HttpHandler | null = null;

/**
 * Makes an object answer what the host calls of `wajs:platform/http-handler@0.1.0`.
 *
 * Call it at the top level of the entry file, so that it is done before the first call.
 */
export function serveHttpHandler(implementation: HttpHandler): void {
  served = implementation;
}

function implementation(): HttpHandler {
  const found = served;
  assert(found !== null, 'call serveHttpHandler at the top level of the entry file');
  return found!;
}

@exportAs('wajs:platform/http-handler@0.1.0#handle')
export function exportHandle(
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
  p11: f64,
  p12: i32,
  p13: i32,
  p14: i32,
): usize {
  const request = liftRequest(p0, p1, p2, p3, p4, p5, p6, p7, p8);
  const context = liftContext(p9, p10, p11, p12, p13, p14);
  const answer = implementation().handle(request, context);
  const at = memory.data(40, 8);
  if (answer.isOk) {
    i32.store8(at, 0);
    storeResponse(at + 8, answer.value);
  } else {
    i32.store8(at, 1);
    storeError(at + 8, answer.error);
  }
  return at;
}

@exportAs('cabi_post_wajs:platform/http-handler@0.1.0#handle')
export function postHandle(_result: i32): void {
  afterReturn();
}

/** Lifts the type `context` from core values. */
export function liftContext(p0: i32, p1: i32, p2: f64, p3: i32, p4: i32, p5: i32): Context {
  return {
    requestId: liftString(p0, p1),
    deadline: p2,
    clientAddress: p3 != 0 ? liftString(p4, p5) : null,
  };
}
