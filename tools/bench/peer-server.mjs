import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jcoCommand, workerdBinary } from './peers.mjs';

/** Ticks of the kernel's clock in a second, on every Linux that Node runs on. */
const ticks = 100;
const patienceMs = 60_000;

/**
 * The servers of other projects that `preparePeers` has made ready, by name: their commands for a port.
 * @param {string} folder The folder of `prepare`.
 * @returns {Record<string, (port: number) => [command: string, ...args: string[]]>}
 */
export function findPeerServers(folder) {
  const target = join(folder, 'peers');
  const config = join(target, 'hello.capnp');
  const component = join(target, 'hello-wasi.wasm');
  const jco = (/** @type {number} */ port) =>
    /** @type {const} */ ([process.execPath, jcoCommand, 'serve', component, '--port', `${port}`]);
  return {
    ...(existsSync(config) && {
      workerd: (port) => [workerdBinary(), 'serve', config, `--socket-addr=http=127.0.0.1:${port}`],
    }),
    ...(existsSync(component) && {
      'jco-serve': (port) => [...jco(port)],
      'jco-fresh': (port) => [...jco(port), '--isolate-requests', 'instance'],
    }),
  };
}

/** Another project's server in a process of its own; it answers the questions that ours answer. */
export class PeerServer {
  #createCommand;
  #output = '';
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;

  /** @param {(port: number) => [command: string, ...args: string[]]} createCommand */
  constructor(createCommand) {
    this.#createCommand = createCommand;
  }

  /**
   * Its URL for `listen`, its seconds of CPU so far for `cpu`.
   * @param {string} question
   * @returns {Promise<any>}
   */
  ask(question) {
    return question === 'listen' ? this.#listen() : this.#cpu();
  }

  async #listen() {
    const port = await findFreePort();
    const [command, ...args] = this.#createCommand(port);
    // A group of its own, so that what it starts ends with it.
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    child.on('error', (error) => (this.#output += String(error)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => (this.#output += String(chunk)));
    }
    this.#process = child;
    const url = `http://127.0.0.1:${port}`;
    const end = performance.now() + patienceMs;
    while (performance.now() < end && child.exitCode === null) {
      const answer = await fetch(url).then(
        (response) => response.text(),
        () => undefined,
      );
      if (answer !== undefined) return url;
      await sleep(50);
    }
    throw new Error(`it does not listen: ${this.#output}`.trim());
  }

  /** All processes of the group: jco's command has its server in a child. */
  async #cpu() {
    let sum = 0;
    for (const name of await readdir('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => undefined);
      // The second field is the command's name, in which anything may stand.
      const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
      if (fields[2] === `${this.#process?.pid}`) sum += Number(fields[11]) + Number(fields[12]);
    }
    return sum / ticks;
  }

  /** Ends it with all that it started. */
  async stop() {
    const child = this.#process;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }
}

/** A port that nobody listens on. @returns {Promise<number>} */
function findFreePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(address.port));
    });
  });
}
