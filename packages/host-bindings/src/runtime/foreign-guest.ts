import { type Awaitable, type DirectGuest, Trap } from '../codegen-v1/index.js';
import { HostError } from '../contract/index.js';
import { ForwardedGuest } from './forwarded-guest.js';

/**
 * A guest as the emitted code of an interface sees it that is not the contract's: its functions have
 * errors of another type, so an error of the contract must never be lowered as one of theirs. What a
 * provider throws beside a `ResultError` of its own ends the instance.
 */
export class ForeignGuest extends ForwardedGuest {
  readonly #interfaceName: string;

  constructor(guest: DirectGuest, interfaceName: string) {
    super(guest);
    this.#interfaceName = interfaceName;
  }

  override mapError(error: unknown): unknown {
    return error instanceof HostError ? undefined : error;
  }

  override settle<T, R>(
    answer: Awaitable<T>,
    onValue: (value: T) => R,
    onError: (error: unknown) => R,
  ): R | Promise<R> {
    return this.guest.settle(answer, onValue, (error) => {
      if (error instanceof HostError) {
        throw new Trap(`a provider of "${this.#interfaceName}" failed: ${error.message}`, {
          cause: error,
        });
      }
      return onError(error);
    });
  }
}
