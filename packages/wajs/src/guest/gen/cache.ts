// Emitted by host-bindings from wajs:platform/cache@0.1.0 (--target js-guest --codegen ../codegen-v1/index.js); do not edit.

import { WajsError, createWriter, importInterface, invoke } from '../codegen-v1/index.js';
import type { CallSignal, ValueReader } from '../codegen-v1/index.js';
import { readError } from './types.js';

/**
 * The "local cache" tier: one per node, bounded, and free to forget at any time.
 *
 * The interface `wajs:platform/cache@0.1.0`: needed where it is called.
 */
export const cacheInterface = /* @__PURE__ */ importInterface('wajs:platform/cache@0.1.0');

/**
 * The value under a key; none where it is not there (any more).
 *
 * WIT: `get: async func(key: string) -> result<option<list<u8>>, error>`
 *
 * @throws WajsError of `error`
 */
export function get(key: string, signal?: CallSignal): Promise<Uint8Array | undefined> {
  const writer = createWriter(/* get */ 0);
  writer.string(key);
  return invoke(cacheInterface, writer, readU8ListOptionOrThrow, signal);
}

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
 * @throws WajsError of `error`
 */
export function put(
  key: string,
  value: Uint8Array,
  ttl?: number | undefined,
  signal?: CallSignal,
): Promise<void> {
  const writer = createWriter(/* put */ 1);
  writer.string(key);
  writer.bytes(value);
  if (ttl === undefined) {
    writer.bool(false);
  } else {
    writer.bool(true);
    writer.u32(ttl);
  }
  return invoke(cacheInterface, writer, readVoidOrThrow, signal);
}

/**
 * Forgets a key.
 *
 * WIT: `delete: async func(key: string) -> result<_, error>`
 *
 * @throws WajsError of `error`
 */
export function delete_(key: string, signal?: CallSignal): Promise<void> {
  const writer = createWriter(/* delete */ 2);
  writer.string(key);
  return invoke(cacheInterface, writer, readVoidOrThrow, signal);
}

function readU8ListOptionOrThrow(reader: ValueReader): Uint8Array | undefined {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
  return reader.bool() ? reader.bytes() : undefined;
}

function readVoidOrThrow(reader: ValueReader): void {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readError(reader));
  }
}
