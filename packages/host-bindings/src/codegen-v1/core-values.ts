import { DecodeError, EncodeError, ResultError, Trap } from './errors.js';
import type { Awaitable } from './call-context.js';
import type { DirectGuest } from './interfaces.js';

const scratch = new DataView(new ArrayBuffer(8));

/** The f32 with the bits of an i32. */
export function i32ToF32(value: number): number {
  scratch.setInt32(0, value, true);
  return scratch.getFloat32(0, true);
}

/** The i32 with the bits of an f32. */
export function f32ToI32(value: number): number {
  scratch.setFloat32(0, value, true);
  return scratch.getInt32(0, true);
}

/** The i32 in the low half of an i64. */
export function i64ToI32(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}

/** The i64 with an i32 in its low half, and zeros above. */
export function i32ToI64(value: number): bigint {
  return BigInt(value >>> 0);
}

/** The f32 with the bits of an i64's low half. */
export function i64ToF32(value: bigint): number {
  return i32ToF32(i64ToI32(value));
}

/** The i64 with the bits of an f32 in its low half, and zeros above. */
export function f32ToI64(value: number): bigint {
  return i32ToI64(f32ToI32(value));
}

/** The f64 with the bits of an i64. */
export function i64ToF64(value: bigint): number {
  scratch.setBigInt64(0, value, true);
  return scratch.getFloat64(0, true);
}

/** The i64 with the bits of an f64. */
export function f64ToI64(value: number): bigint {
  scratch.setFloat64(0, value, true);
  return scratch.getBigInt64(0, true);
}

/**
 * The number of a case, checked.
 * @throws DecodeError when there is no such case.
 */
export function checkCase(value: number, cases: number): number {
  const index = value >>> 0;
  if (index >= cases) {
    throw new DecodeError(`"${index}" is not a case; pass one below "${cases}"`);
  }
  return index;
}

/**
 * A number as what it is declared to be.
 * @throws EncodeError when it is not.
 */
export function toInteger(value: number, minimum: number, maximum: number): number {
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new EncodeError(
      `"${String(value)}" is not a whole number from ${minimum} to ${maximum}; return one that is`,
    );
  }
  return value;
}

/**
 * A u64 or s64 as what it is declared to be.
 * @throws EncodeError when it is not.
 */
export function toBigInteger(value: bigint, signed: boolean): bigint {
  if (typeof value !== 'bigint') throw new EncodeError(`"${String(value)}" is not a bigint`);
  const same = signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
  if (same !== value) {
    throw new EncodeError(`"${String(value)}" is not a ${signed ? 's64' : 'u64'} bigint`);
  }
  return value;
}

/**
 * A float as what it is declared to be.
 * @throws EncodeError when it is not a number.
 */
export function toFloat(value: number): number {
  if (typeof value !== 'number') throw new EncodeError(`"${String(value)}" is not a number`);
  return value;
}

/**
 * What the `err` case of a call carries, from what a provider threw.
 * @throws Trap when it threw something else than a ResultError.
 */
export function errorPayload(guest: DirectGuest, error: unknown): unknown {
  const known = guest.mapError === undefined ? error : guest.mapError(error);
  if (known instanceof ResultError) return (known as ResultError<unknown>).payload;
  return rethrow(error);
}

/** Ends the instance: a provider threw where the contract has no error. */
export function rethrow(cause: unknown): never {
  if (cause instanceof Trap) throw cause;
  throw new Trap('a provider failed where the contract has no error; its cause says why', {
    cause,
  });
}

/**
 * Hands on what a provider has answered, at once or later, to what lowers it at an address. Neither is a
 * closure, so that a call whose answer is there allocates nothing.
 */
export function settleAt<T, R>(
  guest: DirectGuest,
  answer: Awaitable<T>,
  at: number,
  onValue: (value: T, at: number) => R,
  onError: (error: unknown, at: number) => R,
): R | Promise<R> {
  if (!(answer instanceof Promise)) return onValue(answer, at);
  return guest.settle(
    answer,
    (value) => onValue(value, at),
    (error) => onError(error, at),
  );
}
