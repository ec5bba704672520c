import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../e2e/function-harness.js';
import { type Answer, startThreads, type Subject } from './threads-harness.js';

/** Long enough for a busy machine, short enough for a test. */
const killMs = 600;

/** Sends good requests, one after the other, until something is over; answers how many were answered. */
async function countGood(subject: Subject, over: Promise<unknown>): Promise<number> {
  const state = { isOver: false };
  const end = (): void => void (state.isOver = true);
  over.then(end, end);
  let good = 0;
  while (!state.isOver) {
    expect(await subject.ask('/')).toEqual({ status: 200, text: 'fine' });
    good++;
  }
  return good;
}

function problemOf({ status, text }: Answer): { status: number; requestId: string } {
  const problem = JSON.parse(text) as { status: number; requestId: string };
  expect(problem.status).toBe(status);
  return { status, requestId: problem.requestId };
}

async function untilReady({ host }: Subject, threads: number): Promise<void> {
  await expect
    .poll(() => host.threads.filter((thread) => thread.isReady).length, { timeout: 15_000 })
    .toBe(threads);
}

describe('a function that does not give its thread back', () => {
  it('is stopped where it loops, while others are answered, however often', async () => {
    const subject = await startThreads({ limits: { cpuKillMs: killMs } });
    const looping = (async () => {
      const statuses: number[] = [];
      for (let i = 0; i < 3; i++) statuses.push((await subject.ask('/loop')).status);
      return statuses;
    })();
    const good = await Promise.all(Array.from({ length: 4 }, () => countGood(subject, looping)));
    expect(Math.min(...good)).toBeGreaterThan(3);
    expect(await looping).toEqual([500, 500, 500]);
  });

  it.each(['/get/block', '/spin'])('is stopped with its thread at %s', async (path) => {
    // Only the watchdog is to end it, not the number of its KV operations.
    const limits = { cpuKillMs: killMs, kvOperations: 1_000_000_000 };
    const subject = await startThreads({ limits });
    const stuck = subject.ask(path);
    const good = await countGood(subject, stuck);
    expect(good).toBeGreaterThan(3);
    const { status, requestId } = problemOf(await stuck);
    expect(status).toBe(500);
    const line = subject.logs.find(({ level }) => level === 'error');
    expect(line).toMatchObject({
      message: expect.stringMatching(
        /^the function was stopped: cpu-kill-ms is \d+, over the limit of 600$/,
      ) as string,
      functionName: 'subject',
      requestId,
      fields: { limit: 'cpu-kill-ms', used: expect.any(String) as string, maximum: '600' },
    });
    expect(Number(line!.fields['used'])).toBeGreaterThanOrEqual(killMs);
    await untilReady(subject, 2);
    const restarts = subject.host.threads.map((thread) => thread.restarts);
    expect(restarts.reduce((sum, one) => sum + one)).toBe(1);
    expect(await subject.ask('/')).toEqual({ status: 200, text: 'fine' });
  });

  it('is told of in the log once it passes the soft limit', async () => {
    const subject = await startThreads({ limits: { cpuKillMs: killMs }, softMs: 100 });
    const { requestId } = problemOf(await subject.ask('/get/block'));
    expect(subject.logs).toContainEqual({
      level: 'warn',
      message: expect.stringMatching(
        /^the function computes without a pause: cpu-soft-ms is \d+, over the limit of 100$/,
      ) as string,
      functionName: 'subject',
      requestId,
      fields: { limit: 'cpu-soft-ms', used: expect.any(String) as string, maximum: '100' },
    });
  });

  it('rejects for callers of handle, with the limit as the cause', async () => {
    const { fn } = await startThreads({ threads: 1, limits: { cpuKillMs: killMs } });
    const request = { method: 'GET', url: 'http://x/get/block', headers: [] };
    await expect(fn.handle({ ...request, body: { tag: 'empty' } })).rejects.toMatchObject({
      code: 'internal',
      cause: { code: 'limit', detail: { what: 'cpu-kill-ms', maximum: killMs } },
    });
  });

  it('costs requests that its thread has begun a 503, and those that it has not nothing', async () => {
    const subject = await startThreads({ threads: 1, limits: { cpuKillMs: killMs } });
    const begun = subject.ask('/wait/a');
    await expect.poll(() => subject.kv.get('bucket', 'waits', {} as never)).toBeDefined();
    const stuck = subject.ask('/get/block');
    const later = Array.from({ length: 5 }, () => subject.ask('/count/later'));
    expect((await stuck).status).toBe(500);
    const { status, requestId } = problemOf(await begun);
    expect(status).toBe(503);
    expect(subject.logs).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        requestId,
        message: 'the thread that served the request was stopped; try again',
      }),
    );
    const counted = (await Promise.all(later)).map(({ text }) => Number(text));
    expect(counted.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  });

  it('is left to itself where the system does not let it go, and replaced', async () => {
    const pipe = join(await makeFolder({}), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const subject = await startThreads({ data: { pipe }, limits: { cpuKillMs: killMs } });
    const stuck = subject.ask('/get/pipe');
    expect(await countGood(subject, stuck)).toBeGreaterThan(3);
    expect((await stuck).status).toBe(500);
    await untilReady(subject, 2);
    // Lets the thread end: it would keep the process.
    await writeFile(pipe, '');
  });

  it('is no request where a provider blocks outside of any', async () => {
    const subject = await startThreads({ threads: 1, limits: { cpuKillMs: killMs } });
    const { status } = await subject.ask('/get/later');
    expect(status).toBe(503);
    expect(subject.logs.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^thread 0 is blocked by a provider, .*: cpu-kill-ms is \d+, over/),
    );
  });
});

describe('a thread that ends', () => {
  it.each(['/get/exit', '/get/throw'])('is replaced, and the log says why, at %s', async (path) => {
    const subject = await startThreads({ threads: 1 });
    const answer = await subject.ask(path);
    // What is thrown outside of a hostcall may come after its answer.
    expect([200, 503]).toContain(answer.status);
    await expect.poll(() => subject.host.threads[0]!.restarts, { timeout: 15_000 }).toBe(1);
    expect(await subject.ask('/')).toEqual({ status: 200, text: 'fine' });
    expect(subject.logs.map(({ message }) => message).join('\n')).toMatch(
      /a thread of the host ended: .*(process\.exit|nowhere)/,
    );
  });

  it('leaves nothing behind, however often it is stopped', async () => {
    const subject = await startThreads({ threads: 4, limits: { cpuKillMs: 400 } });
    const kill = async (): Promise<void> => {
      await untilReady(subject, 4);
      const stuck = Array.from({ length: 4 }, () => subject.ask('/get/block'));
      for (const { status } of await Promise.all(stuck)) expect(status).toBeGreaterThanOrEqual(500);
    };
    await kill();
    await untilReady(subject, 4);
    const threads = countThreads();
    const { rss } = process.memoryUsage();
    for (let i = 0; i < 5; i++) await kill();
    await untilReady(subject, 4);
    const restarts = subject.host.threads.map((thread) => thread.restarts);
    expect(restarts.reduce((sum, one) => sum + one)).toBeGreaterThanOrEqual(20);
    await expect.poll(countThreads, { timeout: 10_000 }).toBeLessThanOrEqual(threads);
    // Pages of a thread that has ended go back to the system somewhat later.
    await expect.poll(() => (process.memoryUsage().rss - rss) / 2 ** 20).toBeLessThan(150);
    expect(await subject.ask('/')).toEqual({ status: 200, text: 'fine' });
  }, 60_000);
});

/** Threads of this process, where the system tells them; else its resources that Node knows of. */
function countThreads(): number {
  try {
    return readdirSync('/proc/self/task').length;
  } catch {
    return process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
  }
}
