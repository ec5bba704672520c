// Emitted by host-bindings from wajs:platform/cache@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

import { UnavailableError, checkCase, errorPayload, settleAt } from '../../codegen-v1/index.js';
import type {
  Awaitable,
  CallContext,
  DirectGuest,
  ImportInterface,
} from '../../codegen-v1/index.js';
import { storeError, writeError } from './types.js';
import type { Error } from './types.js';

/**
 * The "local cache" tier: one per node, bounded, and free to forget at any time.
 *
 * A provider of `wajs:platform/cache@0.1.0`.
 */
export interface Cache {
  /**
   * The value under a key; none where it is not there (any more).
   *
   * WIT: `get: async func(key: string) -> result<option<list<u8>>, error>`
   *
   * @throws ResultError of `error`
   */
  get(key: string, call: CallContext): Awaitable<Uint8Array | undefined>;
  /**
   * Keeps a value for at most `ttl` seconds; none means until space is needed.
   *
   * ```wit
   * put: async func(
   *   key: string,
   *   value: list<u8>,
   *   ttl: option<u32>,
   * ) -> result<_, error>
   * ```
   *
   * @throws ResultError of `error`
   */
  put(key: string, value: Uint8Array, ttl: number | undefined, call: CallContext): Awaitable<void>;
  /**
   * Forgets a key.
   *
   * WIT: `delete: async func(key: string) -> result<_, error>`
   *
   * @throws ResultError of `error`
   */
  delete(key: string, call: CallContext): Awaitable<void>;
}

/**
 * A provider of `wajs:platform/cache@0.1.0` that offers nothing yet: extend it, and override
 * what you offer. Every other call fails as `unavailable`, with the name of its function.
 */
export class CacheBase implements Cache {
  get(_key: string, _call: CallContext): Awaitable<Uint8Array | undefined> {
    throw new UnavailableError('wajs:platform/cache@0.1.0', 'get');
  }

  put(
    _key: string,
    _value: Uint8Array,
    _ttl: number | undefined,
    _call: CallContext,
  ): Awaitable<void> {
    throw new UnavailableError('wajs:platform/cache@0.1.0', 'put');
  }

  delete(_key: string, _call: CallContext): Awaitable<void> {
    throw new UnavailableError('wajs:platform/cache@0.1.0', 'delete');
  }
}

/** The functions of `wajs:platform/cache@0.1.0`, as a runtime dispatches over them. */
export const cache: ImportInterface<Cache> = {
  name: 'wajs:platform/cache@0.1.0',
  functions: [
    {
      name: 'get',
      async: true,
      invoke(provider, reader, call) {
        const key = reader.string();
        reader.end();
        return provider.get(key, call);
      },
      encode(writer, value: Uint8Array | undefined) {
        writer.discriminant(0);
        if (value === undefined) {
          writer.bool(false);
        } else {
          writer.bool(true);
          writer.bytes(value);
        }
      },
      encodeError(writer, payload: Error) {
        writer.discriminant(1);
        writeError(writer, payload);
      },
      direct(guest, provider) {
        const onValue = (value: Uint8Array | undefined, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
          if (value === undefined) {
            memory.set8(at + 8, 0);
          } else {
            memory.set8(at + 8, 1);
            memory.setSlice(at + 12, memory.storeList(Uint8Array, value));
          }
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number, p2: number) => {
          const memory = guest.memory.begin();
          const key = memory.loadString(p0, p1);
          const at = memory.area(p2, 8, 40);
          let answer;
          try {
            answer = provider.get(key, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
    {
      name: 'put',
      async: true,
      invoke(provider, reader, call) {
        const key = reader.string();
        const value_ = reader.bytes();
        const ttl = reader.bool() ? reader.u32() : undefined;
        reader.end();
        return provider.put(key, value_, ttl, call);
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
        return (
          p0: number,
          p1: number,
          p2: number,
          p3: number,
          p4: number,
          p5: number,
          p6: number,
        ) => {
          const memory = guest.memory.begin();
          const key = memory.loadString(p0, p1);
          const value_ = memory.loadBytes(p2, p3);
          const ttl = checkCase(p4, 2) === 1 ? p5 >>> 0 : undefined;
          const at = memory.area(p6, 8, 40);
          let answer;
          try {
            answer = provider.put(key, value_, ttl, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
      start(guest, provider) {
        const onValue = (_value: void, at: number) => {
          const { memory } = guest;
          memory.refresh();
          memory.set8(at, 0);
        };
        const onError = (error: unknown, at: number) => storeThrownError(guest, error, at);
        return (p0: number, p1: number) => {
          const memory = guest.memory.begin();
          const area = memory.area(p0, 4, 24);
          const key = memory.loadString(memory.u32(area), memory.u32(area + 4));
          const value_ = memory.loadBytes(memory.u32(area + 8), memory.u32(area + 12));
          const ttl = checkCase(memory.u8(area + 16), 2) === 1 ? memory.u32(area + 20) : undefined;
          const at = memory.area(p1, 8, 40);
          let answer;
          try {
            answer = provider.put(key, value_, ttl, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
    {
      name: 'delete',
      async: true,
      invoke(provider, reader, call) {
        const key = reader.string();
        reader.end();
        return provider.delete(key, call);
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
          const key = memory.loadString(p0, p1);
          const at = memory.area(p2, 8, 40);
          let answer;
          try {
            answer = provider.delete(key, guest.call);
          } catch (error) {
            return onError(error, at);
          }
          return settleAt(guest, answer, at, onValue, onError);
        };
      },
    },
  ],
};

/** Stores what a provider threw as the outcome of a call. */
function storeThrownError(guest: DirectGuest, error: unknown, at: number): void {
  const { memory } = guest;
  memory.refresh();
  const payload = errorPayload(guest, error) as Error;
  memory.set8(at, 1);
  storeError(guest, at + 8, payload);
}
