// Emitted by host-bindings from acme:money/rates@1.0.0 (--target js-guest); do not edit.

import {
  WajsError,
  createWriter,
  importInterface,
  invokeNow,
  unknownCase,
} from '@org/wajs/codegen-v1';
import type { ValueReader, ValueWriter } from '@org/wajs/codegen-v1';

/**
 * Why there is no rate.
 *
 * WIT: `variant problem { unknown-currency(string), closed }`
 */
export type Problem =
  /** There is no such currency. */
  | { tag: 'unknown-currency'; val: string }
  /** The market is closed. */
  | { tag: 'closed' };

/**
 * Exchange rates of the euro.
 *
 * The interface `acme:money/rates@1.0.0`: needed where it is called.
 */
export const ratesInterface = /* @__PURE__ */ importInterface('acme:money/rates@1.0.0');

/**
 * What one euro costs in a currency.
 *
 * WIT: `latest: func(currency: string) -> result<f64, problem>`
 *
 * @throws WajsError of `problem`
 */
export function latest(currency: string): number {
  const writer = createWriter(/* latest */ 0);
  writer.string(currency);
  return invokeNow(ratesInterface, writer, readF64OrThrow);
}

/** Reads the type `problem` from its value encoding. */
export function readProblem(reader: ValueReader): Problem {
  switch (reader.discriminant(2)) {
    case 0:
      return { tag: 'unknown-currency', val: reader.string() };
    default:
      return { tag: 'closed' };
  }
}

/** Writes the type `problem` in its value encoding. */
export function writeProblem(writer: ValueWriter, value: Problem): void {
  switch (value.tag) {
    case 'unknown-currency':
      writer.discriminant(0);
      writer.string(value.val);
      break;
    case 'closed':
      writer.discriminant(1);
      break;
    default:
      throw unknownCase(value);
  }
}

function readF64OrThrow(reader: ValueReader): number {
  if (reader.discriminant(2) === 1) {
    throw new WajsError(readProblem(reader));
  }
  return reader.f64();
}
