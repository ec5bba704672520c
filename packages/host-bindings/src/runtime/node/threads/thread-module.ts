import type { ImportInterface } from '../../../codegen-v1/index.js';
import type { Limits } from '../../../contract/limits.js';
import type { HostOptions, Providers } from '../../host.js';

/** What the host of one thread is made of: as for `createHost`. The limits are the threaded host's, and so is who is told of requests. */
export interface ThreadHostOptions extends Omit<
  HostOptions,
  'providers' | 'platform' | 'limits' | 'observer' | 'onRequest'
> {
  /** Providers of the contract's interfaces, with the defaults of `createHost`. */
  readonly providers?: Partial<Providers>;
}

/** What a thread tells the module that says what its host is made of. */
export interface ThreadContext {
  /** Place among the threads, from 0. A thread that is started in another's place has the same. */
  readonly thread: number;
  /** `data` of the threaded host. */
  readonly data: unknown;
  /** `limits` of the threaded host, for the providers that are made here. */
  readonly limits: Partial<Limits>;
  /**
   * The provider of an interface that the option `shared` has, which is answered by the thread that created
   * the host. Every method of it answers a promise.
   *
   * @throws {RangeError} where `shared` has none of this interface.
   */
  provider<P>(target: ImportInterface<P>): P;
  /** Is called when the host is closed and nothing is under way: where a store is closed. */
  onClose(close: () => unknown): void;
}

/** The module that a threaded host loads in each of its threads. */
export interface ThreadModule {
  /** Says what the thread's host is made of. */
  hostOptions(thread: ThreadContext): ThreadHostOptions | Promise<ThreadHostOptions>;
}
