import { HostError } from '../contract/index.js';
import type { GuestInstance } from './guest-instance.js';

/** Options of {@link watchTask}. */
export interface WatchOptions {
  /** The end of the task. */
  readonly going: Promise<void>;
  /** What it answered, or a promise of it. */
  readonly answer: unknown;
  /** Milliseconds for the answer, and once more for what goes on after it. */
  readonly wallMs: number;
  /** It broke, or was given up, after it had answered. */
  readonly onBreak: (error: Error) => void;
  /** Nothing goes on any more. */
  readonly onEnd: () => void;
}

/**
 * Looks after a task that waits, or goes on after its answer: gives it up when it takes too long.
 *
 * @throws {HostError} `timeout` where it did not answer in time, and what it broke with before it did.
 */
export function watchTask(
  guest: GuestInstance,
  { going, answer, wallMs, onBreak, onEnd }: WatchOptions,
): Promise<unknown> {
  let isAnswered = false;
  const expire = (): void => {
    const verb = isAnswered ? 'end' : 'answer';
    guest.abandon(new HostError('timeout', `the function did not ${verb} within ${wallMs} ms`));
  };
  let timer = setTimeout(expire, wallMs);
  let isOver = false;
  going.then(
    () => {
      isOver = true;
      clearTimeout(timer);
      onEnd();
    },
    (error: Error) => {
      isOver = true;
      clearTimeout(timer);
      if (isAnswered) onBreak(error);
      onEnd();
    },
  );
  return Promise.resolve(answer).finally(() => {
    // An err case is an answer, too.
    isAnswered = true;
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(expire, wallMs);
  });
}
