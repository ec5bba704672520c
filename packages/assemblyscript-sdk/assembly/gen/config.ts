// Emitted by host-bindings from wajs:platform/config@0.1.0 (--target as-guest); do not edit.

/**
 * Settings and secrets that the host's operator granted, one by one.
 *
 * @packageDocumentation
 */

import { Resource, lend, liftString } from '../codegen-v1';

/**
 * A secret value that does not print: only `reveal` shows it.
 *
 * The host holds it: call `drop()` when it is no longer needed.
 *
 * WIT: `resource secret`
 */
@final
export class Secret extends Resource {
  /** Takes over a handle that the host gave. */
  constructor(handle: i32) {
    super(handle);
  }

  /**
   * The value itself.
   *
   * WIT: `reveal: func() -> string`
   */
  reveal(): string {
    const at = memory.data(8, 4);
    importSecretReveal(lend(this), at);
    return liftString(i32.load(at), i32.load(at, 4));
  }

  /** Lets the host forget it. Dropping it again does nothing. */
  drop(): void {
    if (this.handle != 0) importSecretDrop(this.handle);
    this.handle = 0;
  }
}

/**
 * A plain setting; none where it is not set or not granted.
 *
 * WIT: `get: func(name: string) -> option<string>`
 */
export function get_(name: string): string | null {
  const at = memory.data(12, 4);
  importGet(changetype<i32>(name), name.length, at);
  return i32.load8_u(at) != 0 ? liftString(i32.load(at, 4), i32.load(at, 8)) : null;
}

/**
 * Names of the plain settings that this function can read, sorted.
 *
 * WIT: `names: func() -> list<string>`
 */
export function names(): Array<string> {
  const at = memory.data(8, 4);
  importNames(at);
  return loadStringList(i32.load(at), i32.load(at, 4));
}

/**
 * A secret; none where it is not set or not granted.
 *
 * WIT: `get-secret: func(name: string) -> option<secret>`
 */
export function getSecret(name: string): Secret | null {
  const at = memory.data(8, 4);
  importGetSecret(changetype<i32>(name), name.length, at);
  return i32.load8_u(at) != 0 ? new Secret(i32.load(at, 4)) : null;
}

@external('wajs:platform/config@0.1.0', '[resource-drop]secret')
declare function importSecretDrop(handle: i32): void;

@external('wajs:platform/config@0.1.0', '[method]secret.reveal')
declare function importSecretReveal(p0: i32, p1: usize): void;

@external('wajs:platform/config@0.1.0', 'get')
declare function importGet(p0: i32, p1: i32, p2: usize): void;

@external('wajs:platform/config@0.1.0', 'names')
declare function importNames(p0: usize): void;

@external('wajs:platform/config@0.1.0', 'get-secret')
declare function importGetSecret(p0: i32, p1: i32, p2: usize): void;

function loadStringList(pointer: usize, length: i32): Array<string> {
  const list = new Array<string>(length);
  for (let index = 0; index < length; index++) {
    const at = pointer + usize(index) * 8;
    unchecked((list[index] = liftString(i32.load(at), i32.load(at, 4))));
  }
  return list;
}
