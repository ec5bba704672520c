import type { Awaitable, CallContext, DirectGuest } from '../codegen-v1/index.js';

/** A guest as some of its imports see it: another one in all that is not said anew. */
export abstract class ForwardedGuest implements DirectGuest {
  protected readonly guest: DirectGuest;

  constructor(guest: DirectGuest) {
    this.guest = guest;
  }

  get memory(): DirectGuest['memory'] {
    return this.guest.memory;
  }

  get handles(): DirectGuest['handles'] {
    return this.guest.handles;
  }

  get channels(): DirectGuest['channels'] {
    return this.guest.channels;
  }

  get call(): CallContext {
    return this.guest.call;
  }

  realloc(oldPointer: number, oldSize: number, align: number, size: number): number {
    return this.guest.realloc(oldPointer, oldSize, align, size);
  }

  mapError(error: unknown): unknown {
    return this.guest.mapError === undefined ? error : this.guest.mapError(error);
  }

  abstract settle<T, R>(
    answer: Awaitable<T>,
    onValue: (value: T) => R,
    onError: (error: unknown) => R,
  ): R | Promise<R>;
}
