// Emitted by host-bindings from wajs:platform/clock@0.1.0 (--target as-guest); do not edit.

/**
 * Time. Resolution is the host's choice, 1 ms by default.
 *
 * @packageDocumentation
 */

import { Pending, Unit, liftUnit } from '../codegen-v1';

/**
 * Milliseconds since 1970-01-01 UTC.
 *
 * WIT: `now: func() -> f64`
 */
export function now(): f64 {
  return importNow();
}

/**
 * Milliseconds since some moment before the request; never goes back.
 *
 * WIT: `monotonic: func() -> f64`
 */
export function monotonic(): f64 {
  return importMonotonic();
}

/**
 * Answers after at least this many milliseconds. What timers are made of.
 *
 * WIT: `sleep: async func(milliseconds: f64)`
 */
export function sleep(milliseconds: f64): void {
  importSleep(milliseconds);
}

/**
 * Answers after at least this many milliseconds. What timers are made of.
 *
 * Begins the call; `wait()` of what it answers gives the result.
 *
 * WIT: `sleep: async func(milliseconds: f64)`
 */
export function sleepAsync(milliseconds: f64): Pending<Unit> {
  const state = importSleepAsync(milliseconds);
  return new Pending<Unit>(state, 0, liftUnit);
}

@external('wajs:platform/clock@0.1.0', 'now')
declare function importNow(): f64;

@external('wajs:platform/clock@0.1.0', 'monotonic')
declare function importMonotonic(): f64;

@external('wajs:platform/clock@0.1.0', 'sleep')
declare function importSleep(p0: f64): void;

@external('wajs:platform/clock@0.1.0', '[async-lower]sleep')
declare function importSleepAsync(p0: f64): i32;
