import { type CoreValue, Trap } from '../codegen-v1/index.js';
import { HostError } from '../contract/index.js';
import type { CoreFunction } from './guest-core.js';

/** Most that a guest may count its backpressure up to (component-model CanonicalABI.md). */
const mostBackpressure = 0xffff;

/** What decides whether a guest may call its host, and whether its host may call it. */
export class GuestGate {
  /** Whether the guest may call its host: not while it only allocates or frees what travels. */
  mayLeave = true;
  #backpressure = 0;

  /**
   * Looks whether the guest takes calls of functions that can wait.
   * @throws HostError `conflict` while it asks for none.
   */
  assertOpen(name: string): void {
    if (this.#backpressure === 0) return;
    throw new HostError(
      'conflict',
      `the guest takes no more calls of "${name}" for now; call it once others are over`,
    );
  }

  /** Runs a function of the guest's that may not call its host. */
  runShut(fn: (...core: CoreValue[]) => unknown, values: readonly CoreValue[]): void {
    this.mayLeave = false;
    fn(...values);
    this.mayLeave = true;
  }

  /** A function of the host that traps where the guest may not call one. */
  guard(fn: CoreFunction, name: string): CoreFunction {
    return (...core) => {
      if (this.mayLeave) return fn(...core);
      throw new Trap(
        `the guest called "${name}" while it allocates or frees memory for a call; call no host from there`,
      );
    };
  }

  /** `backpressure.inc` and `backpressure.dec`. */
  add(step: 1 | -1): void {
    this.#backpressure += step;
    if (this.#backpressure >= 0 && this.#backpressure <= mostBackpressure) return;
    throw new Trap(`the guest counted its backpressure to "${this.#backpressure}"`);
  }

  /** `backpressure.set`. */
  set(isClosed: number): void {
    this.#backpressure = isClosed === 0 ? 0 : 1;
  }

  /** An earlier life of the instance is over. */
  reset(): void {
    this.mayLeave = true;
    this.#backpressure = 0;
  }
}
