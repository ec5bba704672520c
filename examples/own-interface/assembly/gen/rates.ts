// Emitted by host-bindings from acme:money/rates@1.0.0 (--target as-guest); do not edit.

/**
 * Exchange rates of the euro.
 *
 * @packageDocumentation
 */

import { Result, liftString } from '@org/assemblyscript-sdk/assembly/codegen-v1';

/** The cases of `problem`. */
export enum ProblemTag {
  /** There is no such currency. */
  UnknownCurrency,
  /** The market is closed. */
  Closed,
}

/**
 * Why there is no rate.
 *
 * WIT: `variant problem { unknown-currency(string), closed }`
 */
@final
export class Problem {
  private unknownCurrencyValue: string | null;

  private constructor(
    /** Which case it is. */
    readonly tag: ProblemTag,
  ) {}

  /** There is no such currency. */
  static unknownCurrency(value: string): Problem {
    const made = new Problem(ProblemTag.UnknownCurrency);
    made.unknownCurrencyValue = value;
    return made;
  }

  /** The market is closed. */
  static closed(): Problem {
    return new Problem(ProblemTag.Closed);
  }

  /** Whether it is the case `unknown-currency`. */
  get isUnknownCurrency(): bool {
    return this.tag == ProblemTag.UnknownCurrency;
  }

  /** What the case `unknown-currency` carries; ends the guest where it is another case. */
  get unknownCurrency(): string {
    assert(this.isUnknownCurrency, 'this is another case; look at its tag first');
    return this.unknownCurrencyValue!;
  }

  /** Whether it is the case `closed`. */
  get isClosed(): bool {
    return this.tag == ProblemTag.Closed;
  }
}

/**
 * What one euro costs in a currency.
 *
 * WIT: `latest: func(currency: string) -> result<f64, problem>`
 */
export function latest(currency: string): Result<f64, Problem> {
  const at = memory.data(24, 8);
  importLatest(changetype<i32>(currency), currency.length, at);
  return loadF64ProblemResult(at);
}

@external('acme:money/rates@1.0.0', 'latest')
declare function importLatest(p0: i32, p1: i32, p2: usize): void;

/** Loads the type `problem` from memory. */
export function loadProblem(at: usize): Problem {
  switch (i32.load8_u(at)) {
    case 0:
      return Problem.unknownCurrency(liftString(i32.load(at, 4), i32.load(at, 8)));
    default:
      return Problem.closed();
  }
}

/** Stores the type `problem` in memory. */
export function storeProblem(at: usize, value: Problem): void {
  switch (value.tag) {
    case ProblemTag.UnknownCurrency:
      i32.store8(at, 0);
      i32.store(at, changetype<i32>(value.unknownCurrency), 4);
      i32.store(at, value.unknownCurrency.length, 8);
      break;
    case ProblemTag.Closed:
      i32.store8(at, 1);
      break;
  }
}

function loadF64ProblemResult(at: usize): Result<f64, Problem> {
  if (i32.load8_u(at) == 0) {
    return Result.ok<f64, Problem>(f64.load(at, 8));
  }
  return Result.err<f64, Problem>(loadProblem(at + 8));
}
