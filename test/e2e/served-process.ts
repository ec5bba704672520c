import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, expect } from 'vitest';

const command = fileURLToPath(new URL('../../packages/wajs/bin/wajs.js', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

/** A process of `wajs serve`. */
export interface ServedProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it said there, without the steps that took long. */
  stderr(): string;
  /** Waits for the end: the exit code, or the signal. */
  ended(): Promise<number | string>;
}

/** Runs `wajs serve` in a folder, until it listens. */
export async function startServe(cwd: string, ...flags: string[]): Promise<ServedProcess> {
  const child = spawn(
    process.execPath,
    [command, 'serve', '--port', '0', '--kv', 'memory', ...flags],
    { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } },
  );
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  await expect
    .poll(() => stdout + (child.exitCode === null ? '' : ` at http: it ended; ${stderr}`), {
      timeout: 40_000,
    })
    .toMatch(/ at http/);
  return {
    child,
    url: /http:\/\/\S+/.exec(stdout)?.[0] ?? stderr,
    stderr: () => stderr.replaceAll(/^\w+ \.\.\.\n/gm, ''),
    ended: async () => {
      const [code, signal] = await exited;
      return code ?? signal ?? 'nothing';
    },
  };
}

/** How one request went. */
export type Went =
  /** All of the answer came. */
  | { readonly how: 'answered'; readonly status: number; readonly text: string }
  /** The answer began and broke off. */
  | { readonly how: 'truncated' }
  /** There was no answer at all: the server is gone, or closed the connection before the request. */
  | { readonly how: 'refused' };

/** Makes a request on a connection of its own. Never rejects. */
export function getOnce(url: string): Promise<Went> {
  return new Promise((resolve) => {
    const outgoing = request(url, { agent: false }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => (text += chunk));
      incoming.on('error', () => resolve({ how: 'truncated' }));
      incoming.on('close', () => resolve({ how: 'truncated' }));
      incoming.on('end', () => {
        const status = incoming.statusCode ?? 0;
        resolve(incoming.complete ? { how: 'answered', status, text } : { how: 'truncated' });
      });
    });
    outgoing.on('error', () => resolve({ how: 'refused' }));
    outgoing.end();
  });
}

/** Clients that make one request after the other until they are stopped. */
export interface Load {
  /** What came of the requests so far, in the order in which they ended. */
  readonly went: readonly Went[];
  /** Stops after the requests that are under way. */
  stop(): Promise<void>;
}

/** Puts load on a server: `clients` at the same time, each until it is stopped or refused. */
export function startLoad(url: string, clients: number): Load {
  const went: Went[] = [];
  const stopped = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const one = await getOnce(url);
      went.push(one);
      if (one.how === 'refused') return;
    }
  };
  const running = Array.from({ length: clients }, run);
  return {
    went,
    async stop() {
      stopped.abort();
      await Promise.all(running);
    },
  };
}
