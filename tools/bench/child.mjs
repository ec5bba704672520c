import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Node before 22 decodes jco's output only with this flag. */
const execArgv =
  Number(process.versions.node.split('.')[0]) < 22 ? ['--experimental-wasm-extended-const'] : [];
/** A child that says nothing for this long is given up. */
const patienceMs = 60_000;

/**
 * A script of this folder in a process of its own, which answers questions: see `answerParent`.
 */
export class Child {
  #process;
  #output = '';
  #closed;

  /**
   * Starts a script.
   * @param {string} script Path below this folder.
   * @param {readonly string[]} args
   * @param {readonly string[]} flags For node.
   */
  constructor(script, args = [], flags = []) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.#process = fork(path, args, {
      execArgv: [...execArgv, ...flags],
      serialization: 'advanced',
      silent: true,
    });
    this.#closed = once(this.#process, 'close');
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk) => {
        this.#output += String(chunk);
      });
    }
  }

  /**
   * Asks the child, and waits for its answer. One question at a time.
   * @param {string} question
   * @param {unknown} [detail]
   * @param {number} [timeoutMs]
   * @returns {Promise<any>}
   * @throws {Error} where the child fails, ends or stays silent.
   */
  async ask(question, detail, timeoutMs = patienceMs) {
    const cancel = new AbortController();
    const timer = setTimeout(() => cancel.abort(), timeoutMs);
    try {
      if (!this.#process.connected) throw new Error('it has ended');
      this.#process.send({ question, detail });
      const [{ answer, error }] = await Promise.race([
        once(this.#process, 'message', { signal: cancel.signal }),
        this.#closed.then(() => [{ error: 'it has ended' }]),
      ]);
      if (error !== undefined) throw new Error(error);
      return answer;
    } catch (cause) {
      const reason = cancel.signal.aborted ? `no answer within ${timeoutMs / 1000} s` : cause;
      const script = this.#process.spawnargs.find((arg) => arg.endsWith('.mjs'));
      throw new Error(`${script}: "${question}": ${String(reason)}\n${this.#output}`.trim(), {
        cause,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the child and waits for its end. */
  async stop() {
    this.#process.kill('SIGKILL');
    await this.#closed;
  }
}

/**
 * The child's side: answers the parent's questions, and ends with it.
 * @param {Readonly<Record<string, (detail: any) => unknown>>} answers By question.
 */
export function answerParent(answers) {
  process.on('disconnect', () => process.exit());
  const answer = async (/** @type {{ question: string, detail: unknown }} */ message) => {
    const { question, detail } = message;
    try {
      process.send?.({ answer: await answers[question]?.(detail) });
    } catch (error) {
      process.send?.({
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
  };
  process.on('message', (/** @type {any} */ message) => void answer(message));
}
