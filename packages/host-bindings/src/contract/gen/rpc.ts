// Emitted by host-bindings from wajs:platform/rpc@0.1.0 (--target ts-host); do not edit.

import type {
  Awaitable,
  CallContext,
  ImportInterface,
  ValueReader,
} from '../../codegen-v1/index.js';
import { writeError } from './types.js';
import type { Error } from './types.js';

/** Options that travel with a call. */
export interface CallOptions {
  /** Milliseconds until the call fails with `timeout`; none means the request's own deadline. */
  timeout?: number | undefined;
  /** Two calls with the same key have the effect of one. */
  idempotencyKey?: string | undefined;
}

/**
 * Calls to other functions, by service and method.
 *
 * A provider of `wajs:platform/rpc@0.1.0`.
 */
export interface Rpc {
  /**
   * Calls a method and waits for its result. Payload and result are in the ring's value encoding.
   *
   * WIT: `call: async func(service: string, method: string, payload: list<u8>, options: call-options) -> result<list<u8>, error>`
   *
   * @throws ResultError of `error`
   */
  call(
    service: string,
    method: string,
    payload: Uint8Array,
    options: CallOptions,
    call: CallContext,
  ): Awaitable<Uint8Array>;
  /**
   * Starts a call and answers at once with a reference to its result.
   *
   * WIT: `submit: async func(service: string, method: string, payload: list<u8>, options: call-options) -> result<string, error>`
   *
   * @throws ResultError of `error`
   */
  submit(
    service: string,
    method: string,
    payload: Uint8Array,
    options: CallOptions,
    call: CallContext,
  ): Awaitable<string>;
  /**
   * Waits for the result of a submitted call. A result can be collected once.
   *
   * WIT: `collect: async func(reference: string, timeout: option<u32>) -> result<list<u8>, error>`
   *
   * @throws ResultError of `error`
   */
  collect(reference: string, timeout: number | undefined, call: CallContext): Awaitable<Uint8Array>;
  /**
   * Gives up on a submitted call. One that has ended already is forgotten.
   *
   * WIT: `cancel: async func(reference: string) -> result<_, error>`
   *
   * @throws ResultError of `error`
   */
  cancel(reference: string, call: CallContext): Awaitable<void>;
}

/** The functions of `wajs:platform/rpc@0.1.0`, as a runtime dispatches over them. */
export const rpc: ImportInterface<Rpc> = {
  name: 'wajs:platform/rpc@0.1.0',
  functions: [
    {
      name: 'call',
      async: true,
      invoke(provider, reader, call) {
        const service = reader.string();
        const method = reader.string();
        const payload = reader.bytes();
        const options = readCallOptions(reader);
        reader.end();
        return provider.call(service, method, payload, options, call);
      },
      encode(writer, value: Uint8Array) {
        writer.discriminant(0);
        writer.bytes(value);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
    {
      name: 'submit',
      async: true,
      invoke(provider, reader, call) {
        const service = reader.string();
        const method = reader.string();
        const payload = reader.bytes();
        const options = readCallOptions(reader);
        reader.end();
        return provider.submit(service, method, payload, options, call);
      },
      encode(writer, value: string) {
        writer.discriminant(0);
        writer.string(value);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
    {
      name: 'collect',
      async: true,
      invoke(provider, reader, call) {
        const reference = reader.string();
        const timeout = reader.bool() ? reader.u32() : undefined;
        reader.end();
        return provider.collect(reference, timeout, call);
      },
      encode(writer, value: Uint8Array) {
        writer.discriminant(0);
        writer.bytes(value);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
    {
      name: 'cancel',
      async: true,
      invoke(provider, reader, call) {
        const reference = reader.string();
        reader.end();
        return provider.cancel(reference, call);
      },
      encode(writer) {
        writer.discriminant(0);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
  ],
};

/** Reads the type `call-options` from its value encoding. */
export function readCallOptions(reader: ValueReader): CallOptions {
  return {
    timeout: reader.bool() ? reader.u32() : undefined,
    idempotencyKey: reader.bool() ? reader.string() : undefined,
  };
}
