import pc from 'picocolors';

/** Steps shorter than this are not worth a line. */
const patienceMs = 500;

/** Says what is going on, once it takes long enough to wonder. */
export class Progress {
  #timer: NodeJS.Timeout | undefined;
  #isShown = false;

  /** A step begins. */
  step(name: string): void {
    clearTimeout(this.#timer);
    if (this.#isShown) return this.#show(name);
    this.#timer = setTimeout(() => this.#show(name), patienceMs);
    this.#timer.unref();
  }

  /** Everything is done: takes the line back where it can be taken back. */
  end(): void {
    clearTimeout(this.#timer);
    if (this.#isShown && process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    this.#isShown = false;
  }

  #show(name: string): void {
    this.#isShown = true;
    process.stderr.write(
      process.stderr.isTTY ? `\r\u001b[K${pc.dim(`${name} ...`)}` : `${name} ...\n`,
    );
  }
}
