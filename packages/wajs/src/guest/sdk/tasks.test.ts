import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isServing, setRing, ValueWriter } from '../codegen-v1/index.js';
import { currentTask, Task, Tasks } from './tasks.js';

const lines: string[] = [];
vi.mock('./log.js', () => ({
  writeLog: (level: string, message: string) => void lines.push(`${level} ${message}`),
}));

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** What an export answers: its written result. */
async function output(): Promise<ValueWriter> {
  const writer = new ValueWriter(0);
  writer.discriminant(0);
  return writer;
}

function createLog(): { calls: string[]; tasks: Tasks; reasons: string[] } {
  const calls: string[] = [];
  const reasons: string[] = [];
  const tasks = new Tasks({
    finish(task, _bytes, _text, pending) {
      calls.push(`finish ${task}${pending ? ' pending' : ''}`);
    },
    fail(task, reason, pending) {
      reasons.push(reason);
      calls.push(`fail ${task}${pending ? ' pending' : ''}`);
    },
    end: (task) => void calls.push(`end ${task}`),
  });
  return { calls, tasks, reasons };
}

beforeEach(() => {
  lines.length = 0;
  setRing({ submit: () => [], read: () => new Uint8Array(0), cancel: () => {} });
});

describe('Tasks', () => {
  it('finishes a task that nothing follows', async () => {
    const { calls, tasks } = createLog();
    tasks.start(7, output);
    expect([tasks.size, isServing()]).toEqual([1, true]);
    await settled();
    expect(calls).toEqual(['finish 7']);
    expect([tasks.size, isServing()]).toEqual([0, false]);
  });

  it('ends a task when what it waits for is over', async () => {
    const { calls, tasks } = createLog();
    let release!: () => void;
    tasks.start(1, async () => {
      const task = currentTask()!;
      task.waitUntil(new Promise<void>((resolve) => (release = resolve)));
      task.waitUntil('no promise at all');
      return output();
    });
    await settled();
    expect(calls).toEqual(['finish 1 pending']);
    expect(isServing()).toBe(true);
    release();
    await settled();
    expect(calls).toEqual(['finish 1 pending', 'end 1']);
    expect(isServing()).toBe(false);
  });

  it('does not call a task pending for what is over before its result', async () => {
    const { calls, tasks } = createLog();
    tasks.start(1, async () => {
      currentTask()!.waitUntil(Promise.resolve());
      await settled();
      return output();
    });
    await settled();
    await settled();
    expect(calls).toEqual(['finish 1']);
  });

  it('logs what is rejected, and goes on', async () => {
    const { calls, tasks } = createLog();
    tasks.start(1, async () => {
      currentTask()!.waitUntil(Promise.reject(new Error('audit is down')));
      return output();
    });
    await settled();
    expect(calls.at(-1)).toMatch(/1/);
    expect(lines[0]).toMatch(
      /^error a promise given to waitUntil was rejected: Error: audit is down/,
    );
  });

  it('says why an export failed that threw', async () => {
    const { calls, tasks, reasons } = createLog();
    tasks.start(1, () => Promise.reject(new Error('late')));
    tasks.start(2, () => {
      throw new Error('at once');
    });
    await settled();
    expect(calls.toSorted()).toEqual(['fail 1', 'fail 2']);
    expect(reasons.toSorted()[0]).toMatch(/^Error: at once\n/);
  });

  it('keeps tasks apart, and knows the current one only at first', async () => {
    const { tasks } = createLog();
    const seen: (Task | undefined)[] = [];
    for (const id of [1, 2]) {
      tasks.start(id, async () => {
        seen.push(currentTask());
        await settled();
        seen.push(currentTask());
        return output();
      });
    }
    expect(currentTask()).toBeUndefined();
    await settled();
    await settled();
    expect(seen[0]).not.toBe(seen[1]);
    expect(seen.slice(2)).toEqual([undefined, undefined]);
  });

  it("fires the task's own signal", async () => {
    const { tasks } = createLog();
    const signals: AbortSignal[] = [];
    for (const id of [1, 2]) {
      tasks.start(id, async () => {
        signals.push(currentTask()!.signal as AbortSignal);
        return new Promise<ValueWriter>(() => {});
      });
    }
    tasks.abort(2, 'client closed');
    tasks.abort(99, 'unknown');
    expect(signals.map((signal) => signal.aborted)).toEqual([false, true]);
    expect((signals[1]!.reason as Error).name).toBe('AbortError');
    expect((signals[1]!.reason as Error).message).toBe('client closed');
  });
});

describe('Task', () => {
  it('takes no more work when it is over', async () => {
    const ends: [number, boolean][] = [];
    const task = new Task({ over: (...end) => void ends.push(end) }, 3);
    task.waitUntil(Promise.resolve());
    task.answered();
    await settled();
    expect(ends).toEqual([[3, true]]);
    expect(() => task.waitUntil(Promise.resolve())).toThrow(
      expect.objectContaining({ name: 'InvalidStateError' }),
    );
  });

  it('calls back after its answer', () => {
    const calls: string[] = [];
    const task = new Task({ over: () => void calls.push('end') });
    task.afterAnswer(() => calls.push('first'));
    expect(calls).toEqual([]);
    task.answered();
    task.afterAnswer(() => calls.push('late'));
    expect(calls).toEqual(['first', 'end', 'late']);
  });
});
