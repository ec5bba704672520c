// Emitted by host-bindings from wajs:platform/rpc@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

import { UnavailableError, checkCase, errorPayload, settleAt } from '../../codegen-v1/index.js';
import type {
  Awaitable,
  CallContext,
  DirectGuest,
  ImportInterface,
  ValueReader,
} from '../../codegen-v1/index.js';
import { storeError, writeError } from './types.js';
import type { Error } from './types.js';

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
 * A provider of `wajs:platform/rpc@0.1.0`.
 */
export interface Rpc {
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
   * ```wit
   * submit: async func(
   *   service: string,
   *   method: string,
   *   payload: list<u8>,
   *   options: call-options,
   * ) -> result<string, error>
   * ```
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
   * ```wit
   * collect: async func(
   *   reference: string,
   *   timeout: option<u32>,
   * ) -> result<list<u8>, error>
   * ```
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

/**
 * A provider of `wajs:platform/rpc@0.1.0` that offers nothing yet: extend it, and override
 * what you offer. Every other call fails as `unavailable`, with the name of its function.
 */
export class RpcBase implements Rpc {
  call(
    _service: string,
    _method: string,
    _payload: Uint8Array,
    _options: CallOptions,
    _call: CallContext,
  ): Awaitable<Uint8Array> {
    throw new UnavailableError('wajs:platform/rpc@0.1.0', 'call');
  }

  submit(
    _service: string,
    _method: string,
    _payload: Uint8Array,
    _options: CallOptions,
    _call: CallContext,
  ): Awaitable<string> {
    throw new UnavailableError('wajs:platform/rpc@0.1.0', 'submit');
  }

  collect(
    _reference: string,
    _timeout: number | undefined,
    _call: CallContext,
  ): Awaitable<Uint8Array> {
    throw new UnavailableError('wajs:platform/rpc@0.1.0', 'collect');
  }

  cancel(_reference: string, _call: CallContext): Awaitable<void> {
    throw new UnavailableError('wajs:platform/rpc@0.1.0', 'cancel');
  }
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
        const payload_ = reader.bytes();
        const options = readCallOptions(reader);
        reader.end();
        return provider.call(service, method, payload_, options, call);
      },
      encode(writer, value: Uint8Array) {
        writer.discriminant(0);
        writer.bytes(value);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest, provider) {
        const onValue = (value: Uint8Array, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.setSlice(at + 8, memory.storeList(Uint8Array, value));
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (
          p0: number,
          p1: number,
          p2: number,
          p3: number,
          p4: number,
          p5: number,
          p6: number,
          p7: number,
          p8: number,
          p9: number,
          p10: number,
          p11: number,
        ) => {
          const memory = guest.memory.begin();
          const service = memory.loadString(p0, p1);
          const method = memory.loadString(p2, p3);
          const payload_ = memory.loadBytes(p4, p5);
          const options = liftCallOptions(guest, p6, p7, p8, p9, p10);
          const at = memory.area(p11, 8, 40);
          let answer;
          try {
            answer = provider.call(service, method, payload_, options, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
      start(guest, provider) {
        const onValue = (value: Uint8Array, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.setSlice(at + 8, memory.storeList(Uint8Array, value));
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number) => {
          const memory = guest.memory.begin();
          const area = memory.area(p0, 4, 44);
          const service = memory.loadString(memory.u32(area), memory.u32(area + 4));
          const method = memory.loadString(memory.u32(area + 8), memory.u32(area + 12));
          const payload_ = memory.loadBytes(memory.u32(area + 16), memory.u32(area + 20));
          const options = loadCallOptions(guest, area + 24);
          const at = memory.area(p1, 8, 40);
          let answer;
          try {
            answer = provider.call(service, method, payload_, options, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
    {
      name: 'submit',
      async: true,
      invoke(provider, reader, call) {
        const service = reader.string();
        const method = reader.string();
        const payload_ = reader.bytes();
        const options = readCallOptions(reader);
        reader.end();
        return provider.submit(service, method, payload_, options, call);
      },
      encode(writer, value: string) {
        writer.discriminant(0);
        writer.string(value);
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest, provider) {
        const onValue = (value: string, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.setSlice(at + 8, memory.storeString(value));
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (
          p0: number,
          p1: number,
          p2: number,
          p3: number,
          p4: number,
          p5: number,
          p6: number,
          p7: number,
          p8: number,
          p9: number,
          p10: number,
          p11: number,
        ) => {
          const memory = guest.memory.begin();
          const service = memory.loadString(p0, p1);
          const method = memory.loadString(p2, p3);
          const payload_ = memory.loadBytes(p4, p5);
          const options = liftCallOptions(guest, p6, p7, p8, p9, p10);
          const at = memory.area(p11, 8, 40);
          let answer;
          try {
            answer = provider.submit(service, method, payload_, options, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
      start(guest, provider) {
        const onValue = (value: string, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.setSlice(at + 8, memory.storeString(value));
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number) => {
          const memory = guest.memory.begin();
          const area = memory.area(p0, 4, 44);
          const service = memory.loadString(memory.u32(area), memory.u32(area + 4));
          const method = memory.loadString(memory.u32(area + 8), memory.u32(area + 12));
          const payload_ = memory.loadBytes(memory.u32(area + 16), memory.u32(area + 20));
          const options = loadCallOptions(guest, area + 24);
          const at = memory.area(p1, 8, 40);
          let answer;
          try {
            answer = provider.submit(service, method, payload_, options, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
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
      direct(guest, provider) {
        const onValue = (value: Uint8Array, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          memory.setSlice(at + 8, memory.storeList(Uint8Array, value));
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number, p2: number, p3: number, p4: number) => {
          const memory = guest.memory.begin();
          const reference = memory.loadString(p0, p1);
          const timeout = checkCase(p2, 2) === 1 ? p3 >>> 0 : undefined;
          const at = memory.area(p4, 8, 40);
          let answer;
          try {
            answer = provider.collect(reference, timeout, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
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
      direct(guest, provider) {
        const onValue = (_value: void, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number, p2: number) => {
          const memory = guest.memory.begin();
          const reference = memory.loadString(p0, p1);
          const at = memory.area(p2, 8, 40);
          let answer;
          try {
            answer = provider.cancel(reference, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
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

/** Loads the type `call-options` from memory. */
export function loadCallOptions(guest: DirectGuest, at: number): CallOptions {
  const { memory } = guest;
  return {
    timeout: checkCase(memory.u8(at), 2) === 1 ? memory.u32(at + 4) : undefined,
    idempotencyKey:
      checkCase(memory.u8(at + 8), 2) === 1
        ? memory.loadString(memory.u32(at + 12), memory.u32(at + 16))
        : undefined,
  };
}

/** Lifts the type `call-options` from core values. */
export function liftCallOptions(
  guest: DirectGuest,
  p0: number,
  p1: number,
  p2: number,
  p3: number,
  p4: number,
): CallOptions {
  const { memory } = guest;
  return {
    timeout: checkCase(p0, 2) === 1 ? p1 >>> 0 : undefined,
    idempotencyKey: checkCase(p2, 2) === 1 ? memory.loadString(p3, p4) : undefined,
  };
}

/** Stores what a provider threw as the outcome of a call. */
function storeThrownError(guest: DirectGuest, error: unknown, at: number): void {
  const { memory } = guest;
  memory.refresh();
  const payload = errorPayload(guest, error) as Error;
  memory.set8(at, 1);
  storeError(guest, at + 8, payload);
}
