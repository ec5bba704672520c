import { type CallContext, EncodeError, type ExportFunction, Trap } from '../codegen-v1/index.js';
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
  /** The guest's own value, by `context.get` and `context.set`. */
  context = 0;
  /** Whether it is followed to its end: it waits, may wait, or goes on after it has returned. */
  isFollowed = false;
  #outcome: { readonly value: unknown } | { readonly error: Error } | undefined;
  #onReturn: (() => void) | undefined;

  constructor(fn: ExportFunction | undefined, call: CallContext, lent: number) {
    this.fn = fn;
    this.call = call;
    this.lent = lent;
  }

  /** Whether it has returned, which it may do before it ends. */
  get isReturned(): boolean {
    return this.#outcome !== undefined;
  }

  /** It has returned: `lifted` answers the value, or throws the err case. */
  return(lifted: () => unknown): void {
    try {
      this.#outcome = { value: lifted() };
    } catch (error) {
      // An err case belongs to the caller; anything else is the guest's fault and traps here.
      if (error instanceof Trap) throw error;
      this.#outcome = { error: error as Error };
    }
    this.#onReturn?.();
  }

  /** What it has returned. */
  result(): unknown {
    if (this.#outcome === undefined) throw new Trap(`"${this.fn?.name}" ended without a result`);
    if ('error' in this.#outcome) throw this.#outcome.error;
    return this.#outcome.value;
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

/** Lifts at once, and answers a function that hands on the value or the err case. */
export function liftLater(lift: () => unknown): () => unknown {
  try {
    const value = lift();
    return () => value;
  } catch (error) {
    if (error instanceof Trap) throw error;
    return () => {
      throw error;
    };
  }
}
