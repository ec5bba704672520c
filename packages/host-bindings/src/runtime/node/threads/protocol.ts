import type { RpcCallOptions } from '../../../codegen-v1/index.js';
import type { Limits } from '../../../contract/limits.js';
import type { HostStatus } from '../../host.js';
import type { Isolation } from '../../loaded-function.js';
import type { RequestMetric } from '../../request-metric.js';
import type { BodyMessage } from './body-exchange.js';
import type { PortableError } from './portable-error.js';
import type { PortableRequest, PortableResponse } from './portable-message.js';

/** What a thread is started with. */
export interface ThreadData {
  /** URL of the embedder's module. */
  readonly module: string;
  /** Place among the threads, from 0. */
  readonly thread: number;
  /** The embedder's own data. */
  readonly data: unknown;
  /** Limits of the host. */
  readonly limits: Partial<Limits>;
  /** Methods of the providers that the main thread answers, by the provider's name. */
  readonly shared: Readonly<Record<string, readonly string[]>>;
  /** Whether somebody asks what requests take. */
  readonly isMeasured: boolean;
  /** Words of the {@link ThreadState}. */
  readonly state: SharedArrayBuffer;
}

/** What a hostcall that the main thread answers is told of its request. */
export interface PortableCall {
  readonly functionName: string;
  readonly requestId: string;
  readonly deadline: number;
  readonly depth: number;
}

/** One request, or one call of a method, for a thread. */
export type Work = {
  /** Number of the request, for this thread. */
  readonly request: number;
  /** Its place among the claims. */
  readonly slot: number;
  /** Number of the function. */
  readonly fn: number;
} & (
  | {
      readonly type: 'handle';
      readonly message: PortableRequest;
      readonly requestId: string;
      readonly clientAddress: string | undefined;
    }
  | {
      readonly type: 'call';
      readonly method: string;
      readonly payload: Uint8Array;
      readonly options: Omit<RpcCallOptions, 'signal'>;
    }
);

/** What the main thread tells a thread. */
export type ToThread =
  | Work
  | BodyMessage
  | {
      readonly type: 'load';
      readonly fn: number;
      readonly source: Uint8Array;
      /** Undefined for the one that an artifact has itself. */
      readonly name: string | undefined;
      readonly isolation: Isolation;
    }
  | { readonly type: 'unload'; readonly fn: number }
  | { readonly type: 'abort'; readonly request: number }
  | { readonly type: 'ping' }
  | { readonly type: 'told'; readonly ask: number; readonly value: unknown }
  | { readonly type: 'told-error'; readonly ask: number; readonly error: PortableError }
  | { readonly type: 'close' };

/** What a thread tells the main thread. */
export type FromThread =
  | BodyMessage
  | { readonly type: 'ready' }
  | {
      readonly type: 'report';
      readonly metrics: readonly RequestMetric[];
      readonly status: HostStatus;
    }
  | { readonly type: 'unready'; readonly error: PortableError }
  | { readonly type: 'loaded'; readonly fn: number; readonly name: string }
  | { readonly type: 'not-loaded'; readonly fn: number; readonly error: PortableError }
  | { readonly type: 'response'; readonly request: number; readonly message: PortableResponse }
  | { readonly type: 'answer'; readonly request: number; readonly payload: Uint8Array }
  | { readonly type: 'failure'; readonly request: number; readonly error: PortableError }
  | { readonly type: 'skipped'; readonly request: number }
  | {
      readonly type: 'ask';
      readonly ask: number;
      readonly provider: string;
      readonly method: string;
      readonly args: unknown;
      readonly call: PortableCall;
    }
  | { readonly type: 'ask-abort'; readonly ask: number };
