import type { HostError } from '../../../contract/errors.js';
import type { BodyReader, Response } from '../../../contract/gen/http.js';
import type { BodyExchange, Send } from './body-exchange.js';
import type { Job, JobContent } from './job.js';
import { unpackError } from './portable-error.js';
import type { FromThread, ToThread, Work } from './protocol.js';
import { ThreadLoad } from './thread-load.js';
import { maxRequests, type ThreadState } from './thread-state.js';

/** What a table reaches its thread with. */
export interface JobTableOptions {
  readonly state: ThreadState;
  readonly bodies: BodyExchange;
  readonly send: Send<ToThread>;
}

/** Answered requests that the log can still name. */
const rememberedRequests = 128;

/** Whose request a guest runs for. */
export type Served = Pick<Job, 'fn' | 'requestId'>;

/** A job that the thread has. */
interface Posted {
  readonly job: Job;
  readonly slot: number;
  readonly at: number;
  /** Number of the body that the request streams. */
  readonly body: number | undefined;
  /** Stops listening to the client. */
  readonly leave: () => void;
}

/** The jobs of one thread that are not answered yet. */
export class JobTable {
  /** How fast they are answered. */
  readonly load = new ThreadLoad();
  readonly #options: JobTableOptions;
  readonly #posted = new Map<number, Posted>();
  /** Slots of jobs that were taken back: free once the thread has seen that. */
  readonly #takenBack = new Map<number, number>();
  readonly #free: number[] = [];
  #usedSlots = 0;
  #last = 0;
  /** Whose requests were answered last, for the log: a function may go on after its response. */
  readonly #answered = new Map<number, Served>();

  constructor(options: JobTableOptions) {
    this.#options = options;
  }

  /** Jobs that are not answered. */
  get size(): number {
    return this.#posted.size;
  }

  /** Whether another one can be taken. */
  get hasRoom(): boolean {
    return this.#free.length > 0 || this.#usedSlots < maxRequests;
  }

  /** Gives the thread a job. */
  post(job: Job): void {
    const { state, bodies, send } = this.#options;
    const slot = this.#free.pop() ?? this.#usedSlots++;
    const request = (this.#last = (this.#last % 0x7fff_fffe) + 1);
    const transfer: ArrayBuffer[] = [];
    let content: JobContent;
    try {
      content = job.pack({ bodies, transfer });
    } catch (error) {
      this.#free.push(slot);
      job.reject(error as Error);
      return;
    }
    const onAbort = (): void => send({ type: 'abort', request });
    const { signal } = job;
    const leave = (): void => signal?.removeEventListener('abort', onAbort);
    const body =
      content.type === 'handle' && typeof content.message.body === 'number'
        ? content.message.body
        : undefined;
    this.#posted.set(request, { job, slot, at: performance.now(), body, leave });
    this.load.begin();
    state.offer(slot);
    send({ ...content, request, slot, fn: job.fn.fn } as Work, transfer);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  }

  /** Takes what the thread says of a job. */
  receive(
    message: FromThread & { readonly type: 'response' | 'answer' | 'failure' | 'skipped' },
  ): void {
    const { request } = message;
    if (message.type === 'skipped') {
      const slot = this.#takenBack.get(request);
      this.#takenBack.delete(request);
      if (slot !== undefined) this.#free.push(slot);
      return;
    }
    const posted = this.#posted.get(request);
    if (posted === undefined) return;
    const { job, leave } = posted;
    this.#forget(request, posted);
    this.load.end(performance.now() - posted.at);
    if (message.type === 'failure') {
      leave();
      job.reject(unpackError(message.error));
      return;
    }
    const response = job.resolve(message, this.#options.bodies);
    if (response?.body.tag === 'stream') watchEnd(response, leave);
    else leave();
  }

  /** A job could not be sent. */
  refuse(request: number, error: HostError): void {
    const posted = this.#posted.get(request);
    if (posted === undefined) return;
    this.#withdraw(request, posted);
    this.#free.push(posted.slot);
    posted.job.reject(error);
  }

  /** Takes back what the thread has not begun, for another one. */
  takeBack(): Job[] {
    const jobs: Job[] = [];
    for (const [request, posted] of this.#posted) {
      if (!this.#options.state.takeBack(posted.slot)) continue;
      this.#withdraw(request, posted);
      this.#takenBack.set(request, posted.slot);
      jobs.push(posted.job);
    }
    return jobs;
  }

  /** Takes all that the thread has begun, since it is gone. */
  abandon(): Job[] {
    const jobs: Job[] = [];
    for (const [request, posted] of this.#posted) {
      this.#withdraw(request, posted);
      jobs.push(posted.job);
    }
    return jobs;
  }

  /** Whom a guest of the thread runs for; undefined where none runs, or it is not known for whom. */
  running(): Served | undefined {
    const request = this.#options.state.running;
    return this.#posted.get(request)?.job ?? this.#answered.get(request);
  }

  #withdraw(request: number, posted: Posted): void {
    this.#posted.delete(request);
    posted.leave();
    this.load.withdraw();
    if (posted.body !== undefined) this.#options.bodies.withdraw(posted.body);
  }

  #forget(request: number, { slot, job }: Posted): void {
    this.#posted.delete(request);
    this.#free.push(slot);
    this.#answered.set(request, { fn: job.fn, requestId: job.requestId });
    if (this.#answered.size > rememberedRequests) {
      for (const oldest of this.#answered.keys()) {
        this.#answered.delete(oldest);
        break;
      }
    }
  }
}

/** Has the end of a streamed response told, whichever way it comes. */
function watchEnd(response: Response, onEnd: () => void): void {
  const body = response.body as { val: BodyReader };
  const reader = body.val;
  body.val = {
    async read(max, call) {
      try {
        const bytes = await reader.read(max, call);
        if (bytes === undefined) onEnd();
        return bytes;
      } catch (error) {
        onEnd();
        throw error;
      }
    },
    [Symbol.dispose]() {
      onEnd();
      reader[Symbol.dispose]?.();
    },
  };
}
