import { EncodeError, ResultError, Trap } from '../codegen-v1/index.js';
import { HostError, type HostErrorCode } from '../contract/index.js';
import type { RequestCall } from './call.js';

/**
 * How a request ended: `ok`, which the err case of a session's method is too; `trap`, where the guest broke; else the code of what its caller was told,
 * such as `internal` (the function threw), `timeout`, or `unavailable` (no instance was free in time).
 */
export type RequestOutcome = 'ok' | 'trap' | HostErrorCode;

/** What one request, one call of a method, or one call of a session took. Times are in milliseconds. */
export interface RequestMetric {
  /** Name of the function. */
  readonly functionName: string;
  /** Id of the request, as in the log. */
  readonly requestId: string;
  /** Whether it was a request, a call of a method, or a call of a session of `LoadedFunction.open`. */
  readonly kind: 'http' | 'rpc' | 'session';
  /** How it ended. */
  readonly outcome: RequestOutcome;
  /** Time until the answer, the wait included. Work after the answer and a streamed body are not. */
  readonly durationMs: number;
  /** Time that it waited for an instance. */
  readonly waitMs: number;
  /** Time that it computed until the answer, with what providers did at once. */
  readonly cpuMs: number;
  /** How often it called each interface until the answer, by the interface's full name. */
  readonly hostcalls: ReadonlyMap<string, number>;
}

/** A request that is to be observed. */
export interface Observed<T> {
  readonly call: RequestCall;
  readonly kind: RequestMetric['kind'];
  /** Begins it. */
  readonly run: () => Promise<T>;
}

/** Runs a request, and tells the observer of it where there is one. */
export function observeRequest<T>(
  onRequest: ((metric: RequestMetric) => void) | undefined,
  { call, kind, run }: Observed<T>,
): Promise<T> {
  if (onRequest === undefined) return run();
  const began = performance.now();
  const usage = call.usages[0]!;
  const hostcalls = (usage.hostcalls = new Map());
  const answer = run();
  const report = (outcome: RequestOutcome): void =>
    onRequest({
      functionName: call.functionName,
      requestId: call.requestId,
      kind,
      outcome,
      durationMs: performance.now() - began,
      waitMs: usage.waitMs,
      cpuMs: usage.cpuMs,
      hostcalls,
    });
  answer.then(
    () => report('ok'),
    (error: unknown) => report(outcomeOf(error)),
  );
  return answer;
}

function outcomeOf(error: unknown): RequestOutcome {
  if (!(error instanceof HostError)) {
    if (error instanceof ResultError) return 'ok';
    return error instanceof EncodeError ? 'invalid' : 'internal';
  }
  const { cause, code } = error as HostError;
  // A guest that recurses without end breaks with a RangeError.
  const isTrap =
    cause instanceof Trap ||
    cause instanceof WebAssembly.RuntimeError ||
    cause instanceof RangeError;
  return isTrap ? 'trap' : code;
}
