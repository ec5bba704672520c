import { Event, EventTarget } from './event.js';
import { setTimeout } from './timers.js';

const HIDDEN = Symbol('AbortSignal');

/** Tells that something is no longer wanted. */
export class AbortSignal extends EventTarget {
  /** Called when the signal fires. */
  onabort: ((this: AbortSignal, event: Event) => unknown) | null = null;
  #aborted = false;
  #reason: unknown = undefined;

  /** @throws TypeError always, except for the library itself */
  constructor(key?: symbol) {
    super();
    if (key !== HIDDEN) throw new TypeError('AbortSignal cannot be constructed');
  }

  /** Whether the signal has fired. */
  get aborted(): boolean {
    return this.#aborted;
  }

  /** Why it has fired. */
  get reason(): any {
    return this.#reason;
  }

  /** @throws the reason, where the signal has fired */
  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  /** A signal that has fired already. */
  static abort(reason?: unknown): AbortSignal {
    const signal = new AbortSignal(HIDDEN);
    AbortSignal.fire(signal, reason);
    return signal;
  }

  /** A signal that fires after some milliseconds, with a `TimeoutError`. */
  static timeout(milliseconds: number): AbortSignal {
    const signal = new AbortSignal(HIDDEN);
    setTimeout(() => {
      AbortSignal.fire(signal, new DOMException('the time is over', 'TimeoutError'));
    }, milliseconds);
    return signal;
  }

  /** A signal that fires with the first of several. */
  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const joined = new AbortSignal(HIDDEN);
    const list = [...signals];
    const fired = list.find((each) => each.aborted);
    if (fired) {
      AbortSignal.fire(joined, fired.reason);
      return joined;
    }
    for (const each of list) {
      each.addEventListener('abort', () => AbortSignal.fire(joined, each.reason), { once: true });
    }
    return joined;
  }

  override get [Symbol.toStringTag](): string {
    return 'AbortSignal';
  }

  /** @internal */
  static create(): AbortSignal {
    return new AbortSignal(HIDDEN);
  }

  /** @internal */
  static fire(signal: AbortSignal, reason?: unknown): void {
    if (signal.#aborted) return;
    signal.#aborted = true;
    signal.#reason =
      reason === undefined ? new DOMException('the operation was aborted', 'AbortError') : reason;
    const event = new Event('abort');
    signal.onabort?.(event);
    signal.dispatchEvent(event);
  }
}

/** Holds a signal and fires it. */
export class AbortController {
  readonly #signal = AbortSignal.create();

  /** The signal to hand on. */
  get signal(): AbortSignal {
    return this.#signal;
  }

  /** Fires the signal. */
  abort(reason?: any): void {
    AbortSignal.fire(this.#signal, reason);
  }

  get [Symbol.toStringTag](): string {
    return 'AbortController';
  }
}
