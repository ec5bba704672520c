/** How long a thread has given no sign of life, told from looks at it. */
export class StallMeter {
  #beats: number | undefined;
  #stalledMs = 0;

  /** Milliseconds without a sign of life, as far as was looked. */
  get stalledMs(): number {
    return this.#stalledMs;
  }

  /**
   * A look at the count of signs of life, after so many milliseconds since the look before. Answers for
   * how long it has stood still.
   */
  look(beats: number, elapsedMs: number): number {
    if (beats === this.#beats) this.#stalledMs += elapsedMs;
    else this.#stalledMs = 0;
    this.#beats = beats;
    return this.#stalledMs;
  }

  /** The thread was asked for nothing: what comes next is no stall of before. */
  reset(): void {
    this.#beats = undefined;
    this.#stalledMs = 0;
  }
}
