import { HostError } from '../contract/index.js';
import type { RequestCall } from './call.js';
import type { GuestInstance } from './guest-instance.js';

/** Options of {@link watchTask}. */
export interface WatchOptions {
  /** The end of the task. */
  readonly going: Promise<void>;
  /** What it answered, or a promise of it. */
  readonly answer: unknown;
  /** What its hostcalls are told. */
  readonly call: RequestCall;
  /** Milliseconds that it had for the answer, from its beginning to the deadline. */
  readonly allowedMs: number;
  /** Milliseconds for what goes on after the answer. */
  readonly wallMs: number;
  /** Fires when the client has gone. */
  readonly signal?: AbortSignal | undefined;
  /** It broke, or was given up, after it had answered. */
  readonly onBreak: (error: Error) => void;
  /** Nothing goes on any more. */
  readonly onEnd: () => void;
}

/**
 * Looks after a task that waits, or goes on after its answer: gives it up when it takes too long, or
 * when its client has gone before the answer. The hostcall that it waits for is told by its signal.
 *
 * @throws {HostError} `timeout` where it did not answer in time, `cancelled` where the client has gone,
 * and what it broke with before it answered.
 */
export function watchTask(
  guest: GuestInstance,
  { going, answer, call, allowedMs, wallMs, signal, onBreak, onEnd }: WatchOptions,
): Promise<unknown> {
  let isAnswered = false;
  let isOver = false;
  const giveUp = (reason: HostError): void => {
    // First the guest: what the provider answers to its signal is nobody's any more.
    guest.abandon(reason);
    call.abort(reason);
  };
  const expire = (): void => {
    const late = isAnswered
      ? `the function did not end within ${wallMs} ms`
      : `the function did not answer within ${allowedMs} ms`;
    giveUp(new HostError('timeout', late));
  };
  const onAbort = (): void => giveUp(new HostError('cancelled', 'the client has gone'));
  let timer = setTimeout(expire, Math.max(0, call.deadline - Date.now()));
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  const end = (): void => {
    isOver = true;
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
  going.then(
    () => {
      end();
      onEnd();
    },
    (error: Error) => {
      end();
      if (isAnswered) onBreak(error);
      onEnd();
    },
  );
  return Promise.resolve(answer).finally(() => {
    // An err case is an answer, too.
    isAnswered = true;
    clearTimeout(timer);
    // A client that has its answer takes nothing away by going: the body says so by itself.
    signal?.removeEventListener('abort', onAbort);
    if (!isOver) timer = setTimeout(expire, wallMs);
  });
}
