// Emitted by host-bindings from wajs:platform/rpc-handler@0.1.0 (--target js-guest --codegen ../codegen-v1/index.js); do not edit.

import { WajsError, exportFunction } from '../codegen-v1/index.js';
import type { Awaitable, ValueReader } from '../codegen-v1/index.js';
import { writeError } from './types.js';
import type { Error } from './types.js';

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
export interface Context {
  /** Unique id of this call; the host's log lines carry it too. */
  requestId: string;
  /** When the caller gives up, in milliseconds since 1970-01-01 UTC. */
  deadline: number;
  /** Name of the calling function, where there is one. */
  caller?: string | undefined;
  /** The caller's idempotency key, where it gave one. */
  idempotencyKey?: string | undefined;
}

/**
 * What a function exports to serve methods to other functions.
 *
 * An implementation of `wajs:platform/rpc-handler@0.1.0`.
 */
export interface RpcHandler {
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
   *
   * @throws WajsError of `error`
   */
  call(method: string, payload_: Uint8Array, context: Context): Awaitable<Uint8Array>;
}

/** Serves `wajs:platform/rpc-handler@0.1.0`. Once in each guest. */
export function serveRpcHandler(implementation: RpcHandler): void {
  exportFunction('wajs:platform/rpc-handler@0.1.0#call', async (reader) => {
    const method = reader.string();
    const payload_ = reader.bytes();
    const context = readContext(reader);
    reader.end();
    try {
      const value = await implementation.call(method, payload_, context);
      return (writer) => {
        writer.discriminant(0);
        writer.bytes(value);
      };
    } catch (error) {
      if (!(error instanceof WajsError)) throw error;
      const payload = error.payload as Error;
      return (writer) => {
        writer.discriminant(1);
        writeError(writer, payload);
      };
    }
  });
}

/** Reads the type `context` from its value encoding. */
export function readContext(reader: ValueReader): Context {
  return {
    requestId: reader.string(),
    deadline: reader.f64(),
    caller: reader.bool() ? reader.string() : undefined,
    idempotencyKey: reader.bool() ? reader.string() : undefined,
  };
}
