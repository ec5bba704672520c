/** Requests whose log volume is remembered. */
const rememberedRequests = 4096;

/** How much each request has logged, so that none logs without end. */
export class LogVolume {
  readonly #maximum: number;
  readonly #used = new Map<string, number>();

  /** @param maximum Most bytes that a request may log. */
  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  /** Whether a request has been told already that it logs no more. */
  isSpent(requestId: string): boolean {
    // Lines of the host itself belong to no request, and are never too many.
    return requestId !== '' && (this.#used.get(requestId) ?? 0) > this.#maximum;
  }

  /** Counts a line; answers whether it may be written. */
  take(requestId: string, bytes: number): boolean {
    const total = requestId === '' ? bytes : (this.#used.get(requestId) ?? 0) + bytes;
    if (requestId !== '') this.#remember(requestId, total);
    return total <= this.#maximum;
  }

  /** What a request is told in its last line. */
  get notice(): string {
    return `log limit of ${this.#maximum} bytes reached: this request logs no more`;
  }

  /** Forgets the oldest requests first; a Map keeps the order of insertion. */
  #remember(requestId: string, total: number): void {
    this.#used.set(requestId, total);
    if (this.#used.size <= rememberedRequests) return;
    for (const oldest of this.#used.keys()) {
      this.#used.delete(oldest);
      break;
    }
  }
}
