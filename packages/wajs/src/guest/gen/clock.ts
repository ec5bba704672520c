// Emitted by host-bindings from wajs:platform/clock@0.1.0 (--target js-guest --codegen ../codegen-v1/index.js); do not edit.

import { createWriter, importInterface, invoke, invokeNow } from '../codegen-v1/index.js';
import type { CallSignal, ValueReader } from '../codegen-v1/index.js';

/**
 * Time. Resolution is the host's choice, 1 ms by default.
 *
 * The interface `wajs:platform/clock@0.1.0`: needed where it is called.
 */
export const clockInterface = /* @__PURE__ */ importInterface('wajs:platform/clock@0.1.0');

/**
 * Milliseconds since 1970-01-01 UTC.
 *
 * WIT: `now: func() -> f64`
 */
export function now(): number {
  const writer = createWriter(/* now */ 0);
  return invokeNow(clockInterface, writer, readF64);
}

/**
 * Milliseconds since some moment before the request; never goes back.
 *
 * WIT: `monotonic: func() -> f64`
 */
export function monotonic(): number {
  const writer = createWriter(/* monotonic */ 1);
  return invokeNow(clockInterface, writer, readF64);
}

/**
 * Answers after at least this many milliseconds. What timers are made of.
 *
 * WIT: `sleep: async func(milliseconds: f64)`
 */
export function sleep(milliseconds: number, signal?: CallSignal): Promise<void> {
  const writer = createWriter(/* sleep */ 2);
  writer.f64(milliseconds);
  return invoke(clockInterface, writer, readVoid, signal);
}

function readF64(reader: ValueReader): number {
  return reader.f64();
}

function readVoid(): void {}
