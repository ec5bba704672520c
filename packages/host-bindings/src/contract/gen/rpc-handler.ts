// Emitted by host-bindings from wajs:platform/rpc-handler@0.1.0 (--target ts-host); do not edit.

import { ResultError } from '../../codegen-v1/index.js';
import type { ExportFunction, ExportInterface, ValueWriter } from '../../codegen-v1/index.js';
import { readError } from './types.js';

/** Facts about the call that are not in its payload. */
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
 * The exports of `wajs:platform/rpc-handler@0.1.0`, as a host calls them.
 */
export interface RpcHandler {
  /**
   * Serves one call. An unknown method answers `not-found`.
   *
   * WIT: `call: async func(method: string, payload: list<u8>, context: context) -> result<list<u8>, error>`
   *
   * @throws ResultError of `error`
   */
  call(method: string, payload: Uint8Array, context: Context): Promise<Uint8Array>;
}

const functions: readonly ExportFunction[] = [
  {
    interface: 'wajs:platform/rpc-handler@0.1.0',
    name: 'call',
    async: true,
    encodeArguments(writer, method: string, payload: Uint8Array, context: Context) {
      writer.string(method);
      writer.bytes(payload);
      writeContext(writer, context);
    },
    decodeResult(reader) {
      if (reader.discriminant(2) === 1) {
        const payload = readError(reader);
        reader.end();
        throw new ResultError(payload);
      }
      const value = reader.bytes();
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

/** The functions of `wajs:platform/rpc-handler@0.1.0`, as a runtime calls them. */
export const rpcHandler: ExportInterface<RpcHandler> = {
  name: 'wajs:platform/rpc-handler@0.1.0',
  functions,
  bind: (call) => ({
    call: (method, payload, context) => call(
      functions[0]!,
      [method, payload, context],
    ) as Promise<Uint8Array>,
  }),
};

/** Writes the type `context` in its value encoding. */
export function writeContext(writer: ValueWriter, value: Context): void {
  writer.string(value.requestId);
  writer.f64(value.deadline);
  if (value.caller === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.string(value.caller);
  }
  if (value.idempotencyKey === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.string(value.idempotencyKey);
  }
}
