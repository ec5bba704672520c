/** Places for what a request has under way at once: who finds none waits, in order. */
export class SubrequestSlots {
  #active = 0;
  readonly #waiting: (() => void)[] = [];

  /** What is under way, and waits. */
  get size(): number {
    return this.#active + this.#waiting.length;
  }

  /**
   * Takes a place: at once where one is free, else once one becomes free.
   *
   * @throws {Error} the signal's reason, as a rejection, where it fires before.
   */
  take(maximum: number, readSignal: () => AbortSignal): Promise<void> | undefined {
    if (this.#active < maximum) {
      this.#active++;
      return undefined;
    }
    const signal = readSignal();
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        const place = this.#waiting.indexOf(enter);
        if (place >= 0) this.#waiting.splice(place, 1);
        reject(signal.reason as Error);
      };
      const enter = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(enter);
    });
  }

  /** Gives a place back: to who has waited longest. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#active--;
    else next();
  }
}
