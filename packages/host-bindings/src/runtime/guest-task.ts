import {
  type CallContext,
  type CoreValue,
  type DirectGuest,
  EncodeError,
  type ExportFunction,
  Trap,
} from '../codegen-v1/index.js';
import type { GuestCore } from './guest-core.js';

/** Statuses that an asynchronously lifted function answers (component-model CanonicalABI.md). */
export const status = { exit: 0, yield: 1, wait: 2 } as const;

/** Most yields of one call: a guest that yields for ever gets no further. */
export const maxYields = 10_000;

/** A call of an export that is under way. */
export class GuestTask {
  /** What it calls; undefined for a destructor, which has no result. */
  readonly fn: ExportFunction | undefined;
  /** What hostcalls of it are told. */
  readonly call: CallContext;
  /** Handles that were lent before it. */
  readonly lent: number;
  /** The guest's own values, by `context.get` and `context.set`. */
  readonly context: [number, number] = [0, 0];
  /** Whether it is followed to its end: it waits, may wait, or goes on after it has returned. */
  isFollowed = false;
  /** What it returns, or throws where `#isFailed`. */
  #outcome: unknown;
  #isFailed = false;
  #isReturned = false;
  #onReturn: (() => void) | undefined;

  constructor(fn: ExportFunction | undefined, call: CallContext, lent: number) {
    this.fn = fn;
    this.call = call;
    this.lent = lent;
  }

  /** Whether it has returned, which it may do before it ends. */
  get isReturned(): boolean {
    return this.#isReturned;
  }

  /**
   * Lifts what it returns, and keeps it.
   *
   * @throws {Trap} where the guest is at fault. An err case belongs to the caller, and is kept.
   */
  lift(guest: DirectGuest, values: readonly CoreValue[], fromTaskReturn: boolean): void {
    try {
      this.#outcome = this.fn!.lift(guest, values, fromTaskReturn);
    } catch (error) {
      if (error instanceof Trap) throw error;
      if (error instanceof TypeError) {
        throw new Trap(`"${this.fn!.name}" returned core values of another type`, { cause: error });
      }
      this.#outcome = error;
      this.#isFailed = true;
    }
  }

  /** It has returned what was lifted. */
  return(): void {
    this.#isReturned = true;
    this.#onReturn?.();
  }

  /** What it has returned. */
  result(): unknown {
    if (!this.#isReturned) throw new Trap(`"${this.fn?.name}" ended without a result`);
    if (this.#isFailed) throw this.#outcome as Error;
    return this.#outcome;
  }

  /**
   * What it returns, at once or later; rejects with its err case, and where it ends before. It goes on
   * either way, so nothing is thrown here.
   */
  answer(ended: Promise<void>): unknown {
    const answer = new Promise((resolve, reject) => {
      const settle = (): void => {
        try {
          resolve(this.result());
        } catch (error) {
          reject(error);
        }
      };
      this.#onReturn = settle;
      if (this.isReturned) settle();
      else ended.then(settle, reject);
    });
    // Whoever called sees it; the process does not end of it.
    answer.catch(() => undefined);
    return answer;
  }
}

/**
 * An error that went through the guest's frames: none is the caller's to go on from. A trap of the guest
 * says why it aborted, where that is known.
 */
export function asTrap(error: unknown, { abortReason }: Pick<GuestCore, 'abortReason'>): unknown {
  if (error instanceof WebAssembly.RuntimeError && abortReason !== undefined) {
    return new WebAssembly.RuntimeError(abortReason, { cause: error });
  }
  if (!(error instanceof EncodeError)) return error;
  return new Trap(`a provider answered what is no value of its type: ${error.message}`, {
    cause: error,
  });
}
