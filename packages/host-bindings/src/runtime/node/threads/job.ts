import type { RpcCallOptions } from '../../../codegen-v1/index.js';
import type { Request, Response } from '../../../contract/gen/http.js';
import type { HandleOptions } from '../../loaded-function.js';
import type { BodyExchange } from './body-exchange.js';
import { packBytes } from './portable-bytes.js';
import { type Packing, packRequest, unpackResponse } from './portable-message.js';
import type { FromThread, Work } from './protocol.js';

/** A function that all threads load. */
export interface FunctionRecord {
  /** Its number, for the threads. */
  readonly fn: number;
  readonly name: string;
}

/** A member of each case of a union left out. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What is asked of a thread, without what that thread numbers it by. */
export type JobContent = Without<Work, 'request' | 'slot' | 'fn'>;

/** What a thread answers. */
export type JobAnswer = FromThread & { readonly type: 'response' | 'answer' };

/** One request or call, until it is answered. It may go to one thread after another, until one begins it. */
export interface Job {
  readonly fn: FunctionRecord;
  readonly requestId: string;
  readonly signal: RpcCallOptions['signal'];
  /** When nobody waits any more, in milliseconds since 1970-01-01 UTC. */
  readonly deadline: number;
  /** What a thread is sent. */
  pack(packing: Packing): JobContent;
  /** Answers the caller. The response is what streams on, if it does. */
  resolve(answer: JobAnswer, bodies: BodyExchange): Response | undefined;
  /** Tells the caller that there is no answer. */
  reject(error: Error): void;
}

/** Who a job is for, and where its outcome goes. */
export interface JobOptions<T> {
  readonly fn: FunctionRecord;
  readonly requestId: string;
  readonly deadline: number;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** A request for a function's handler. */
export function createRequestJob(
  request: Request,
  { clientAddress, signal }: HandleOptions,
  { fn, requestId, deadline, resolve, reject }: JobOptions<Response>,
): Job {
  return {
    fn,
    requestId,
    signal,
    deadline,
    pack: (packing) => {
      const message = packRequest(request, packing);
      return { type: 'handle', message, requestId, clientAddress };
    },
    resolve: (answer, bodies) => {
      const response = unpackResponse((answer as JobAnswer & { type: 'response' }).message, bodies);
      resolve(response);
      return response;
    },
    reject,
  };
}

/** A call of one of a function's methods. */
export function createCallJob(
  call: { readonly method: string; readonly payload: Uint8Array; readonly options: RpcCallOptions },
  { fn, requestId, deadline, resolve, reject }: JobOptions<Uint8Array>,
): Job {
  const { method, payload, options } = call;
  const { signal, caller, idempotencyKey, depth } = options;
  return {
    fn,
    requestId,
    signal,
    deadline,
    pack: ({ transfer }) => ({
      type: 'call',
      method,
      payload: packBytes(payload, transfer),
      options: { deadline: options.deadline, caller, idempotencyKey, depth, requestId },
    }),
    resolve: (answer) => {
      resolve((answer as JobAnswer & { type: 'answer' }).payload);
      return undefined;
    },
    reject,
  };
}
