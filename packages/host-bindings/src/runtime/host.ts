import type { Cache } from '../contract/gen/cache.js';
import type { Clock } from '../contract/gen/clock.js';
import type { Config } from '../contract/gen/config.js';
import type { Http } from '../contract/gen/http.js';
import type { Kv } from '../contract/gen/kv.js';
import type { Logging } from '../contract/gen/logging.js';
import type { Random } from '../contract/gen/random.js';
import type { Rpc } from '../contract/gen/rpc.js';
import type { Limits } from '../contract/limits.js';
import type { GuestObserver } from './guest-observer.js';
import type { BoundInterface } from './host-interfaces.js';
import type { PoolStatus } from './pool-status.js';
import type { Isolation, LoadedFunction } from './loaded-function.js';
import type { Platform } from './platform.js';
import type { PoolOptions } from './pool-options.js';
import type { RequestMetric } from './request-metric.js';
import type { Policy } from './policy.js';
import type { WaitMechanism } from './wait-mechanism.js';

/** Providers of the contract's interfaces. */
export interface Providers {
  /** Structured log lines. */
  readonly logging: Logging;
  /** Wall clock and monotonic time. */
  readonly clock: Clock;
  /** Entropy. */
  readonly random: Random;
  /** Outbound requests and streamed bodies. */
  readonly http: Http;
  /** Durable buckets of keys and values. */
  readonly kv?: Kv;
  /** The node's cache. */
  readonly cache?: Cache;
  /** Settings and secrets. */
  readonly config?: Config;
  /** Calls to other functions. */
  readonly rpc?: Rpc;
}

/** Options of {@link createHost}. */
export interface HostOptions {
  /** Who answers the contract's interfaces. */
  readonly providers: Providers;
  /** Interfaces beyond the contract's, each with its provider. */
  readonly interfaces?: readonly BoundInterface[];
  /** What functions are granted. Default: nothing. */
  readonly policy?: Policy;
  /** Limits that differ from the default ones. */
  readonly limits?: Partial<Limits>;
  /** The universal engine, as `@org/wajs/engine` gives it. Needed for artifacts, not for components. */
  readonly engine?: Uint8Array;
  /** Instances that all functions of the engine share; a number is the maximum alone. */
  readonly instances?: number | PoolOptions;
  /** Most requests that wait for an instance, where `instances` does not say it. Default 1,024. */
  readonly queue?: number;
  /** Is told whenever a function begins to run and when it has returned, as a watchdog needs it. */
  readonly observer?: GuestObserver | undefined;
  /**
   * Whether a guest on the direct carrier may be suspended while a provider waits. Default `auto`: where
   * it imports an `async func` whose provider does not say that it answers at once (`answersAtOnce`).
   * `never`: such a hostcall fails as `unavailable`, and calls of guests cost less. `auto` takes the first
   * of the other three that there is; naming one leaves only that.
   */
  readonly waits?: 'auto' | 'never' | WaitMechanism;
  /**
   * Most threads on which guests of the direct carrier wait, for all functions together, where the
   * platform cannot suspend a guest (Node before 24) and neither can the guest's own code. One is taken by each request of a function that may
   * wait; it costs 6 to 8 MB, and is kept for the next one. Default 16.
   */
  readonly waitingThreads?: number;
  /**
   * Most bytes, about, of images that are kept unpacked. Those of functions that are called seldom stay
   * compressed, and cost a tenth of a millisecond more. Default 64 MiB.
   */
  readonly imageBytes?: number;
  /** Told of each request, each call of a method and each call of a session once it is answered. It is called in between requests, so it has to be quick; without it nothing is measured. */
  readonly onRequest?: (metric: RequestMetric) => void;
  /** Where the host runs. */
  readonly platform: Platform;
}

/** What a host holds and has done; counts are of all its engines together. */
export interface HostStatus extends PoolStatus {
  /** Functions that are loaded. */
  readonly functions: number;
  /** Bytes of images that are unpacked, about. */
  readonly imageBytes: number;
}

/** Options of {@link Host.load}. */
export interface LoadOptions {
  /**
   * Name, by which log, metrics, cache and RPC know the function: two of one name share what these keep.
   * Default: the manifest's, or the file's.
   */
  readonly name?: string;
  /** What a request sees of earlier ones. Default `request`: nothing. */
  readonly isolation?: Isolation;
}

/** Loads functions and serves them. */
export interface Host {
  /**
   * Loads an artifact of `wajs build`, or a component.
   *
   * @param source The bytes, or where they are: the path of a file, in a browser a URL.
   * @throws {LinkError} where the bytes cannot be loaded: truncated, of another contract, not linkable.
   * @throws {HostError} `denied` where the function imports what the policy does not grant; `limit` where
   * it computes for longer than `loadMs` at module level.
   */
  load(source: Uint8Array | string, options?: LoadOptions): Promise<LoadedFunction>;
  /** What the host holds at this moment, and has done since it was made. */
  status(): HostStatus;
  /** Forgets all functions. */
  dispose(): void;
}
