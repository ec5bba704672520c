/** Anchors of one page's headings, by the rule of GitHub: a name that is taken gets a number. */
export class Anchors {
  readonly #times = new Map<string, number>();

  /** The anchor of the next heading. */
  add(heading: string): string {
    const base = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let free = base;
    let times = this.#times.get(base) ?? 0;
    while (this.#times.has(free)) {
      times += 1;
      free = `${base}-${times}`;
    }
    this.#times.set(base, times);
    this.#times.set(free, this.#times.get(free) ?? 0);
    return free;
  }
}
