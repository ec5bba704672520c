// Emitted by host-bindings from wajs:platform/types@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

/**
 * The one error type that every hostcall of this package can answer with.
 *
 * @packageDocumentation
 */

import { checkCase, toFloat, unknownCase } from '../../codegen-v1/index.js';
import type { DirectGuest, ValueReader, ValueWriter } from '../../codegen-v1/index.js';

/**
 * A limit that was passed: which one, by how much.
 *
 * WIT: `record exceeded { what: string, used: f64, maximum: f64 }`
 */
export interface Exceeded {
  /** Name of the limit, as in the host's `limits` option: `kv-key-bytes`. */
  what: string;
  /** What was asked for or used, in the limit's own unit. */
  used: number;
  /** The most that is allowed, in the same unit. */
  maximum: number;
}

/**
 * Why a hostcall failed. The set of cases is closed: a guest may switch over it.
 *
 * ```wit
 * variant error {
 *   denied(string),
 *   invalid(string),
 *   not-found(string),
 *   conflict(string),
 *   too-large(exceeded),
 *   limit(exceeded),
 *   timeout(string),
 *   unavailable(string),
 *   cancelled(string),
 *   internal(string),
 * }
 * ```
 */
export type Error =
  /** The host's policy does not grant this; the text names what would have to be granted. */
  | { tag: 'denied'; val: string }
  /** An argument is malformed; the text names the argument and what is wrong with it. */
  | { tag: 'invalid'; val: string }
  /** The thing named does not exist, and the call needs it. */
  | { tag: 'not-found'; val: string }
  /** Someone else changed the thing first, or it exists already. */
  | { tag: 'conflict'; val: string }
  /** One value is over its size limit. */
  | { tag: 'too-large'; val: Exceeded }
  /** A quota of this request or instance is used up. */
  | { tag: 'limit'; val: Exceeded }
  /** No answer within the time allowed. */
  | { tag: 'timeout'; val: string }
  /** The backend cannot be reached or refuses to serve now; trying later may help. */
  | { tag: 'unavailable'; val: string }
  /** The caller gave up: the request was aborted or its signal fired. */
  | { tag: 'cancelled'; val: string }
  /** A fault that is not the caller's; the host's log has the details. */
  | { tag: 'internal'; val: string };

/** Reads the type `exceeded` from its value encoding. */
export function readExceeded(reader: ValueReader): Exceeded {
  return { what: reader.string(), used: reader.f64(), maximum: reader.f64() };
}

/** Writes the type `exceeded` in its value encoding. */
export function writeExceeded(writer: ValueWriter, value: Exceeded): void {
  writer.string(value.what);
  writer.f64(value.used);
  writer.f64(value.maximum);
}

/** Loads the type `exceeded` from memory. */
export function loadExceeded(guest: DirectGuest, at: number): Exceeded {
  const { memory } = guest;
  return {
    what: memory.loadString(memory.u32(at), memory.u32(at + 4)),
    used: memory.f64(at + 8),
    maximum: memory.f64(at + 16),
  };
}

/** Stores the type `exceeded` in memory. */
export function storeExceeded(guest: DirectGuest, at: number, value: Exceeded): void {
  const { memory } = guest;
  memory.setSlice(at, memory.storeString(value.what));
  memory.setF64(at + 8, toFloat(value.used));
  memory.setF64(at + 16, toFloat(value.maximum));
}

/** Lifts the type `exceeded` from core values. */
export function liftExceeded(
  guest: DirectGuest,
  p0: number,
  p1: number,
  p2: number,
  p3: number,
): Exceeded {
  const { memory } = guest;
  return { what: memory.loadString(p0, p1), used: p2, maximum: p3 };
}

/** Reads the type `error` from its value encoding. */
export function readError(reader: ValueReader): Error {
  switch (reader.discriminant(10)) {
    case 0:
      return { tag: 'denied', val: reader.string() };
    case 1:
      return { tag: 'invalid', val: reader.string() };
    case 2:
      return { tag: 'not-found', val: reader.string() };
    case 3:
      return { tag: 'conflict', val: reader.string() };
    case 4:
      return { tag: 'too-large', val: readExceeded(reader) };
    case 5:
      return { tag: 'limit', val: readExceeded(reader) };
    case 6:
      return { tag: 'timeout', val: reader.string() };
    case 7:
      return { tag: 'unavailable', val: reader.string() };
    case 8:
      return { tag: 'cancelled', val: reader.string() };
    default:
      return { tag: 'internal', val: reader.string() };
  }
}

/** Writes the type `error` in its value encoding. */
export function writeError(writer: ValueWriter, value: Error): void {
  switch (value.tag) {
    case 'denied':
      writer.discriminant(0);
      writer.string(value.val);
      break;
    case 'invalid':
      writer.discriminant(1);
      writer.string(value.val);
      break;
    case 'not-found':
      writer.discriminant(2);
      writer.string(value.val);
      break;
    case 'conflict':
      writer.discriminant(3);
      writer.string(value.val);
      break;
    case 'too-large':
      writer.discriminant(4);
      writeExceeded(writer, value.val);
      break;
    case 'limit':
      writer.discriminant(5);
      writeExceeded(writer, value.val);
      break;
    case 'timeout':
      writer.discriminant(6);
      writer.string(value.val);
      break;
    case 'unavailable':
      writer.discriminant(7);
      writer.string(value.val);
      break;
    case 'cancelled':
      writer.discriminant(8);
      writer.string(value.val);
      break;
    case 'internal':
      writer.discriminant(9);
      writer.string(value.val);
      break;
    default:
      throw unknownCase(value);
  }
}

/** Loads the type `error` from memory. */
export function loadError(guest: DirectGuest, at: number): Error {
  const { memory } = guest;
  switch (checkCase(memory.u8(at), 10)) {
    case 0:
      return { tag: 'denied', val: memory.loadString(memory.u32(at + 8), memory.u32(at + 12)) };
    case 1:
      return { tag: 'invalid', val: memory.loadString(memory.u32(at + 8), memory.u32(at + 12)) };
    case 2:
      return { tag: 'not-found', val: memory.loadString(memory.u32(at + 8), memory.u32(at + 12)) };
    case 3:
      return { tag: 'conflict', val: memory.loadString(memory.u32(at + 8), memory.u32(at + 12)) };
    case 4:
      return { tag: 'too-large', val: loadExceeded(guest, at + 8) };
    case 5:
      return { tag: 'limit', val: loadExceeded(guest, at + 8) };
    case 6:
      return { tag: 'timeout', val: memory.loadString(memory.u32(at + 8), memory.u32(at + 12)) };
    case 7:
      return {
        tag: 'unavailable',
        val: memory.loadString(memory.u32(at + 8), memory.u32(at + 12)),
      };
    case 8:
      return { tag: 'cancelled', val: memory.loadString(memory.u32(at + 8), memory.u32(at + 12)) };
    default:
      return { tag: 'internal', val: memory.loadString(memory.u32(at + 8), memory.u32(at + 12)) };
  }
}

/** Stores the type `error` in memory. */
export function storeError(guest: DirectGuest, at: number, value: Error): void {
  const { memory } = guest;
  switch (value.tag) {
    case 'denied':
      memory.set8(at, 0);
      memory.setSlice(at + 8, memory.storeString(value.val));
      break;
    case 'invalid':
      memory.set8(at, 1);
      memory.setSlice(at + 8, memory.storeString(value.val));
      break;
    case 'not-found':
      memory.set8(at, 2);
      memory.setSlice(at + 8, memory.storeString(value.val));
      break;
    case 'conflict':
      memory.set8(at, 3);
      memory.setSlice(at + 8, memory.storeString(value.val));
      break;
    case 'too-large':
      memory.set8(at, 4);
      storeExceeded(guest, at + 8, value.val);
      break;
    case 'limit':
      memory.set8(at, 5);
      storeExceeded(guest, at + 8, value.val);
      break;
    case 'timeout':
      memory.set8(at, 6);
      memory.setSlice(at + 8, memory.storeString(value.val));
      break;
    case 'unavailable':
      memory.set8(at, 7);
      memory.setSlice(at + 8, memory.storeString(value.val));
      break;
    case 'cancelled':
      memory.set8(at, 8);
      memory.setSlice(at + 8, memory.storeString(value.val));
      break;
    case 'internal':
      memory.set8(at, 9);
      memory.setSlice(at + 8, memory.storeString(value.val));
      break;
    default:
      throw unknownCase(value);
  }
}

/** Lifts the type `error` from core values. */
export function liftError(
  guest: DirectGuest,
  p0: number,
  p1: number,
  p2: number,
  p3: number,
  p4: number,
): Error {
  const { memory } = guest;
  switch (checkCase(p0, 10)) {
    case 0:
      return { tag: 'denied', val: memory.loadString(p1, p2) };
    case 1:
      return { tag: 'invalid', val: memory.loadString(p1, p2) };
    case 2:
      return { tag: 'not-found', val: memory.loadString(p1, p2) };
    case 3:
      return { tag: 'conflict', val: memory.loadString(p1, p2) };
    case 4:
      return { tag: 'too-large', val: liftExceeded(guest, p1, p2, p3, p4) };
    case 5:
      return { tag: 'limit', val: liftExceeded(guest, p1, p2, p3, p4) };
    case 6:
      return { tag: 'timeout', val: memory.loadString(p1, p2) };
    case 7:
      return { tag: 'unavailable', val: memory.loadString(p1, p2) };
    case 8:
      return { tag: 'cancelled', val: memory.loadString(p1, p2) };
    default:
      return { tag: 'internal', val: memory.loadString(p1, p2) };
  }
}
