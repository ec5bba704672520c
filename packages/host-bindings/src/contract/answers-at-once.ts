const atOnce = new WeakSet<object>();

/**
 * Says of a provider that none of its methods ever answers a promise. Guests on the direct carrier that
 * import nothing else that may wait are then called without the means to suspend them, which cost
 * about two microseconds a call. A promise that such a provider answers all the same fails the hostcall
 * as `unavailable`.
 *
 * @returns The provider.
 * @example
 * ```ts
 * import { answersAtOnce } from '@org/host-bindings/contract';
 * import { RatesBase } from './gen/rates.js'; // emitted by host-bindings generate
 *
 * class FixedRates extends RatesBase {
 *   override latest(currency: string) {
 *     return { currency, price: 1.1 };
 *   }
 * }
 * const rates = answersAtOnce(new FixedRates());
 * ```
 */
export function answersAtOnce<P extends object>(provider: P): P {
  atOnce.add(provider);
  return provider;
}

/** Whether a provider said that it answers at once. */
export function doesAnswerAtOnce(provider: unknown): boolean {
  return typeof provider === 'object' && provider !== null && atOnce.has(provider);
}
