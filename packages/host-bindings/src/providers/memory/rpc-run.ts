import { HostError } from '../../contract/errors.js';

/** Longest time that a timer takes; a deadline beyond it comes after any sandbox has ended. */
const longestTimer = 2 ** 31 - 1;

/** Until when somebody waits for an outcome. */
export interface Patience {
  /** In milliseconds since 1970-01-01 UTC. */
  readonly deadline: number;
  /** Fires when the outcome is no longer wanted. */
  readonly signal: AbortSignal;
}

/**
 * One call of a method while it runs, and its outcome afterwards. Several may wait for it, each as long
 * as it likes; when nobody does any more, the call is called off.
 */
export class RpcRun {
  /** The answer. That it failed is no unhandled rejection where nobody waits. */
  readonly outcome: Promise<Uint8Array>;
  /** Whether there is an outcome. */
  isSettled = false;
  readonly #controller = new AbortController();
  #holders = 0;

  /**
   * Starts at the end of this turn: by then the caller's sandbox is off the stack. Does not start at all
   * where nobody waits any more.
   */
  constructor(start: (signal: AbortSignal) => Uint8Array | Promise<Uint8Array>) {
    const { signal } = this.#controller;
    this.outcome = Promise.resolve().then(() => {
      if (signal.aborted) throw signal.reason;
      return start(signal);
    });
    const settle = (): void => {
      this.isSettled = true;
    };
    this.outcome.then(settle, settle);
  }

  /** Somebody may still come for the outcome: the call goes on until `release`. */
  hold(): void {
    this.#holders += 1;
  }

  /** One less is interested. */
  release(): void {
    this.#holders -= 1;
    if (this.#holders > 0 || this.isSettled) return;
    this.#controller.abort(new HostError('cancelled', 'nobody waits for the answer any more'));
  }

  /**
   * Waits for the outcome.
   *
   * @throws {HostError} `timeout` or `cancelled` where the patience is over first, else what the method
   * failed with.
   */
  wait({ deadline, signal }: Patience): Promise<Uint8Array> {
    this.hold();
    return new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.release();
      };
      const giveUp = (code: 'timeout' | 'cancelled', text: string): void => {
        leave();
        reject(new HostError(code, text));
      };
      const onAbort = (): void => giveUp('cancelled', 'the caller gave up on the call');
      const left = deadline - Date.now();
      if (signal.aborted) return onAbort();
      if (left <= 0 && !this.isSettled) return giveUp('timeout', 'the deadline is over');
      signal.addEventListener('abort', onAbort, { once: true });
      if (left <= longestTimer) {
        const text = `there was no answer within ${Math.ceil(left)} ms`;
        timer = setTimeout(() => giveUp('timeout', text), left);
      }
      this.outcome.then(
        (answer) => {
          leave();
          resolve(answer);
        },
        (error: unknown) => {
          leave();
          reject(error as Error);
        },
      );
    });
  }
}
