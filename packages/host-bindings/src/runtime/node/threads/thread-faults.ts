import { HostError } from '../../../contract/errors.js';
import { limitName } from '../../../contract/limits.js';
import { RequestCall } from '../../call.js';
import { type FunctionLog, markLogged } from '../../function-log.js';
import type { HostThread } from './host-thread.js';
import type { Job } from './job.js';
import type { Served } from './job-table.js';

/** Who is told of what goes wrong with threads, and when it does. */
export interface ThreadFaultsOptions {
  readonly log: FunctionLog;
  readonly softMs: number;
  readonly killMs: number;
}

/** Name of the soft limit in the log. */
const softLimit = 'cpu-soft-ms';

/** Says whose fault it is that a thread does not answer, and what becomes of the requests that it had. */
export class ThreadFaults {
  readonly #options: ThreadFaultsOptions;
  /** For whom a guest ran when its thread was given up. */
  readonly #culprits = new WeakMap<HostThread, Served>();

  constructor(options: ThreadFaultsOptions) {
    this.#options = options;
  }

  /** A thread has not answered for longer than the soft limit. */
  reportSlow(thread: HostThread, stalledMs: number): void {
    const served = thread.jobs.running();
    if (served === undefined && thread.isLoading) return;
    const { softMs: maximum, log } = this.#options;
    const used = Math.round(stalledMs);
    const what =
      served === undefined ? this.#unknown(thread) : 'the function computes without a pause';
    const message = `${what}: ${softLimit} is ${used}, over the limit of ${maximum}`;
    log.write('warn', message, contextOf(served), fieldsOf(softLimit, used, maximum));
  }

  /** A thread that failed to start. */
  reportStart(error: Error): void {
    this.#options.log.write('error', error.message, contextOf(undefined));
  }

  /** A thread has not answered for longer than the hard limit. Answers why it is stopped. */
  stuck(thread: HostThread, stalledMs: number): Error {
    const { killMs: maximum, log } = this.#options;
    const exceeded = { what: limitName('cpuKillMs'), used: Math.round(stalledMs), maximum };
    const limit = new HostError('limit', exceeded);
    const served = thread.jobs.running();
    if (served !== undefined) this.#culprits.set(thread, served);
    const what = served === undefined ? this.#unknown(thread) : 'the function was stopped';
    const message = `${what}: ${limit.rawMessage}`;
    log.write('error', message, contextOf(served), fieldsOf(exceeded.what, exceeded.used, maximum));
    markLogged(limit);
    return limit;
  }

  /** Whether a thread was given up for a request that a function of it served. */
  hasCulprit(thread: HostThread): boolean {
    return this.#culprits.has(thread);
  }

  /** Gives every request of a thread that is gone its outcome, but those that another one can serve. */
  end(thread: HostThread, error: Error | undefined): Job[] {
    const again = thread.jobs.takeBack();
    if (error !== undefined) {
      const message = `a thread of the host ended: ${error.stack ?? error.message}`;
      this.#options.log.write('error', message, contextOf(undefined));
    }
    const culprit = this.#culprits.get(thread);
    const { stopReason } = thread;
    const isClosed = stopReason instanceof HostError && stopReason.code === 'unavailable';
    for (const job of thread.jobs.abandon()) {
      if (culprit !== undefined && job.requestId === culprit.requestId) {
        job.reject(
          logged(new HostError('internal', 'the function was stopped', { cause: stopReason })),
        );
        continue;
      }
      const text = 'the thread that served the request was stopped; try again';
      if (!isClosed) this.#options.log.write('warn', text, contextOf(job));
      job.reject(logged(new HostError('unavailable', text, { cause: stopReason ?? error })));
    }
    return again;
  }

  #unknown({ thread, isLoading }: HostThread): string {
    return isLoading
      ? `thread ${thread} does not end loading a function`
      : `thread ${thread} is blocked by a provider, or by what goes on after a response`;
  }
}

function logged(error: HostError): HostError {
  markLogged(error);
  return error;
}

function fieldsOf(limit: string, used: number, maximum: number): Record<string, string> {
  return { limit, used: String(used), maximum: String(maximum) };
}

function contextOf(served: Served | undefined): RequestCall {
  return new RequestCall(served?.fn.name ?? '', served?.requestId ?? '', 0);
}
