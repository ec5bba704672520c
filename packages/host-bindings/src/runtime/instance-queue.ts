import { HostError } from '../contract/index.js';

/** Who waits for an instance. */
export interface Waiting<T> {
  readonly resolve: (instance: T) => void;
  readonly reject: (error: HostError) => void;
}

/** Requests that wait for an instance, in the order in which they came. */
export class InstanceQueue<T> {
  readonly #waiting: Waiting<T>[] = [];

  /** How many there are. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Takes out who came first. */
  shift(): Waiting<T> | undefined {
    return this.#waiting.shift();
  }

  /**
   * Waits at the end of the queue.
   *
   * @throws {HostError} `unavailable` where no instance is free by the deadline, `cancelled` where the
   * signal fires before.
   */
  wait(deadline: number, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const waiting: Waiting<T> = {
        resolve: (instance) => {
          leave();
          resolve(instance);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const giveUp = (error: HostError): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        waiting.reject(error);
      };
      const onAbort = (): void =>
        giveUp(new HostError('cancelled', 'the client has gone before an instance was free'));
      const timer = setTimeout(
        () => giveUp(new HostError('unavailable', 'all instances were busy for too long')),
        Math.max(0, deadline - Date.now()),
      );
      this.#waiting.push(waiting);
      if (signal?.aborted) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Refuses all who wait. */
  refuse(reason: HostError): void {
    for (const waiting of this.#waiting.splice(0)) waiting.reject(reason);
  }
}
