import { Worker } from 'node:worker_threads';
import { HostError } from '../../../contract/errors.js';
import type { BoundInterface } from '../../host-interfaces.js';
import type { HostStatus } from '../../host.js';
import type { RequestMetric } from '../../request-metric.js';
import { BodyExchange } from './body-exchange.js';
import type { Job } from './job.js';
import { JobTable } from './job-table.js';
import { Outbox } from './outbox.js';
import { unpackError } from './portable-error.js';
import type { FromThread, ThreadData, ToThread } from './protocol.js';
import { SharedProviderDesk } from './shared-providers.js';
import { StallMeter } from './stall-meter.js';
import { emptyStatus } from './thread-report.js';
import { ThreadState } from './thread-state.js';

/** What a thread is made of, and who is told what becomes of it. */
export interface HostThreadOptions {
  /** Place among the threads. */
  readonly thread: number;
  /** Module that the thread runs. */
  readonly entry: URL;
  readonly data: Omit<ThreadData, 'thread' | 'state'>;
  readonly shared: readonly BoundInterface[];
  /** A job was answered, or the thread got room otherwise. */
  readonly onRoom: () => void;
  /** Is told what requests took that it has served. */
  readonly onRequest: ((metric: RequestMetric) => void) | undefined;
  /** The thread ended by itself or was stopped, and is not coming back. */
  readonly onExit: (thread: HostThread, error: Error | undefined) => void;
}

/** Milliseconds for a thread that is stopped to end. */
const endMs = 2000;

/** What a thread is asked to load. */
export type LoadMessage = ToThread & { readonly type: 'load' };

/** A load that the thread has not answered yet. */
interface PendingLoad {
  readonly resolve: (name: string) => void;
  readonly reject: (error: Error) => void;
}

/** One worker thread with a host in it, as the main thread sees it. */
export class HostThread {
  readonly thread: number;
  readonly state = new ThreadState();
  readonly meter = new StallMeter();
  /** Settles once the thread's host is made. */
  readonly started: Promise<void>;
  /** Functions that it has. */
  readonly functions = new Set<number>();
  readonly jobs: JobTable;
  /** Turns that it is behind. */
  credit = 0;
  /** Whether it takes jobs. */
  isReady = false;
  /** Whether it has ever done so: else it is one that did not start. */
  wasReady = false;
  /** Whether the log has been told that it does not answer. */
  isReported = false;
  /** What it holds, as it has said last. */
  status: HostStatus = emptyStatus;
  /** Why it is being stopped. */
  stopReason: Error | undefined;
  readonly #options: HostThreadOptions;
  readonly #worker: Worker;
  readonly #outbox: Outbox<ToThread>;
  readonly #bodies: BodyExchange;
  readonly #desk: SharedProviderDesk;
  readonly #loads = new Map<number, PendingLoad>();
  #isOver = false;
  #isRefed = false;
  #crash: Error | undefined;
  #onStarted: PendingLoad | undefined;
  #onEnd: (() => void) | undefined;

  constructor(options: HostThreadOptions) {
    this.#options = options;
    this.thread = options.thread;
    const workerData: ThreadData = {
      ...options.data,
      thread: options.thread,
      state: this.state.buffer,
    };
    this.#worker = new Worker(options.entry, { workerData, name: `wajs-${options.thread}` });
    const recipient = {
      postMessage: (value: unknown, transfer: readonly ArrayBuffer[]): void =>
        this.#worker.postMessage(value, transfer),
    };
    this.#outbox = new Outbox<ToThread>(recipient, (message, error) =>
      this.#refuse(message, error),
    );
    const { send } = this.#outbox;
    this.#bodies = new BodyExchange(send);
    this.#desk = new SharedProviderDesk(options.shared, send);
    this.jobs = new JobTable({ state: this.state, bodies: this.#bodies, send });
    this.started = new Promise((resolve, reject) => {
      this.#onStarted = { resolve: () => resolve(), reject };
    });
    this.#worker.on('message', (messages: readonly FromThread[]) => {
      for (const message of messages) this.#receive(message);
      this.#hold();
    });
    this.#worker.on('error', (error) => {
      this.#crash = error;
    });
    this.#worker.on('messageerror', (error) => {
      this.#crash = error;
      void this.stop(error);
    });
    this.#worker.once('exit', () => this.#exit());
  }

  /** Moving average and number of what it owes, for whose turn it is. */
  get load(): JobTable['load'] {
    return this.jobs.load;
  }

  /** Whether anything is asked of it, so that it has to give signs of life. */
  get isBusy(): boolean {
    return this.jobs.size > 0 || this.#loads.size > 0 || this.#bodies.size > 0;
  }

  /** Whether it is loading a function. */
  get isLoading(): boolean {
    return this.#loads.size > 0;
  }

  /** Gives it a job. */
  post(job: Job): void {
    this.jobs.post(job);
    this.#hold();
  }

  /** Has it load a function and answers the function's name. */
  loadFunction(message: LoadMessage): Promise<string> {
    const loaded = new Promise<string>((resolve, reject) => {
      this.#loads.set(message.fn, { resolve, reject });
    });
    this.#outbox.send(message);
    this.#hold();
    return loaded;
  }

  /** Has it forget a function. */
  unloadFunction(fn: number): void {
    if (this.functions.delete(fn)) this.#outbox.send({ type: 'unload', fn });
  }

  /** Asks for a sign of life. */
  ping(): void {
    this.#outbox.send({ type: 'ping' });
  }

  /** Lets it close what it has opened and end; stops it where that takes too long. */
  close(graceMs: number): Promise<void> {
    const reason = new HostError('unavailable', 'the host is closed');
    this.isReady = false;
    this.stopReason ??= reason;
    if (this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onEnd = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => void this.stop(reason), graceMs);
      this.#outbox.send({ type: 'close' });
    });
  }

  /** Ends it in the middle of what it does. */
  async stop(reason: Error): Promise<void> {
    this.isReady = false;
    this.stopReason ??= reason;
    const ended = this.#worker.terminate().then(() => undefined);
    // A thread in a system call that does not return cannot be ended: it is left to itself.
    const timer = setTimeout(() => this.#exit(), endMs);
    await ended;
    clearTimeout(timer);
    this.#exit();
  }

  #receive(message: FromThread): void {
    switch (message.type) {
      case 'ready':
        this.#onStarted?.resolve('');
        break;
      case 'report':
        this.status = message.status;
        for (const metric of message.metrics) this.#options.onRequest?.(metric);
        break;
      case 'unready':
        this.#onStarted?.reject(unpackError(message.error));
        break;
      case 'loaded':
        this.functions.add(message.fn);
        this.#takeLoad(message.fn)?.resolve(message.name);
        break;
      case 'not-loaded':
        this.#takeLoad(message.fn)?.reject(unpackError(message.error));
        break;
      case 'response':
      case 'answer':
      case 'failure':
      case 'skipped':
        this.jobs.receive(message);
        this.#options.onRoom();
        break;
      case 'ask':
        void this.#desk.ask(message);
        break;
      case 'ask-abort':
        this.#desk.abort(message.ask);
        break;
      default:
        this.#bodies.receive(message);
    }
  }

  #takeLoad(fn: number): PendingLoad | undefined {
    const pending = this.#loads.get(fn);
    this.#loads.delete(fn);
    return pending;
  }

  /** Something in a message cannot be cloned: whoever gave it is told. */
  #refuse(message: ToThread, error: Error): void {
    if (message.type === 'told') {
      const text = `a shared provider answered what cannot be sent to another thread: ${error.message}`;
      const packed = { kind: 'other', name: 'Error', code: undefined, isLogged: false } as const;
      this.#outbox.send({
        type: 'told-error',
        ask: message.ask,
        error: { ...packed, message: text, stack: error.stack },
      });
    } else if (message.type === 'handle' || message.type === 'call') {
      this.jobs.refuse(message.request, new HostError('invalid', error.message, { cause: error }));
    }
  }

  /** Work keeps the process alive; a thread without any does not. */
  #hold(): void {
    if (this.#isRefed === this.isBusy) return;
    this.#isRefed = this.isBusy;
    if (this.#isRefed) this.#worker.ref();
    else this.#worker.unref();
  }

  #exit(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.isReady = false;
    const reason =
      this.stopReason ??
      this.#crash ??
      new Error('the thread ended; something called process.exit');
    this.#onStarted?.reject(reason);
    for (const { reject } of this.#loads.values()) reject(reason);
    this.#loads.clear();
    this.#desk.close();
    this.#options.onExit(this, this.stopReason === undefined ? reason : undefined);
    this.#bodies.fail(
      new HostError('unavailable', 'the thread that streamed the body was stopped'),
    );
    this.#onEnd?.();
  }
}
