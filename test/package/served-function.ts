import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A `wajs serve` that answers. */
export interface ServedFunction extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** What it has printed so far. */
  output(): string;
}

/**
 * Starts `npx wajs serve` on a free port and waits for its first answer.
 * @throws with what it printed, where it ends or says nothing for half a minute.
 */
export async function serveFunction(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ServedFunction> {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const command = ['wajs', 'serve', ...args, '--port', String(port)];
  // A group of its own: npx starts the command below itself, and both have to end.
  const child = spawn('npx', command, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const closed = once(child, 'close');

  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      process.kill(-child.pid, 'SIGTERM');
    }
    await closed;
  };

  const deadline = Date.now() + 30_000;
  while (!(await answers(origin))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`"npx ${command.join(' ')}" does not answer:\n${output}`);
    }
    await sleep(50);
  }
  return { origin, output: () => output, [Symbol.asyncDispose]: stop };
}

async function answers(origin: string): Promise<boolean> {
  try {
    await (await fetch(origin)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  server.close();
  await once(server, 'close');
  return address.port;
}
