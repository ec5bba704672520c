// Emitted by host-bindings from acme:money/rates@1.0.0 (--target js-guest --rpc); do not edit.

import { createPayload, openPayload, ownError } from '@org/wajs/codegen-v1';
import type { Awaitable, RpcCallContext, ServedMethod } from '@org/wajs/codegen-v1';
import { writeProblem } from './rates.js';
import type { Problem } from './rates.js';

/**
 * Exchange rates of the euro.
 *
 * What serves `acme:money/rates@1.0.0` to other functions.
 */
export interface RatesImplementation {
  /**
   * What one euro costs in a currency.
   *
   * WIT: `latest: func(currency: string) -> result<f64, problem>`
   *
   * @throws ResultError of `problem`
   */
  latest(currency: string, context: RpcCallContext): Awaitable<number>;
}

/** The methods of `acme:money/rates@1.0.0`, by the names under which clients call them. */
export function createRatesServer(
  implementation: RatesImplementation,
): Record<string, ServedMethod> {
  return {
    'acme:money/rates@1.0.0#latest': async (payload, context) => {
      const reader = openPayload(payload);
      const currency = reader.string();
      reader.end();
      try {
        const value = await implementation.latest(currency, context);
        const writer = createPayload();
        writer.discriminant(0);
        writer.f64(value);
        return writer.finish();
      } catch (error) {
        const problem = ownError(error) as Problem;
        const writer = createPayload();
        writer.discriminant(1);
        writeProblem(writer, problem);
        return writer.finish();
      }
    },
  };
}
