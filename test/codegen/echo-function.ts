import fc from 'fast-check';
import { outcomeOf } from '../../packages/host-bindings/src/emitters/typescript/type-text.js';
import type { Func } from '../../packages/host-bindings/src/generator/index.js';
import { arbitraryValue } from './arbitrary-value.js';
import type { ValueOptions } from './arbitrary-value.js';

type Fail = (payload: unknown) => Error;

/** Random arguments of a function that answers with them. */
export function arbitraryArguments(func: Func, options?: ValueOptions): fc.Arbitrary<unknown[]> {
  return fc.tuple(...func.parameters.map((one) => arbitraryValue(one.type, options)));
}

/** What a function of a random world is given: its argument, or all of them where it takes several. */
export function echoOf(args: readonly unknown[]): unknown {
  return args.length === 1 ? args[0] : args;
}

/**
 * What a provider of a function of a random world does: it answers with its arguments, and where that is a
 * `result`, returns or throws what it carries.
 */
export function echo(func: Func, args: readonly unknown[], fail: Fail): unknown {
  if (func.result === undefined) return undefined;
  const answer = echoOf(args.slice(0, func.parameters.length));
  if (!outcomeOf(func.result).fallible) return answer;
  const { tag, val } = answer as { tag: 'ok' | 'err'; val?: unknown };
  if (tag === 'err') throw fail(val);
  return val;
}

/** What a call of a function of a random world is to come to. */
export function answerOf(func: Func, args: readonly unknown[]): unknown {
  return func.result === undefined ? undefined : inOrder(echoOf(args));
}

/** An object of the host, for values of a random world. */
export class Thing {
  /** How many were disposed of, which a guest that only passes them on has no reason to. */
  static disposed = 0;
  static #last = 0;
  /** What tells it from others. */
  readonly id = (Thing.#last += 1);

  [Symbol.dispose](): void {
    Thing.disposed += 1;
  }
}

/** What a call of a function of a random world came to, as an argument of its type would be. */
export function outcome(func: Func, call: () => unknown): unknown {
  if (!outcomeOf(func.result).fallible) return call();
  try {
    return { tag: 'ok', val: call() };
  } catch (error) {
    return errOf(error);
  }
}

/** The same of a call that answers later. */
export async function laterOutcome(func: Func, call: () => Promise<unknown>): Promise<unknown> {
  if (!outcomeOf(func.result).fallible) return call();
  try {
    return { tag: 'ok', val: await call() };
  } catch (error) {
    return errOf(error);
  }
}

/** An error of a `result` has what it carries as its payload, on every side; any other is a fault. */
function errOf(error: unknown): unknown {
  if (!(error instanceof Error && Object.hasOwn(error, 'payload'))) throw error;
  return { tag: 'err', val: (error as Error & { payload: unknown }).payload };
}

/** A value whose maps are lists of their entries, since `toEqual` does not look at the order of a map. */
export function inOrder(value: unknown): unknown {
  if (value instanceof Map) return { map: [...value].map(inOrder) };
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inOrder(part)]));
}
