import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 60_000;
const pollMs = 5;

/** A `wajs serve` of a source that is changed again and again, as by somebody who writes it. */
export class ServedSource {
  #child;
  #file;
  #url;
  #count = 0;

  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {string} file
   * @param {string} url
   */
  constructor(child, file, url) {
    this.#child = child;
    this.#file = file;
    this.#url = url;
  }

  /**
   * Starts it, and waits until it serves.
   * @param {{ wajs: string, project: string, file: string }} options `file` is a source that says `Hello`.
   */
  static async start({ wajs, project, file }) {
    const args = [wajs, 'serve', '--port', '0', '--kv', 'memory'];
    const child = spawn(process.execPath, args, {
      cwd: project,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const until = performance.now() + patienceMs;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    for (;;) {
      const url = / at (http:\S+)/.exec(output)?.[1];
      if (url !== undefined) return new ServedSource(child, file, url);
      if (child.exitCode !== null || performance.now() > until)
        throw new Error(`"wajs serve" does not serve: ${output}`);
      await sleep(pollMs);
    }
  }

  /** Milliseconds from a change that is saved to an answer that has it. */
  async change() {
    const greeting = `Hello${(this.#count += 1)}`;
    const text = (await readFile(this.#file, 'utf8')).replace(/Hello\d*/, greeting);
    const started = performance.now();
    await writeFile(this.#file, text);
    while (!(await (await fetch(this.#url)).text()).startsWith(`${greeting},`)) {
      if (performance.now() - started > patienceMs) throw new Error('a change is never served');
      await sleep(pollMs);
    }
    return performance.now() - started;
  }

  async stop() {
    this.#child.kill('SIGTERM');
    await once(this.#child, 'close');
  }
}
