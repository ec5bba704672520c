import { HostError } from '../../contract/errors.js';
import { type Patience, RpcRun } from './rpc-run.js';

/** How submitted calls are bounded, for each function. */
export interface RpcReferencesOptions {
  /** Most calls of one function that wait to be collected. */
  readonly maximum: number;
  /** Most bytes of answers of one function that wait to be collected. */
  readonly maxBytes: number;
  /** Milliseconds for which a call is kept. */
  readonly ttlMs: number;
  /** The time in milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}

interface Submitted {
  readonly run: RpcRun;
  readonly expires: number;
  bytes: number;
}

/** Calls that one function has submitted and not collected yet. */
export class RpcReferences {
  /** In the order of insertion, so of expiry. */
  readonly #submitted = new Map<string, Submitted>();
  readonly #options: RpcReferencesOptions;
  #bytes = 0;

  constructor(options: RpcReferencesOptions) {
    this.#options = options;
  }

  /** How many there are. */
  get size(): number {
    this.#forgetExpired();
    return this.#submitted.size;
  }

  /**
   * Starts a call that has to end by a deadline, and answers its reference.
   *
   * @throws {HostError} `limit` where there are too many.
   */
  add(start: () => RpcRun, deadline: number): string {
    const used = this.size + 1;
    const { maximum, ttlMs, now } = this.#options;
    if (used > maximum) throw new HostError('limit', { what: 'rpc-references', used, maximum });
    const reference = crypto.randomUUID();
    const run = new RpcRun(async (signal) => {
      const answer = await start().wait({ deadline, signal });
      this.#keep(reference, answer);
      return answer;
    });
    run.hold();
    this.#submitted.set(reference, { run, expires: now() + ttlMs, bytes: 0 });
    return reference;
  }

  /**
   * Waits for the outcome of a call, which can be collected once.
   *
   * @throws {HostError} `not-found` where there is no such call (any more), `timeout` or `cancelled`
   * where the patience is over (the call can be collected later), `limit` where the answer was too much
   * beside what waits already, else what the method failed with.
   */
  async collect(reference: string, patience: Patience): Promise<Uint8Array> {
    this.#forgetExpired();
    const submitted = this.#submitted.get(reference);
    if (submitted === undefined) throw unknown(reference);
    await submitted.run.wait(patience).catch((error: unknown) => {
      if (!submitted.run.isSettled) throw error;
    });
    if (this.#submitted.get(reference) !== submitted) throw unknown(reference);
    this.cancel(reference);
    return submitted.run.outcome;
  }

  /** Gives up on a call. One that is not there is no mistake. */
  cancel(reference: string): void {
    const submitted = this.#submitted.get(reference);
    if (submitted === undefined) return;
    this.#submitted.delete(reference);
    this.#bytes -= submitted.bytes;
    submitted.run.release();
  }

  /** Counts an answer that waits to be collected. */
  #keep(reference: string, answer: Uint8Array): void {
    const submitted = this.#submitted.get(reference);
    if (submitted === undefined) return;
    const used = this.#bytes + answer.length;
    const maximum = this.#options.maxBytes;
    if (used > maximum) throw new HostError('limit', { what: 'rpc-bytes', used, maximum });
    submitted.bytes = answer.length;
    this.#bytes = used;
  }

  #forgetExpired(): void {
    const now = this.#options.now();
    for (const [reference, { expires }] of this.#submitted) {
      if (expires > now) return;
      this.cancel(reference);
    }
  }
}

function unknown(reference: string): HostError {
  return new HostError(
    'not-found',
    `there is no call "${reference}"; it was collected, given up, or has expired`,
  );
}
