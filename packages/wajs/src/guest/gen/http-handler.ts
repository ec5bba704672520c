// Emitted by host-bindings from wajs:platform/http-handler@0.1.0 (--target js-guest --codegen ../codegen-v1/index.js); do not edit.

import { WajsError, exportFunction } from '../codegen-v1/index.js';
import type { Awaitable, ValueReader } from '../codegen-v1/index.js';
import { readRequest, writeResponse } from './http.js';
import type { Request, Response } from './http.js';
import { writeError } from './types.js';
import type { Error } from './types.js';

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
export interface Context {
  /** Unique id of this request; the host's log lines carry it too. */
  requestId: string;
  /** When the host gives up on the answer, in milliseconds since 1970-01-01 UTC. */
  deadline: number;
  /** Address of the client, where the host knows it. */
  clientAddress?: string | undefined;
}

/**
 * What a function exports to serve HTTP.
 *
 * An implementation of `wajs:platform/http-handler@0.1.0`.
 */
export interface HttpHandler {
  /**
   * Answers one request. An error becomes a 500 with the request id; its text goes to the log only.
   *
   * ```wit
   * handle: async func(
   *   request: request,
   *   context: context,
   * ) -> result<response, error>
   * ```
   *
   * @throws WajsError of `error`
   */
  handle(request: Request, context: Context): Awaitable<Response>;
}

/** Serves `wajs:platform/http-handler@0.1.0`. Once in each guest. */
export function serveHttpHandler(implementation: HttpHandler): void {
  exportFunction('wajs:platform/http-handler@0.1.0#handle', async (reader) => {
    const request = readRequest(reader);
    const context = readContext(reader);
    reader.end();
    try {
      const value = await implementation.handle(request, context);
      return (writer) => {
        writer.discriminant(0);
        writeResponse(writer, value);
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
    clientAddress: reader.bool() ? reader.string() : undefined,
  };
}
