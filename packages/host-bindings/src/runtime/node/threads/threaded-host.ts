import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { HostError } from '../../../contract/errors.js';
import type { Logging } from '../../../contract/gen/logging.js';
import { type Limits, resolveLimits } from '../../../contract/limits.js';
import { isArtifact } from '../../../linker/index.js';
import { FunctionLog } from '../../function-log.js';
import type { BoundInterface } from '../../host-interfaces.js';
import type { Host, HostStatus, LoadOptions } from '../../host.js';
import { sumStatuses } from '../../pool-status.js';
import type { LoadedFunction } from '../../loaded-function.js';
import type { RequestMetric } from '../../request-metric.js';
import { nodePlatform } from '../platform.js';
import { Dispatcher } from './dispatcher.js';
import { HostThread } from './host-thread.js';
import type { FunctionRecord, Job } from './job.js';
import type { ToThread } from './protocol.js';
import { methodsOf } from './shared-providers.js';
import { ThreadFaults } from './thread-faults.js';
import { ThreadedFunction } from './threaded-function.js';
import { Watchdog } from './watchdog.js';

/** Options of {@link createThreadedHost}. */
export interface ThreadedHostOptions {
  /**
   * Module that says what the host of each thread is made of, as JavaScript: a file's URL or path. It
   * exports `hostOptions(thread)`, see {@link ThreadModule}. Providers are code, so they are made in the
   * thread that uses them.
   */
  readonly host: URL | string;
  /** Threads that run functions. Default: as many as the process may run in parallel. */
  readonly threads?: number | undefined;
  /** What the module is told beside: anything that can be cloned. */
  readonly data?: unknown;
  /**
   * Interfaces with providers of which there is one for all threads: what holds state in memory. They run
   * on the thread that creates the host; the module takes them with `thread.provider(interface)`. All
   * functions of the interface are `async func`, and it has no resources: kv, cache and rpc are such.
   */
  readonly shared?: readonly BoundInterface[] | undefined;
  /** Limits that differ from the default ones. */
  readonly limits?: Partial<Limits> | undefined;
  /** Milliseconds without an answer of a thread after which the log says so. Default 50. */
  readonly softMs?: number | undefined;
  /** Most requests that wait while no thread takes any. Default 1,024. */
  readonly queue?: number | undefined;
  /** Told of each request that a thread has served, a fifth of a second later. Without it nothing is measured, and `status()` knows functions alone. */
  readonly onRequest?: ((metric: RequestMetric) => void) | undefined;
  /** Takes what the watchdog has to say. */
  readonly logging: Logging;
  /** Module that each thread begins with. */
  readonly entry: URL;
}

/** What a threaded host says of one of its threads. */
export interface ThreadStatus {
  /** Place among the threads. */
  readonly thread: number;
  /** Whether it takes requests: it has started, and it answers. */
  readonly isReady: boolean;
  /** Requests that it has and has not answered. */
  readonly inFlight: number;
  /** Moving average of the time to an answer, in milliseconds; undefined before the first. */
  readonly latencyMs: number | undefined;
  /** How often a thread was started in this place again. */
  readonly restarts: number;
}

/** A host whose functions run on threads of their own. */
export interface ThreadedHost extends Host {
  /** How its threads are. */
  readonly threads: readonly ThreadStatus[];
  /** Lets each thread close what its module opened, then ends it. Requests under way fail. */
  close(): Promise<void>;
}

/** A function with its bytes, for threads that start later. */
interface LoadedRecord extends FunctionRecord {
  readonly message: ToThread & { readonly type: 'load' };
}

const longestPauseMs = 30_000;
const closeMs = 5000;

/** Starts the threads of a host. */
export async function startThreadedHost(options: ThreadedHostOptions): Promise<ThreadedHost> {
  const { threads = availableParallelism() } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > 1024) {
    throw new RangeError(`threads is "${threads}": use a whole number from 1 to 1024`);
  }
  const host = new FunctionThreads(options, threads);
  await host.start();
  return host;
}

class FunctionThreads implements ThreadedHost {
  readonly #options: ThreadedHostOptions;
  readonly #module: string;
  readonly #limits: Limits;
  readonly #threads: HostThread[];
  readonly #restarts: number[];
  readonly #functions = new Map<number, LoadedRecord>();
  readonly #dispatcher: Dispatcher;
  readonly #watchdog: Watchdog;
  readonly #faults: ThreadFaults;
  readonly #pauses = new Set<ReturnType<typeof setTimeout>>();
  #lastFunction = 0;
  #isClosed = false;

  constructor(options: ThreadedHostOptions, threads: number) {
    this.#options = options;
    const { host, softMs = 50, queue = 1024 } = options;
    this.#module = (
      typeof host === 'string' && !host.startsWith('file:') ? pathToFileURL(host) : host
    ).toString();
    this.#limits = resolveLimits(options.limits);
    const log = new FunctionLog(options.logging, () => undefined);
    this.#faults = new ThreadFaults({ log, softMs, killMs: this.#limits.cpuKillMs });
    const list = (): readonly HostThread[] => this.#threads;
    this.#dispatcher = new Dispatcher({
      threads: list,
      queue,
      onPost: () => this.#watchdog.wake(),
    });
    this.#watchdog = new Watchdog({
      threads: list,
      softMs,
      killMs: this.#limits.cpuKillMs,
      onSlow: (thread, stalledMs) => {
        this.#faults.reportSlow(thread, stalledMs);
        // What it has not begun need not wait for it.
        for (const job of thread.jobs.takeBack()) this.#dispatcher.dispatch(job);
      },
      onRecovered: () => this.#dispatcher.flush(),
      onStuck: (thread, stalledMs) => {
        void thread.stop(this.#faults.stuck(thread, stalledMs));
      },
    });
    this.#restarts = Array.from({ length: threads }, () => 0);
    this.#threads = this.#restarts.map((_, thread) => this.#create(thread));
  }

  /** @throws what the module throws in the first thread that does not start. */
  async start(): Promise<void> {
    try {
      await Promise.all(this.#threads.map((thread) => this.#prepare(thread)));
    } catch (error) {
      this.dispose();
      throw this.#explain(error as Error);
    }
  }

  get threads(): readonly ThreadStatus[] {
    return this.#threads.map(({ thread, isReady, isReported, load }) => ({
      thread,
      isReady: isReady && !isReported,
      inFlight: load.inFlight,
      latencyMs: load.latencyMs,
      restarts: this.#restarts[thread]!,
    }));
  }

  async load(source: Uint8Array | string, options: LoadOptions = {}): Promise<LoadedFunction> {
    const bytes = typeof source === 'string' ? await nodePlatform.read(source) : source;
    const fallback =
      typeof source === 'string' && !isArtifact(bytes) ? nodePlatform.nameOf(source) : undefined;
    const fn = ++this.#lastFunction;
    const message = {
      type: 'load' as const,
      fn,
      source: new Uint8Array(bytes),
      name: options.name ?? fallback,
      isolation: options.isolation ?? 'request',
    };
    const name = await this.#loadIntoAll(message);
    const record: LoadedRecord = { fn, name, message };
    this.#functions.set(fn, record);
    // Threads that have become ready in the meantime; later ones find it among the functions.
    await this.#loadIntoAll(message);
    return new ThreadedFunction({
      record,
      limits: this.#limits,
      dispatch: (job) => this.#dispatch(job),
      onDispose: () => {
        this.#functions.delete(fn);
        for (const thread of this.#threads) thread.unloadFunction(fn);
      },
    });
  }

  status(): HostStatus {
    const statuses = this.#threads.map(({ status }) => status);
    return {
      ...sumStatuses(statuses),
      functions: this.#functions.size,
      imageBytes: statuses.reduce((sum, { imageBytes }) => sum + imageBytes, 0),
      waiting: sumStatuses(statuses).waiting + this.#dispatcher.waiting,
    };
  }

  dispose(): void {
    void this.close();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const pause of this.#pauses) clearTimeout(pause);
    this.#watchdog.close();
    this.#dispatcher.rejectAll(new HostError('unavailable', 'the host is closed'));
    this.#functions.clear();
    await Promise.all(this.#threads.map((thread) => thread.close(closeMs)));
  }

  #ready(): HostThread[] {
    const ready = this.#threads.filter((thread) => thread.isReady);
    if (ready.length > 0) return ready;
    throw new HostError(
      'unavailable',
      this.#isClosed ? 'the host is closed' : 'no thread is running now; try again later',
    );
  }

  #dispatch(job: Job): void {
    if (this.#isClosed) job.reject(new HostError('unavailable', 'the host is closed'));
    else this.#dispatcher.dispatch(job);
  }

  /** Loads a function into the threads that are ready and lack it, and answers its name. */
  async #loadIntoAll(message: LoadedRecord['message']): Promise<string> {
    const { fn } = message;
    let name = this.#functions.get(fn)?.name;
    const loads = this.#ready()
      .filter((thread) => !thread.functions.has(fn))
      .map(async (thread) => {
        try {
          name = await this.#loadInto(thread, message);
        } catch (error) {
          // Another function's request took the thread down: the one in its place loads this one.
          if (!this.#faults.hasCulprit(thread)) throw error;
        }
      });
    try {
      await Promise.all(loads);
    } catch (error) {
      this.#functions.delete(fn);
      for (const thread of this.#threads) thread.unloadFunction(fn);
      throw error;
    }
    if (name !== undefined) return name;
    throw new HostError('unavailable', 'the threads were stopped while they loaded it; try again');
  }

  #loadInto(thread: HostThread, message: LoadedRecord['message']): Promise<string> {
    const loaded = thread.loadFunction(message);
    this.#watchdog.wake();
    return loaded;
  }

  #create(thread: number): HostThread {
    const { data, shared = [], limits = {}, entry, onRequest } = this.#options;
    return new HostThread({
      thread,
      entry,
      shared,
      onRequest,
      data: {
        module: this.#module,
        data,
        limits,
        shared: methodsOf(shared),
        isMeasured: onRequest !== undefined,
      },
      onRoom: () => {
        if (this.#dispatcher.waiting > 0) this.#dispatcher.flush();
      },
      onExit: (ended, error) => this.#replace(ended, error),
    });
  }

  /** Gives a thread all functions; it takes requests once it has them. */
  async #prepare(thread: HostThread): Promise<void> {
    await thread.started;
    for (;;) {
      const missing = [...this.#functions.values()].filter(({ fn }) => !thread.functions.has(fn));
      if (missing.length === 0) break;
      await Promise.all(missing.map(({ message }) => this.#loadInto(thread, message)));
    }
    thread.isReady = true;
    thread.wasReady = true;
    this.#dispatcher.flush();
  }

  /** A thread is gone: its requests get their outcome, and another one takes its place. */
  #replace(ended: HostThread, error: Error | undefined): void {
    const again = this.#faults.end(ended, error);
    if (this.#isClosed) {
      for (const job of again) job.reject(new HostError('unavailable', 'the host is closed'));
      return;
    }
    if (ended.wasReady) this.#startAnother(ended.thread, 0);
    for (const job of again) this.#dispatcher.dispatch(job);
  }

  #startAnother(place: number, pauseMs: number): void {
    this.#restarts[place]!++;
    const thread = this.#create(place);
    this.#threads[place] = thread;
    this.#prepare(thread).catch((error: unknown) => {
      if (this.#isClosed) return;
      this.#faults.reportStart(this.#explain(error as Error));
      void thread.stop(error as Error);
      if (!this.#threads.some((one) => one.isReady)) {
        const text = 'no thread is running now; try again later';
        this.#dispatcher.rejectAll(new HostError('unavailable', text));
      }
      const nextMs = Math.min(longestPauseMs, Math.max(500, 2 * pauseMs));
      const pause = setTimeout(() => {
        this.#pauses.delete(pause);
        this.#startAnother(place, nextMs);
      }, nextMs).unref();
      this.#pauses.add(pause);
    });
  }

  #explain(cause: Error): Error {
    return new Error(`a thread of the host does not start: "${this.#module}": ${cause.message}`, {
      cause,
    });
  }
}
