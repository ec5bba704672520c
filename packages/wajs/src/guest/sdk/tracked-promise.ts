import { enterTask, leaveTask } from '../codegen-v1/index.js';
import { inspect } from '../web/inspect.js';
import { writeLog } from './log.js';

/** Turns of the job queue that a rejection has to find somebody who handles it. */
const PATIENCE = 8;

type Executor<T> = (
  resolve: (value: T | PromiseLike<T>) => void,
  reject: (reason?: unknown) => void,
) => void;

/**
 * A promise that says in the log when it is rejected and nobody handles that. The engine itself
 * tells nobody, so `wajs serve` puts this in the place of Promise in bundles that it builds from
 * source, with async functions turned into generators over it.
 */
export class TrackedPromise<T> extends Promise<T> {
  #isHandled = false;

  constructor(executor: Executor<T>) {
    // The executor may reject before there is a `this`.
    const early: {
      isSettled?: true;
      isRejected?: true;
      self?: TrackedPromise<T>;
      reason?: unknown;
    } = {};
    super((resolve, reject) => {
      const fail = (reason?: unknown): void => {
        if (early.isSettled) return;
        early.isSettled = true;
        reject(reason);
        if (early.self) early.self.#watch(reason);
        else Object.assign(early, { isRejected: true, reason });
      };
      try {
        executor((value) => {
          early.isSettled = true;
          resolve(value);
        }, fail);
      } catch (error) {
        // An async function that throws before its first await.
        fail(error);
      }
    });
    early.self = this;
    if (early.isRejected) this.#watch(early.reason);
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise
  override then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#isHandled = true;
    return super.then(onValue, onError);
  }

  #watch(reason: unknown): void {
    // The request may end before the last look: its log must still be open then.
    enterTask();
    let left = PATIENCE;
    const look = (): void => {
      left -= 1;
      if (left > 0 && !this.#isHandled) {
        void turn.then(look);
        return;
      }
      if (!this.#isHandled) {
        writeLog(
          'error',
          `a promise was rejected and nobody awaited it: ${inspect(reason)}`,
          undefined,
        );
      }
      leaveTask();
    };
    void turn.then(look);
  }
}

const turn = Promise.resolve();
