import type { Awaitable, CallContext, DirectGuest } from '../codegen-v1/index.js';
import { ForwardedGuest } from './forwarded-guest.js';
import type { GuestTask } from './guest-task.js';

/** What a {@link GuestWait} needs of its instance beside what emitted code does. */
export interface SuspendedGuest extends DirectGuest {
  call: CallContext;
  /** The task that is under way. */
  task: GuestTask | undefined;
}

/**
 * A guest as those of its imports see it that may wait: a promise suspends it, and nothing else of it
 * runs meanwhile, so that one hostcall waits at a time.
 */
export class GuestWait extends ForwardedGuest {
  readonly #suspended: SuspendedGuest;
  #cut: ((reason: Error) => void) | undefined;

  constructor(guest: SuspendedGuest) {
    super(guest);
    this.#suspended = guest;
  }

  /** Whether a hostcall waits. */
  get isWaiting(): boolean {
    return this.#cut !== undefined;
  }

  /**
   * Ends the hostcall that waits: its import throws, which no guest can catch, so that the guest
   * unwinds. What the provider answers later is nobody's.
   */
  cut(reason: Error): void {
    this.#cut?.(reason);
  }

  override settle<T, R>(
    answer: Awaitable<T>,
    onValue: (value: T) => R,
    onError: (error: unknown) => R,
  ): R | Promise<R> {
    if (!(answer instanceof Promise)) return onValue(answer);
    return this.wait(answer, onValue, onError);
  }

  /** Suspends the guest until a promise is settled, and goes on with what is made of its outcome. */
  wait<T, R>(
    answer: Promise<T>,
    onValue: (value: T) => Awaitable<R>,
    onError: (error: unknown) => R,
  ): Promise<R> {
    const guest = this.#suspended;
    const { task } = guest;
    const waiting = new Promise<R>((resolve, reject) => {
      const cut = (reason: Error): void => {
        this.#cut = undefined;
        reject(reason);
      };
      const goOn = (outcome: () => Awaitable<R>): void => {
        if (this.#cut !== cut) return;
        this.#cut = undefined;
        guest.task = task;
        if (task !== undefined) guest.call = task.call;
        try {
          resolve(outcome());
        } catch (error) {
          reject(error);
        }
      };
      this.#cut = cut;
      answer.then(
        (value) => goOn(() => onValue(value)),
        (error: unknown) => goOn(() => onError(error)),
      );
    });
    // A guest that breaks on its way out never looks at it; that must not end the process.
    waiting.catch(() => undefined);
    return waiting;
  }
}
