// Emitted by host-bindings from wajs:platform/config@0.1.0 (--target js-guest --codegen ../codegen-v1/index.js); do not edit.

import { Resource, createWriter, importInterface, invokeNow } from '../codegen-v1/index.js';
import type { ValueReader } from '../codegen-v1/index.js';

/**
 * Settings and secrets that the host's operator granted, one by one.
 *
 * The interface `wajs:platform/config@0.1.0`: needed where it is called.
 */
export const configInterface = /* @__PURE__ */ importInterface('wajs:platform/config@0.1.0');

/**
 * A secret value that does not print: only `reveal` shows it.
 *
 * WIT: `resource secret`
 */
export class Secret extends Resource {
  /** Wraps a handle that the host gave. */
  constructor(handle: number) {
    super(handle, configInterface, /* drop */ 4);
  }

  /**
   * The value itself.
   *
   * WIT: `reveal: func() -> string`
   */
  reveal(): string {
    const writer = createWriter(/* [method]secret.reveal */ 0);
    writer.borrow(Secret, this);
    return invokeNow(configInterface, writer, readString);
  }
}

/**
 * A plain setting; none where it is not set or not granted.
 *
 * WIT: `get: func(name: string) -> option<string>`
 */
export function get(name: string): string | undefined {
  const writer = createWriter(/* get */ 1);
  writer.string(name);
  return invokeNow(configInterface, writer, readStringOption);
}

/**
 * Names of the plain settings that this function can read, sorted.
 *
 * WIT: `names: func() -> list<string>`
 */
export function names(): string[] {
  const writer = createWriter(/* names */ 2);
  return invokeNow(configInterface, writer, readStringList);
}

/**
 * A secret; none where it is not set or not granted.
 *
 * WIT: `get-secret: func(name: string) -> option<secret>`
 */
export function getSecret(name: string): Secret | undefined {
  const writer = createWriter(/* get-secret */ 3);
  writer.string(name);
  return invokeNow(configInterface, writer, readSecretOption);
}

function readStringList(reader: ValueReader): string[] {
  const list: string[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(reader.string());
  }
  return list;
}

function readSecretOption(reader: ValueReader): Secret | undefined {
  return reader.bool() ? reader.own(Secret) : undefined;
}

function readString(reader: ValueReader): string {
  return reader.string();
}

function readStringOption(reader: ValueReader): string | undefined {
  return reader.bool() ? reader.string() : undefined;
}
