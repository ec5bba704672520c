import type { Context as ContextRecord } from '../gen/http-handler.js';
import type { AbortSignal } from '../web/abort.js';
import type { Task } from './tasks.js';

/** The context of the request that a task serves. */
export class RequestContext {
  readonly #record: ContextRecord;
  readonly #task: Task;

  constructor(record: ContextRecord, task: Task) {
    this.#record = record;
    this.#task = task;
  }

  /** Unique id of the request. */
  get requestId(): string {
    return this.#record.requestId;
  }

  /** When the host gives up on the answer, in milliseconds since 1970. */
  get deadline(): number {
    return this.#record.deadline;
  }

  /** Address of the client, where the host knows it. */
  get clientAddress(): string | undefined {
    return this.#record.clientAddress;
  }

  /** Fires when the client has gone. */
  get signal(): AbortSignal {
    return this.#task.signal;
  }

  /** Lets work go on after the response. */
  waitUntil(promise: Promise<unknown>): void {
    this.#task.waitUntil(promise);
  }
}
