import type { RpcCallOptions } from '../../../codegen-v1/index.js';
import { HostError } from '../../../contract/errors.js';
import type { Request, Response } from '../../../contract/gen/http.js';
import type { Limits } from '../../../contract/limits.js';
import type { FunctionSession } from '../../function-session.js';
import { type HandleOptions, LoadedFunction } from '../../loaded-function.js';
import { createCallJob, createRequestJob, type FunctionRecord, type Job } from './job.js';

/** What a {@link ThreadedFunction} reaches its threads with. */
export interface ThreadedFunctionOptions {
  readonly record: FunctionRecord;
  readonly limits: Limits;
  readonly dispatch: (job: Job) => void;
  readonly onDispose: () => void;
}

/** A function that every thread has loaded. Each request goes to one of them. */
export class ThreadedFunction extends LoadedFunction {
  readonly #options: ThreadedFunctionOptions;
  /** Requests that are not answered. */
  #underWay = 0;
  #isDisposed = false;

  constructor(options: ThreadedFunctionOptions) {
    super(options.record.name, options.limits);
    this.#options = options;
  }

  override handle(request: Request, options: HandleOptions = {}): Promise<Response> {
    const { requestId = crypto.randomUUID() } = options;
    return this.#run((job) => createRequestJob(request, options, { ...job, requestId }));
  }

  override call(
    method: string,
    payload: Uint8Array,
    options: RpcCallOptions = {},
  ): Promise<Uint8Array> {
    const { requestId = crypto.randomUUID() } = options;
    const call = { method, payload, options };
    return this.#run((job) => createCallJob(call, { ...job, requestId }));
  }

  #run<T>(
    create: (job: {
      readonly fn: FunctionRecord;
      readonly deadline: number;
      readonly resolve: (value: T) => void;
      readonly reject: (error: Error) => void;
    }) => Job,
  ): Promise<T> {
    if (this.#isDisposed) {
      const text = `function "${this.name}" is disposed of`;
      return Promise.reject(new HostError('unavailable', text));
    }
    const { record, limits, dispatch } = this.#options;
    const deadline = Date.now() + limits.wallMs;
    const answer = new Promise<T>((resolve, reject) => {
      dispatch(create({ fn: record, deadline, resolve, reject }));
    });
    this.#underWay++;
    const leave = (): void => this.#leave();
    answer.then(leave, leave);
    return answer;
  }

  /** Threads forget the function once nothing that was asked of it waits for one of them. */
  #leave(): void {
    this.#underWay--;
    if (this.#isDisposed && this.#underWay === 0) this.#options.onDispose();
  }

  /** @throws {HostError} `unavailable`: a session cannot reach over to another thread. */
  override open(): Promise<FunctionSession> {
    const text = `"${this.name}" runs on other threads, where no session can be opened; load it with createHost`;
    return Promise.reject(new HostError('unavailable', text));
  }

  override dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    if (this.#underWay === 0) this.#options.onDispose();
  }
}
