import type { ImportInterface } from '../codegen-v1/index.js';

/** An interface with the provider that answers it. */
export interface BoundInterface {
  /** The interface. */
  readonly interface: ImportInterface<unknown>;
  /** Who answers it. */
  readonly provider: unknown;
}

/**
 * Binds a provider to its interface, for `createHost({ interfaces: [...] })`.
 *
 * @example
 * ```ts
 * import { bindInterface, createHost } from '@org/host-bindings';
 * import { rates, RatesBase } from './gen/rates.js'; // emitted by host-bindings generate
 *
 * class FixedRates extends RatesBase {
 *   override latest(currency: string) {
 *     return { currency, price: 1.1 };
 *   }
 * }
 * const host = createHost({ interfaces: [bindInterface(rates, new FixedRates())] });
 * ```
 */
export function bindInterface<P>(target: ImportInterface<P>, provider: P): BoundInterface {
  return { interface: target as ImportInterface<unknown>, provider };
}
