import type { CallContext } from '../codegen-v1/index.js';
import { LazySignal } from './lazy-signal.js';
import { RequestUsage } from './request-usage.js';

/** One request that a function is serving: what its hostcalls are told. */
export class RequestCall extends LazySignal implements CallContext {
  readonly functionName: string;
  readonly requestId: string;
  readonly deadline: number;
  readonly depth: number;
  /** Hostcalls under way whose signal somebody has looked at. */
  #events: Set<EventCall> | undefined;
  #usages: readonly RequestUsage[] | undefined;

  constructor(functionName: string, requestId: string, deadline: number, depth = 0) {
    super();
    this.functionName = functionName;
    this.requestId = requestId;
    this.deadline = deadline;
    this.depth = depth;
  }

  /** What it has used of its limits. What stands for several requests has one for each of them. */
  get usages(): readonly RequestUsage[] {
    return (this.#usages ??= [new RequestUsage()]);
  }

  /** Stands for several requests: what is used counts for one of them. */
  shareUsages(calls: readonly RequestCall[]): void {
    this.#usages = calls.flatMap((call) => call.usages);
  }

  /** Nobody wants the results of this request's hostcalls any more: their signals fire too. */
  override abort(reason: Error): void {
    super.abort(reason);
    const events = this.#events;
    this.#events = undefined;
    if (events !== undefined) for (const event of events) event.abort(reason);
  }

  /** Takes a hostcall's signal along when this one fires, until it is let go of. */
  hold(event: EventCall): void {
    if (this.reason === undefined) (this.#events ??= new Set()).add(event);
    else event.abort(this.reason);
  }

  /** The hostcall is over. */
  release(event: EventCall): void {
    this.#events?.delete(event);
  }
}

/** One hostcall of a request: fires its signal when it is cancelled or the request is over. */
export class EventCall extends LazySignal implements CallContext {
  readonly #request: RequestCall;
  #isOver = false;

  constructor(request: RequestCall) {
    super();
    this.#request = request;
  }

  get functionName(): string {
    return this.#request.functionName;
  }

  get requestId(): string {
    return this.#request.requestId;
  }

  get deadline(): number {
    return this.#request.deadline;
  }

  get depth(): number {
    return this.#request.depth;
  }

  /** What its request has used of its limits. */
  get usages(): readonly RequestUsage[] {
    return this.#request.usages;
  }

  override get signal(): AbortSignal {
    const isFirst = !this.isWatched;
    const signal = super.signal;
    if (isFirst && this.reason === undefined && !this.#isOver) this.#request.hold(this);
    return signal;
  }

  /** The call has been answered: its request keeps nothing of it. */
  end(): void {
    this.#isOver = true;
    if (this.isWatched) this.#request.release(this);
  }
}

/** What hostcalls see while no request is under way. */
export const idleCall = new RequestCall('', '', 0);

/** What a call counts for; undefined where a provider of the embedder's own makes it. */
export function usagesOf(call: CallContext): readonly RequestUsage[] | undefined {
  return call instanceof RequestCall || call instanceof EventCall ? call.usages : undefined;
}
