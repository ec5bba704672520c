import { type Awaitable, type CallContext, type DirectGuest, Trap } from '../codegen-v1/index.js';
import { HostError } from '../contract/index.js';

/**
 * A guest as the emitted code of an interface sees it that is not the contract's: its functions have
 * errors of another type, so an error of the contract must never be lowered as one of theirs. What a
 * provider throws beside a `ResultError` of its own ends the instance.
 */
export class ForeignGuest implements DirectGuest {
  readonly #guest: DirectGuest;
  readonly #interfaceName: string;

  constructor(guest: DirectGuest, interfaceName: string) {
    this.#guest = guest;
    this.#interfaceName = interfaceName;
  }

  get memory(): DirectGuest['memory'] {
    return this.#guest.memory;
  }

  get handles(): DirectGuest['handles'] {
    return this.#guest.handles;
  }

  get channels(): DirectGuest['channels'] {
    return this.#guest.channels;
  }

  get call(): CallContext {
    return this.#guest.call;
  }

  realloc(oldPointer: number, oldSize: number, align: number, size: number): number {
    return this.#guest.realloc(oldPointer, oldSize, align, size);
  }

  mapError(error: unknown): unknown {
    return error instanceof HostError ? undefined : error;
  }

  settle<T, R>(
    answer: Awaitable<T>,
    onValue: (value: T) => R,
    onError: (error: unknown) => R,
  ): R | Promise<R> {
    return this.#guest.settle(answer, onValue, (error) => {
      if (error instanceof HostError) {
        throw new Trap(`a provider of "${this.#interfaceName}" failed: ${error.message}`, {
          cause: error,
        });
      }
      return onError(error);
    });
  }
}
