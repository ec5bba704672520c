import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect } from 'vitest';
import { buildSource, makeFolder } from '../e2e/function-harness.js';

const command = fileURLToPath(new URL('../../packages/wajs/bin/wajs.js', import.meta.url));
const probe = new URL('probe.mjs', import.meta.url).href;
const children: ChildProcess[] = [];
const MIB = 1024 * 1024;

/** How long a subject may take to recover: ten seconds, where the machine has nothing else to do. */
const recovery = { timeout: 20_000, interval: 250 };

/** Milliseconds that a request of the subject may take. */
export const deadlineMs = 3000;

/** Milliseconds after which an outcome is late, where the machine has other things to do as well. */
const lateMs = deadlineMs * 5;

afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

/** What a process holds. */
export interface Held {
  readonly descriptors: number;
  readonly threads: number;
  readonly timers: number;
  /** Of all its threads after a collection, without the memory of instances that it may have. */
  readonly heapBytes: number;
  /** Without the memory of those instances, too, as if all of it had been touched. */
  readonly residentBytes: number;
}

/** A process of `wajs serve` that is watched. */
export interface Subject {
  readonly url: string;
  readonly child: ChildProcess;
  stderr(): string;
  /** What it holds now, after a garbage collection. */
  held(): Promise<Held>;
  /** What it counts, in Prometheus' text. */
  metrics(): Promise<string>;
  /** Moves the clock that the process reads, by milliseconds from the true one. */
  shiftClock(milliseconds: number): Promise<void>;
  /**
   * Fails where the process is gone, or does not hold what it held at `base` soon. `base` is from after
   * a first round of the same faults: that makes what is made once, such as code and its caches.
   * Descriptors and timers are those from before it: of them nothing is kept.
   */
  expectRecovery(base: Held): Promise<void>;
}

/** The function that is served: what it does is in the path. */
const source = `
  import { run } from '@org/wajs';
  run(async (request) => {
    const url = new URL(request.url);
    switch (url.pathname) {
      case '/throw': throw new Error('on purpose');
      case '/memory': { const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1)); }
      case '/recurse': { const f = (n) => f(n + 1) + 1; return new Response(String(f(0))); }
      case '/loop': for (;;);
      case '/wait':
        await new Promise((resolve) => setTimeout(resolve, Number(url.searchParams.get('ms'))));
        return new Response('waited');
      case '/ask': {
        const response = await fetch(url.searchParams.get('url'));
        return new Response(response.status + ' ' + (await response.text()));
      }
      case '/echo': return new Response(request.body);
      case '/size': return new Response(String((await request.arrayBuffer()).byteLength));
      case '/lines': {
        let line = 0;
        return new Response(new ReadableStream({
          async pull(controller) {
            await new Promise((resolve) => setTimeout(resolve, 5));
            controller.enqueue(new TextEncoder().encode('x'.repeat(4999) + '\\n'));
            if (++line === 40) controller.close();
          },
        }));
      }
      default: return new Response('fine');
    }
  });`;

let artifact: Promise<Uint8Array> | undefined;

/** What the probe in the subject says; of its heaps nothing where one of its threads is busy. */
interface Answer {
  readonly id: number;
  readonly timers: number;
  readonly heapBytes: number | null;
}

/** How the subject is started. */
export interface SubjectOptions {
  /** Further flags of `wajs serve`. */
  readonly flags?: readonly string[];
  /** Most descriptors that the process may open. */
  readonly descriptors?: number;
}

/** Starts the subject, and warms it up. */
export async function startSubject(options: SubjectOptions = {}): Promise<Subject> {
  const cwd = await makeFolder({});
  artifact ??= buildSource(source).then((built) => built.artifact);
  await writeFile(join(cwd, 'f.wajs'), await artifact);
  const node = [command, 'serve', 'f.wajs', '--port', '0', '--kv', 'memory', '--metrics', '0'];
  const limits = options.descriptors === undefined ? '' : `ulimit -n ${options.descriptors}; `;
  const flags = ['--timeout', String(deadlineMs), ...(options.flags ?? [])];
  const child = spawn(
    'sh',
    ['-c', `${limits}exec "$0" "$@"`, process.execPath, ...node, ...flags],
    {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: `--import ${probe}` },
    },
  );
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await expect.poll(() => stdout + stderr, { timeout: 40_000 }).toMatch(/metrics are at http/);
  const [url, metricsUrl] = stdout.match(/http:\/\/\S+/g) as [string, string];
  let last = 0;
  const ask = async (message: object): Promise<Answer> => {
    const id = ++last;
    child.send({ ...message, id });
    for (;;) {
      const [answer] = (await once(child, 'message')) as [Answer];
      if (answer.id === id) return answer;
    }
  };
  const metrics = async (): Promise<string> => {
    const response = await fetch(metricsUrl, { headers: { connection: 'close' } });
    return response.text();
  };
  /** Bytes of the memory of the instances that its pools have: as many as have been needed at once. */
  const instanceBytes = async (): Promise<number> =>
    Number(/^wajs_instance_memory_bytes (\d+)$/m.exec(await metrics())![1]);
  const tryHeld = async (): Promise<Held | undefined> => {
    const instances = await instanceBytes().catch(() => undefined);
    const { timers, heapBytes } = await ask({});
    if (heapBytes === null || instances === undefined) return undefined;
    const process_ = `/proc/${child.pid}`;
    const status = await readFile(`${process_}/status`, 'utf8');
    return {
      timers,
      heapBytes: heapBytes - instances,
      descriptors: (await readdir(`${process_}/fd`)).length,
      threads: (await readdir(`${process_}/task`)).length,
      residentBytes: Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)![1]) * 1024 - instances,
    };
  };
  const held = async (): Promise<Held> => {
    let now: Held | undefined;
    await expect.poll(async () => (now = await tryHeld()), recovery).toBeDefined();
    return now!;
  };
  await Promise.all(Array.from({ length: 24 }, () => outcomeOf(`${url}/wait?ms=50`)));
  const warm = await held();
  return {
    url,
    child,
    stderr: () => stderr,
    held,
    metrics,
    shiftClock: async (shiftMs) => void (await ask({ shiftMs })),
    async expectRecovery(base) {
      expect(child.exitCode, stderr).toBeNull();
      expect(stderr).not.toMatch(/unhandled|uncaught/i);
      const excess = async (): Promise<string[]> => {
        const now = await tryHeld();
        if (now === undefined) return ['it does not say what it holds'];
        const most: Held = {
          descriptors: warm.descriptors + 2,
          threads: base.threads,
          timers: warm.timers + 2,
          heapBytes: base.heapBytes + 32 * MIB,
          residentBytes: base.residentBytes + 160 * MIB,
        };
        const names = Object.keys(most) as (keyof Held)[];
        return names
          .filter((name) => now[name] > most[name])
          .map((name) => `${name}: ${now[name]}, where ${most[name]} are the most`);
      };
      await expect.poll(excess, recovery).toEqual([]);
      expect(await outcomeOf(`${url}/fine`)).toBe('200 fine');
    },
  };
}

/** One outcome of a request: its status and text, or that the connection failed. Never rejects. */
export async function outcomeOf(url: string, init: RequestInit = {}): Promise<string> {
  const started = performance.now();
  let outcome: string;
  try {
    const response = await fetch(url, {
      ...init,
      headers: { connection: 'close', ...(init.headers as Record<string, string>) },
    });
    const text = await response.text();
    outcome = `${response.status} ${response.ok ? text : ''}`.trimEnd();
  } catch (error) {
    outcome = `failed: ${(error as Error).name}`;
  }
  const took = performance.now() - started;
  return took > lateMs ? `late: ${Math.round(took)} ms, ${outcome}` : outcome;
}

/** How often each of some outcomes was seen. */
export function countOutcomes(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** Asks one URL after the other, with some clients at the same time, until `isOver` says so. */
export async function askUntil(
  url: string,
  clients: number,
  isOver: () => boolean,
): Promise<string[]> {
  const outcomes: string[] = [];
  const client = async (): Promise<void> => {
    while (!isOver()) outcomes.push(await outcomeOf(url));
  };
  await Promise.all(Array.from({ length: clients }, client));
  return outcomes;
}
