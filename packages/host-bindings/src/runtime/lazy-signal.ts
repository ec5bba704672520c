/**
 * An abort signal that is made only when somebody looks at it: most requests and hostcalls never
 * do, and a controller costs more than all else that is made for them.
 */
export class LazySignal {
  #controller: AbortController | undefined;
  #reason: Error | undefined;

  /** Why the signal has fired; undefined while it has not. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  /** Whether somebody has looked at the signal. */
  get isWatched(): boolean {
    return this.#controller !== undefined;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Fires the signal, once: the first reason stays. */
  abort(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}
