// Emitted by host-bindings from wajs:platform/rpc-handler@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

import { ResultError, checkCase, toFloat } from '../../codegen-v1/index.js';
import type {
  CoreValue,
  DirectGuest,
  ExportFunction,
  ExportInterface,
  ValueWriter,
} from '../../codegen-v1/index.js';
import { liftError, loadError, readError } from './types.js';

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
 * The exports of `wajs:platform/rpc-handler@0.1.0`, as a host calls them.
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
   * @throws ResultError of `error`
   */
  call(method: string, payload: Uint8Array, context: Context): Promise<Uint8Array>;
}

const callFunction: ExportFunction<Uint8Array> = {
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
  lower(guest, method: string, payload: Uint8Array, context: Context) {
    const memory = guest.memory.begin();
    const core: CoreValue[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    core[0] = memory.storeString(method);
    core[1] = memory.length;
    core[2] = memory.storeList(Uint8Array, payload);
    core[3] = memory.length;
    lowerContext(guest, context, core, 4);
    return core;
  },
  lift(guest, core, fromTaskReturn) {
    const memory = guest.memory.begin();
    if (fromTaskReturn) {
      const [p0, p1, p2, p3, p4, p5] = core as readonly [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      if (checkCase(p0, 2) === 1) {
        throw new ResultError(liftError(guest, p1, p2, p3, p4, p5));
      }
      return memory.loadBytes(p1, p2);
    }
    const at = memory.area(core[0] as number, 8, 40);
    if (checkCase(memory.u8(at), 2) === 1) {
      throw new ResultError(loadError(guest, at + 8));
    }
    return memory.loadBytes(memory.u32(at + 8), memory.u32(at + 12));
  },
};

/** The functions of `wajs:platform/rpc-handler@0.1.0`, as a runtime calls them. */
export const rpcHandler: ExportInterface<RpcHandler> = {
  name: 'wajs:platform/rpc-handler@0.1.0',
  functions: [callFunction],
  bind: (call) => ({
    call: (method, payload, context) => call(callFunction, [method, payload, context]),
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
  if (value.caller === undefined) {
    core[at + 3] = 0;
  } else {
    core[at + 3] = 1;
    core[at + 4] = memory.storeString(value.caller);
    core[at + 5] = memory.length;
  }
  if (value.idempotencyKey === undefined) {
    core[at + 6] = 0;
  } else {
    core[at + 6] = 1;
    core[at + 7] = memory.storeString(value.idempotencyKey);
    core[at + 8] = memory.length;
  }
}
