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

/** Told when a task is over. */
export interface TaskOwner {
  /** The result is out and nothing goes on. `wasPending`: something did, when the result went out. */
  over(task: number, wasPending: boolean): void;
}

const [ANSWERED, PENDING, ENDED] = [1, 2, 4] as const;

/** What few tasks have. */
interface Extras {
  controller?: AbortController;
  afterAnswer?: (() => void)[] | undefined;
}

/** One request or call that is being served. */
export class Task {
  // As few fields as possible: each costs a request some 60 ns in the interpreter.
  readonly #owner: TaskOwner | undefined;
  readonly #id: number;
  #working = 0;
  #state = 0;
  #extras: Extras | undefined;

  constructor(owner?: TaskOwner, id = 0) {
    this.#owner = owner;
    this.#id = id;
  }

  /** Fires when nobody waits for the result any more. */
  get signal(): AbortSignal {
    return this.#controller().signal;
  }

  /** Whether something goes on beside, or after, the result. */
  get isPending(): boolean {
    return this.#working > 0;
  }

  /**
   * Keeps the task going until the promise is settled; its rejection is logged.
   *
   * @throws DOMException `InvalidStateError` where the task is over
   */
  waitUntil(promise: unknown): void {
    if (this.#state & ENDED) {
      throw new DOMException('waitUntil() was called after the request', 'InvalidStateError');
    }
    this.#working += 1;
    const done = (): void => this.#release();
    Promise.resolve(promise).then(done, (error: unknown) => {
      writeLog('error', `a promise given to waitUntil was rejected: ${inspect(error)}`, undefined);
      done();
    });
  }

  /** Calls back once the result is out; at once where it is out already. */
  afterAnswer(callback: () => void): void {
    if (this.#state & ANSWERED) callback();
    else ((this.#extras ??= {}).afterAnswer ??= []).push(callback);
  }

  /** Says that nobody waits for the result any more. */
  abort(reason: string): void {
    this.#controller().abort(new DOMException(reason || 'the client has gone', 'AbortError'));
  }

  /** Says that the result is out. */
  answered(): void {
    this.#state |= this.#working > 0 ? ANSWERED | PENDING : ANSWERED;
    const extras = this.#extras;
    if (extras?.afterAnswer !== undefined) {
      const callbacks = extras.afterAnswer;
      extras.afterAnswer = undefined;
      for (const callback of callbacks) callback();
    }
    if (this.#working === 0) this.#end();
  }

  #controller(): AbortController {
    return ((this.#extras ??= {}).controller ??= new AbortController());
  }

  #release(): void {
    this.#working -= 1;
    if (this.#state & ANSWERED && this.#working === 0) this.#end();
  }

  #end(): void {
    const wasPending = (this.#state & PENDING) !== 0;
    this.#state |= ENDED;
    this.#owner?.over(this.#id, wasPending);
  }
}

let current: Task | undefined;

/** The task whose export has just been called; undefined after its first wait. */
export function currentTask(): Task | undefined {
  return current;
}

/** Says which task's code runs from now on, up to its first wait. */
export function setCurrentTask(task: Task | undefined): void {
  current = task;
}

/** The tasks of this instance, by their ids. */
export class Tasks implements TaskOwner {
  readonly #ring: TaskRing;
  readonly #running = new Map<number, Task>();

  constructor(ring: TaskRing) {
    this.#ring = ring;
  }

  /** Number of tasks that go on. */
  get size(): number {
    return this.#running.size;
  }

  /** A new task, which `finish` or `fail` has to be called for. */
  begin(id: number): Task {
    const task = new Task(this, id);
    this.#running.set(id, task);
    enterTask();
    return task;
  }

  /** Hands over the result of a task. */
  finish(id: number, task: Task, output: Uint8Array, text: string): void {
    this.#ring.finish(id, output, text, task.isPending);
    task.answered();
  }

  /** Says that a task has no result, and why, for the log. */
  fail(id: number, task: Task, error: unknown): void {
    this.#ring.fail(id, inspect(error).toWellFormed(), task.isPending);
    task.answered();
  }

  over(id: number, wasPending: boolean): void {
    this.#running.delete(id);
    if (wasPending) this.#ring.end(id);
    leaveTask();
  }

  /**
   * Starts a task. `serve` answers the written result of the export; where it throws or rejects, the
   * task has failed, and the log gets the stack.
   */
  start(id: number, serve: () => Promise<ValueWriter>): void {
    const task = this.begin(id);
    const finish = (output: ValueWriter): void => {
      // Streams in the result begin when it is finished, and go on after it.
      current = task;
      const bytes = output.finish();
      current = undefined;
      this.finish(id, task, bytes, output.text);
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
    result.then(finish, (error: unknown) => this.fail(id, task, error));
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
