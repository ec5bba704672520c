// How the engine's entry uses this module:
//
//   const tasks = new Tasks(ring);                       // ring: the imports `finish`, `fail`, `end`
//   start(task, entry, input, text)  ->  tasks.start(task, () => callExport(entry, input, text));
//   deliver(completions)       ->  deliver(completions);  // of codegen-v1, nothing to do here
//   abort(task, reason)        ->  tasks.abort(task, reason);
//
// `start` returns at once: the result goes out by `finish`, from a promise job. It counts the task
// in and out by `enterTask` and `leaveTask` of codegen-v1. While the export's code runs up to its
// first wait, `currentTask()` is its task; the handler takes it from there.

import { enterTask, leaveTask, type ValueWriter } from '../codegen-v1/index.js';
import { AbortController, type AbortSignal } from '../web/abort.js';
import { inspect } from '../web/inspect.js';
import { writeLog } from './log.js';

/** The imports of `wajs:platform/ring` that end a task. */
export interface TaskRing {
  /** Hands over the result; with `pending`, work goes on until `end`. */
  finish(task: number, output: Uint8Array, text: string, pending: boolean): void;
  /** The export threw something that is no answer of its own: the reason is for the log. */
  fail(task: number, reason: string, pending: boolean): void;
  /** Nothing of the task goes on. */
  end(task: number): void;
}

/** One request or call that is being served. */
export class Task {
  #controller: AbortController | undefined;
  #pending = 0;
  #answered = false;
  #ended = false;
  #afterAnswer: (() => void)[] | undefined;
  readonly #onEnd: (() => void) | undefined;

  /** `onEnd` is called once, when the result is out and nothing goes on. */
  constructor(onEnd?: () => void) {
    this.#onEnd = onEnd;
  }

  /** Fires when nobody waits for the result any more. */
  get signal(): AbortSignal {
    return (this.#controller ??= new AbortController()).signal;
  }

  /** Whether something goes on beside, or after, the result. */
  get isPending(): boolean {
    return this.#pending > 0;
  }

  /**
   * Keeps the task going until the promise is settled; its rejection is logged.
   *
   * @throws DOMException `InvalidStateError` where the task is over
   */
  waitUntil(promise: unknown): void {
    if (this.#ended) {
      throw new DOMException('waitUntil() was called after the request', 'InvalidStateError');
    }
    this.#pending += 1;
    const done = (): void => this.#release();
    Promise.resolve(promise).then(done, (error: unknown) => {
      writeLog('error', `a promise given to waitUntil was rejected: ${inspect(error)}`, undefined);
      done();
    });
  }

  /** Calls back once the result is out; at once where it is out already. */
  afterAnswer(callback: () => void): void {
    if (this.#answered) callback();
    else (this.#afterAnswer ??= []).push(callback);
  }

  /** Says that nobody waits for the result any more. */
  abort(reason: string): void {
    const error = new DOMException(reason || 'the client has gone', 'AbortError');
    (this.#controller ??= new AbortController()).abort(error);
  }

  /** Says that the result is out. */
  answered(): void {
    this.#answered = true;
    const callbacks = this.#afterAnswer;
    this.#afterAnswer = undefined;
    if (callbacks) for (const callback of callbacks) callback();
    this.#endIfIdle();
  }

  #release(): void {
    this.#pending -= 1;
    if (this.#answered) this.#endIfIdle();
  }

  #endIfIdle(): void {
    if (this.#pending > 0) return;
    this.#ended = true;
    this.#onEnd?.();
  }
}

let current: Task | undefined;

/** The task whose export has just been called; undefined after its first wait. */
export function currentTask(): Task | undefined {
  return current;
}

/** The tasks of this instance, by their ids. */
export class Tasks {
  readonly #ring: TaskRing;
  readonly #running = new Map<number, Task>();

  constructor(ring: TaskRing) {
    this.#ring = ring;
  }

  /** Number of tasks that go on. */
  get size(): number {
    return this.#running.size;
  }

  /**
   * Starts a task. `serve` answers the written result of the export; where it throws or rejects, the
   * task has failed, and the log gets the stack.
   */
  start(id: number, serve: () => Promise<ValueWriter>): void {
    let pending = false;
    const task = new Task(() => {
      this.#running.delete(id);
      if (pending) this.#ring.end(id);
      leaveTask();
    });
    this.#running.set(id, task);
    enterTask();
    const finish = (output: ValueWriter): void => {
      // Streams in the result begin when it is finished, and go on after it.
      current = task;
      const bytes = output.finish();
      current = undefined;
      pending = task.isPending;
      this.#ring.finish(id, bytes, output.text, pending);
      task.answered();
    };
    const fail = (error: unknown): void => {
      pending = task.isPending;
      this.#ring.fail(id, inspect(error).toWellFormed(), pending);
      task.answered();
    };
    current = task;
    let result: Promise<ValueWriter>;
    try {
      result = serve();
    } catch (error) {
      result = Promise.reject(error);
    } finally {
      current = undefined;
    }
    result.then(finish, fail);
  }

  /**
   * Keeps the task that is at work going until a promise is settled. Where that is not known, as after
   * a wait, all that go on are kept.
   */
  hold(work: Promise<void>): void {
    if (current !== undefined) current.waitUntil(work);
    else for (const task of this.#running.values()) task.waitUntil(work);
  }

  /** Fires a task's signal. A task that is over is no mistake. */
  abort(id: number, reason: string): void {
    this.#running.get(id)?.abort(reason);
  }
}
