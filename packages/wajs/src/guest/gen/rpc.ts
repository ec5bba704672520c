// Emitted by host-bindings from wajs:platform/rpc@0.1.0 (--target js-guest --codegen ../codegen-v1/index.js); do not edit.

import { WajsError, createWriter, importInterface, invoke } from '../codegen-v1/index.js';
import type { CallSignal, ValueReader, ValueWriter } from '../codegen-v1/index.js';
import { readError } from './types.js';

/**
 * Options that travel with a call.
 *
 * WIT: `record call-options { timeout: option<u32>, idempotency-key: option<string> }`
 */
export interface CallOptions {
  /** Milliseconds until the call fails with `timeout`; none means the request's own deadline. */
  timeout?: number | undefined;
  /** Two calls with the same key have the effect of one. */
  idempotencyKey?: string | undefined;
}

/**
 * Calls to other functions, by service and method.
 *
 * The interface `wajs:platform/rpc@0.1.0`: needed where it is called.
 */
export const rpcInterface = /* @__PURE__ */ importInterface('wajs:platform/rpc@0.1.0');

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
 *
 * @throws WajsError of `error`
 */
export function call(
  service: string,
  method: string,
  payload: Uint8Array,
  options: CallOptions,
  signal?: CallSignal,
): Promise<Uint8Array> {
  const writer = createWriter(/* call */ 0);
  writer.string(service);
  writer.string(method);
  writer.bytes(payload);
  writeCallOptions(writer, options);
  return invoke(rpcInterface, writer, readU8ListOrThrow, signal);
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
 *
 * @throws WajsError of `error`
 */
export function submit(
  service: string,
  method: string,
  payload: Uint8Array,
  options: CallOptions,
  signal?: CallSignal,
): Promise<string> {
  const writer = createWriter(/* submit */ 1);
  writer.string(service);
  writer.string(method);
  writer.bytes(payload);
  writeCallOptions(writer, options);
  return invoke(rpcInterface, writer, readStringOrThrow, signal);
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
 *
 * @throws WajsError of `error`
 */
export function collect(
  reference: string,
  timeout?: number | undefined,
  signal?: CallSignal,
): Promise<Uint8Array> {
  const writer = createWriter(/* collect */ 2);
  writer.string(reference);
  if (timeout === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.u32(timeout);
  }
  return invoke(rpcInterface, writer, readU8ListOrThrow, signal);
}

/**
 * Gives up on a submitted call. One that has ended already is forgotten.
 *
 * WIT: `cancel: async func(reference: string) -> result<_, error>`
 *
 * @throws WajsError of `error`
 */
export function cancel(reference: string, signal?: CallSignal): Promise<void> {
  const writer = createWriter(/* cancel */ 3);
  writer.string(reference);
  return invoke(rpcInterface, writer, readVoidOrThrow, signal);
}

/** Writes the type `call-options` in its value encoding. */
export function writeCallOptions(writer: ValueWriter, value: CallOptions): void {
  if (value.timeout === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.u32(value.timeout);
  }
  if (value.idempotencyKey === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.string(value.idempotencyKey);
  }
}

function readStringOrThrow(reader: ValueReader): string {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
  return reader.string();
}

function readU8ListOrThrow(reader: ValueReader): Uint8Array {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
  return reader.bytes();
}

function readVoidOrThrow(reader: ValueReader): void {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
}
