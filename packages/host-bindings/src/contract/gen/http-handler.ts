// Emitted by host-bindings from wajs:platform/http-handler@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

import { ResultError, checkCase, i64ToF64, i64ToI32, toFloat } from '../../codegen-v1/index.js';
import type {
  CoreValue,
  DirectGuest,
  ExportFunction,
  ExportInterface,
  ValueWriter,
} from '../../codegen-v1/index.js';
import { liftResponse, loadResponse, lowerRequest, readResponse, writeRequest } from './http.js';
import type { Request, Response } from './http.js';
import { liftError, loadError, readError } from './types.js';

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
 * The exports of `wajs:platform/http-handler@0.1.0`, as a host calls them.
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
   * @throws ResultError of `error`
   */
  handle(request: Request, context: Context): Promise<Response>;
}

const handleFunction: ExportFunction<Response> = {
  interface: 'wajs:platform/http-handler@0.1.0',
  name: 'handle',
  async: true,
  encodeArguments(writer, request: Request, context: Context) {
    writeRequest(writer, request);
    writeContext(writer, context);
  },
  decodeResult(reader) {
    if (reader.discriminant(2) === 1) {
      const payload = readError(reader);
      reader.end();
      throw new ResultError(payload);
    }
    const value = readResponse(reader);
    reader.end();
    return value;
  },
  lower(guest, request: Request, context: Context) {
    guest.memory.begin();
    const core: CoreValue[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    lowerRequest(guest, request, core, 0);
    lowerContext(guest, context, core, 9);
    return core;
  },
  lift(guest, core, fromTaskReturn) {
    const memory = guest.memory.begin();
    if (fromTaskReturn) {
      const [p0, p1, p2, p3, p4, p5, p6] = core as readonly [
        number,
        number,
        number,
        number,
        bigint,
        bigint,
        number,
      ];
      if (checkCase(p0, 2) === 1) {
        throw new ResultError(liftError(guest, p1, p2, p3, i64ToF64(p4), i64ToF64(p5)));
      }
      return liftResponse(guest, p1, p2, p3, i64ToI32(p4), i64ToI32(p5), p6);
    }
    const at = memory.area(core[0] as number, 8, 40);
    if (checkCase(memory.u8(at), 2) === 1) {
      throw new ResultError(loadError(guest, at + 8));
    }
    return loadResponse(guest, at + 8);
  },
};

/** The functions of `wajs:platform/http-handler@0.1.0`, as a runtime calls them. */
export const httpHandler: ExportInterface<HttpHandler> = {
  name: 'wajs:platform/http-handler@0.1.0',
  functions: [handleFunction],
  bind: (call) => ({
    handle: (request, context) => call(handleFunction, [request, context]),
  }),
};

/** Writes the type `context` in its value encoding. */
export function writeContext(writer: ValueWriter, value: Context): void {
  writer.string(value.requestId);
  writer.f64(value.deadline);
  if (value.clientAddress === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.string(value.clientAddress);
  }
}

/** Lowers the type `context` to core values. */
export function lowerContext(
  guest: DirectGuest,
  value: Context,
  core: CoreValue[],
  at: number,
): void {
  const { memory } = guest;
  core[at] = memory.storeString(value.requestId);
  core[at + 1] = memory.length;
  core[at + 2] = toFloat(value.deadline);
  if (value.clientAddress === undefined) {
    core[at + 3] = 0;
  } else {
    core[at + 3] = 1;
    core[at + 4] = memory.storeString(value.clientAddress);
    core[at + 5] = memory.length;
  }
}
