import type { CallContext } from '../codegen-v1/index.js';

/** Is told whose turn it is: what a watchdog on another thread goes by. */
export interface GuestObserver {
  /** A guest is entered on behalf of a request. Calls are nested where a provider enters another guest. */
  enter(call: CallContext): void;
  /** The guest that was entered last has returned. */
  leave(): void;
}

/** Runs a turn of a guest on behalf of a request, and tells the observer where there is one. */
export function observeTurn<T>(
  observer: GuestObserver | undefined,
  call: CallContext,
  turn: () => T,
): T {
  observer?.enter(call);
  try {
    return turn();
  } finally {
    observer?.leave();
  }
}
