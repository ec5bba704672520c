// Emitted by host-bindings from wajs:platform/http-handler@0.1.0 (--target ts-host); do not edit.

import { ResultError } from '../../codegen-v1/index.js';
import type { ExportFunction, ExportInterface, ValueWriter } from '../../codegen-v1/index.js';
import { readResponse, writeRequest } from './http.js';
import type { Request, Response } from './http.js';
import { readError } from './types.js';

/** Facts about the request that are not in it. */
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
   * WIT: `handle: async func(request: request, context: context) -> result<response, error>`
   *
   * @throws ResultError of `error`
   */
  handle(request: Request, context: Context): Promise<Response>;
}

const functions: readonly ExportFunction[] = [
  {
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
    lower() {
      throw new TypeError('the direct carrier comes with the next commit');
    },
    lift() {
      throw new TypeError('the direct carrier comes with the next commit');
    },
  },
];

/** The functions of `wajs:platform/http-handler@0.1.0`, as a runtime calls them. */
export const httpHandler: ExportInterface<HttpHandler> = {
  name: 'wajs:platform/http-handler@0.1.0',
  functions,
  bind: (call) => ({
    handle: (request, context) => call(functions[0]!, [request, context]) as Promise<Response>,
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
